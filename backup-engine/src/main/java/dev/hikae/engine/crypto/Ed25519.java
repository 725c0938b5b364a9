package dev.hikae.engine.crypto;

import dev.hikae.engine.key.Secret;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Ed25519 (RFC 8032) with raw keys: 32-byte seeds, 32-byte public keys, 64-byte signatures.
 *
 * <p>By Bouncy Castle: in a process that has just started, the JDK's own takes seven times as long for each
 * signature and then keeps the compiler busy for a second.
 */
public final class Ed25519 {
    public static final int KEY_LENGTH = 32;
    public static final int SIGNATURE_LENGTH = 64;

    private Ed25519() {}

    /** A fresh key pair. */
    public static KeyPair generate(SecureRandom random) {
        byte[] seed = new byte[KEY_LENGTH];
        byte[] publicKey = new byte[KEY_LENGTH];
        try {
            random.nextBytes(seed);
            org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, publicKey, 0);
            return new KeyPair(Secret.copyOf(seed), publicKey);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    public static byte[] sign(Secret seed, byte[] message) {
        byte[] raw = seed.revealBytes();
        byte[] signature = new byte[SIGNATURE_LENGTH];
        try {
            org.bouncycastle.math.ec.rfc8032.Ed25519.sign(raw, 0, message, 0, message.length, signature, 0);
            return signature;
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** False for a wrong signature and for bytes that are no public key at all. */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return publicKey.length == KEY_LENGTH
                && signature.length == SIGNATURE_LENGTH
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature, 0, publicKey, 0, message, 0, message.length);
    }

    /** A signing key with its public key. */
    public record KeyPair(Secret seed, byte[] publicKey) {}
}
