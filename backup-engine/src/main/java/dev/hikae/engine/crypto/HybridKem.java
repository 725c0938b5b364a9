package dev.hikae.engine.crypto;

import dev.hikae.engine.key.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
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
import javax.crypto.KeyAgreement;

/**
 * X25519 and ML-KEM-768 together: safe while either holds. The derived key binds both ciphertexts, both public keys,
 * the repository and the salt.
 */
public final class HybridKem {
    public static final int X_LENGTH = 32;
    public static final int M_PUBLIC_LENGTH = 1184;
    public static final int M_PRIVATE_LENGTH = 2400;
    public static final int M_CIPHERTEXT_LENGTH = 1088;
    public static final int ENCAPSULATION_LENGTH = X_LENGTH + M_CIPHERTEXT_LENGTH;

    private static final byte[] X_PRIVATE = hex("302e020100300506032b656e04220420");
    private static final byte[] X_PUBLIC = hex("302a300506032b656e032100");
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
            var x = KeyPairGenerator.getInstance("X25519");
            x.initialize(NamedParameterSpec.X25519, random);
            var xPair = x.generateKeyPair();
            var m = KeyPairGenerator.getInstance("ML-KEM-768");
            m.initialize(NamedParameterSpec.ML_KEM_768, random);
            var mPair = m.generateKeyPair();
            return new Pair(
                    new PublicKeys(
                            tail(xPair.getPublic().getEncoded(), X_PUBLIC, X_LENGTH),
                            tail(mPair.getPublic().getEncoded(), M_PUBLIC, M_PUBLIC_LENGTH)),
                    new PrivateKeys(
                            Secret.copyOf(tail(xPair.getPrivate().getEncoded(), X_PRIVATE, X_LENGTH)),
                            Secret.copyOf(tail(mPair.getPrivate().getEncoded(), M_PRIVATE, M_PRIVATE_LENGTH))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: the JDK lacks X25519 or ML-KEM-768", e);
        }
    }

    public static Encapsulated encapsulate(PublicKeys to, byte[] salt, byte[] repositoryId, SecureRandom random) {
        try {
            var x = KeyPairGenerator.getInstance("X25519");
            x.initialize(NamedParameterSpec.X25519, random);
            var ephemeral = x.generateKeyPair();
            byte[] ephemeralPublic = tail(ephemeral.getPublic().getEncoded(), X_PUBLIC, X_LENGTH);
            byte[] sharedX = agree(ephemeral.getPrivate(), publicKey("X25519", X_PUBLIC, to.x25519()));
            var m = KEM.getInstance("ML-KEM")
                    .newEncapsulator(publicKey("ML-KEM", M_PUBLIC, to.mlKem()), random)
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
            byte[] sharedX =
                    agree(privateKey("X25519", X_PRIVATE, with.x25519()), publicKey("X25519", X_PUBLIC, ephemeral));
            byte[] sharedM = KEM.getInstance("ML-KEM")
                    .newDecapsulator(privateKey("ML-KEM", M_PRIVATE, with.mlKem()))
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

    /** The JDK refuses an all-zero result by itself (RFC 7748, section 6.1). */
    private static byte[] agree(PrivateKey mine, PublicKey theirs) throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance("X25519");
        agreement.init(mine);
        agreement.doPhase(theirs, true);
        return agreement.generateSecret();
    }

    private static PublicKey publicKey(String algorithm, byte[] prefix, byte[] raw) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(join(prefix, raw)));
    }

    private static PrivateKey privateKey(String algorithm, byte[] prefix, Secret raw) throws GeneralSecurityException {
        byte[] bytes = raw.revealBytes();
        byte[] encoded = join(prefix, bytes);
        Arrays.fill(bytes, (byte) 0);
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
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
