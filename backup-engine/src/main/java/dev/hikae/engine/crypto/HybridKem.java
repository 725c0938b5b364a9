package dev.hikae.engine.crypto;

import dev.hikae.engine.key.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KEM;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * X25519 and ML-KEM-768 together: safe while either holds. The derived key binds both ciphertexts, both public keys,
 * the repository and the salt. X25519 by Bouncy Castle for the reason given in {@link Ed25519}.
 */
public final class HybridKem {
    public static final int X_LENGTH = 32;
    public static final int M_PUBLIC_LENGTH = 1184;
    public static final int M_PRIVATE_LENGTH = 2400;
    public static final int M_CIPHERTEXT_LENGTH = 1088;
    public static final int ENCAPSULATION_LENGTH = X_LENGTH + M_CIPHERTEXT_LENGTH;

    private static final byte[] M_PRIVATE = hex("30820978020100300b060960864801650304040204820964" + "04820960");
    private static final byte[] M_PUBLIC = hex("308204b2300b0609608648016503040402038204a100");

    private HybridKem() {}

    /** Both public halves, raw. */
    public record PublicKeys(byte[] x25519, byte[] mlKem) {}

    /** Both private halves, raw. */
    public record PrivateKeys(Secret x25519, Secret mlKem) {}

    /** A fresh reader key. */
    public record Pair(PublicKeys publicKeys, PrivateKeys privateKeys) {}

    /** What a pack's group stores (X25519 ephemeral, then ML-KEM ciphertext), and the key it carries. */
    public record Encapsulated(byte[] encapsulation, CommittedKey key) {}

    public static Pair generate(SecureRandom random) {
        try {
            byte[] xPrivate = new byte[X_LENGTH];
            X25519.generatePrivateKey(random, xPrivate);
            byte[] xPublic = new byte[X_LENGTH];
            X25519.generatePublicKey(xPrivate, 0, xPublic, 0);
            var m = KeyPairGenerator.getInstance("ML-KEM-768");
            m.initialize(NamedParameterSpec.ML_KEM_768, random);
            var mPair = m.generateKeyPair();
            return new Pair(
                    new PublicKeys(xPublic, tail(mPair.getPublic().getEncoded(), M_PUBLIC, M_PUBLIC_LENGTH)),
                    new PrivateKeys(
                            taken(xPrivate),
                            Secret.copyOf(tail(mPair.getPrivate().getEncoded(), M_PRIVATE, M_PRIVATE_LENGTH))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: the JDK lacks ML-KEM-768", e);
        }
    }

    public static Encapsulated encapsulate(PublicKeys to, byte[] salt, byte[] repositoryId, SecureRandom random) {
        try {
            byte[] ephemeral = new byte[X_LENGTH];
            X25519.generatePrivateKey(random, ephemeral);
            byte[] ephemeralPublic = new byte[X_LENGTH];
            X25519.generatePublicKey(ephemeral, 0, ephemeralPublic, 0);
            byte[] sharedX;
            try (Secret once = taken(ephemeral)) {
                sharedX = agree(once, to.x25519());
            }
            var m = KEM.getInstance("ML-KEM")
                    .newEncapsulator(mlKemPublic(to.mlKem()), random)
                    .encapsulate();
            byte[] encapsulation = join(ephemeralPublic, m.encapsulation());
            return new Encapsulated(
                    encapsulation, combine(m.key().getEncoded(), sharedX, encapsulation, to, salt, repositoryId));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: encapsulation with checked keys cannot fail", e);
        }
    }

    /** The commitment is not yet compared; {@link CommittedKey#requireCommitment} does it. */
    public static CommittedKey decapsulate(
            PrivateKeys with, PublicKeys publicKeys, byte[] encapsulation, byte[] salt, byte[] repositoryId) {
        if (encapsulation.length != ENCAPSULATION_LENGTH) {
            throw new NotAuthenticException("encapsulation has " + encapsulation.length + " bytes");
        }
        try {
            byte[] ephemeral = Arrays.copyOf(encapsulation, X_LENGTH);
            byte[] sharedX = agree(with.x25519(), ephemeral);
            byte[] sharedM = KEM.getInstance("ML-KEM")
                    .newDecapsulator(mlKemPrivate(with.mlKem()))
                    .decapsulate(Arrays.copyOfRange(encapsulation, X_LENGTH, encapsulation.length))
                    .getEncoded();
            return combine(sharedM, sharedX, encapsulation, publicKeys, salt, repositoryId);
        } catch (GeneralSecurityException e) {
            throw new NotAuthenticException("encapsulation does not open", e);
        }
    }

    private static CommittedKey combine(
            byte[] sharedM, byte[] sharedX, byte[] encapsulation, PublicKeys to, byte[] salt, byte[] repositoryId) {
        byte[] joined = join(sharedM, sharedX);
        try (Secret ikm = Secret.copyOf(joined)) {
            return Kdf.derive(ikm, salt, "data", repositoryId, join(encapsulation, join(to.x25519(), to.mlKem())));
        } finally {
            Arrays.fill(joined, (byte) 0);
            Arrays.fill(sharedM, (byte) 0);
            Arrays.fill(sharedX, (byte) 0);
        }
    }

    /** An all-zero result is refused: RFC 7748, section 6.1. */
    private static byte[] agree(Secret mine, byte[] theirs) throws GeneralSecurityException {
        byte[] raw = mine.revealBytes();
        byte[] shared = new byte[X_LENGTH];
        try {
            if (theirs.length != X_LENGTH || !X25519.calculateAgreement(raw, 0, theirs, 0, shared, 0)) {
                throw new InvalidKeyException("no point to agree with");
            }
            return shared;
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** The array is of no use afterwards. */
    private static Secret taken(byte[] raw) {
        try {
            return Secret.copyOf(raw);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    private static PublicKey mlKemPublic(byte[] raw) throws GeneralSecurityException {
        return KeyFactory.getInstance("ML-KEM").generatePublic(new X509EncodedKeySpec(join(M_PUBLIC, raw)));
    }

    private static PrivateKey mlKemPrivate(Secret raw) throws GeneralSecurityException {
        byte[] bytes = raw.revealBytes();
        byte[] encoded = join(M_PRIVATE, bytes);
        Arrays.fill(bytes, (byte) 0);
        try {
            return KeyFactory.getInstance("ML-KEM").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static byte[] tail(byte[] encoded, byte[] prefix, int length) {
        if (encoded.length != prefix.length + length
                || !ByteBuffer.wrap(encoded, 0, prefix.length).equals(ByteBuffer.wrap(prefix))) {
            throw new IllegalStateException("bug: the JDK encodes this key in another form");
        }
        return Arrays.copyOfRange(encoded, prefix.length, encoded.length);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
