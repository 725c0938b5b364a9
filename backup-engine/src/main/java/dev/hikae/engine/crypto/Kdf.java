package dev.hikae.engine.crypto;

import dev.hikae.engine.key.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA-256 with the labels of docs/FORMAT.md, section 2. */
public final class Kdf {
    private static final int KEY_LENGTH = 32;

    private Kdf() {}

    /** A key and its commitment: {@code derive} in the specification. */
    public static CommittedKey derive(Secret ikm, byte[] salt, String label, byte[] repositoryId, byte[] context) {
        byte[] okm = hkdf(ikm, salt, info("hikae/1/" + label, repositoryId, context), 2 * KEY_LENGTH);
        byte[] key = Arrays.copyOf(okm, KEY_LENGTH);
        var derived = new CommittedKey(new Aead(key), Arrays.copyOfRange(okm, KEY_LENGTH, 2 * KEY_LENGTH));
        Arrays.fill(okm, (byte) 0);
        Arrays.fill(key, (byte) 0);
        return derived;
    }

    /** One of a domain's keys. */
    public static Secret domainKey(Secret domain, byte[] domainId, String use, byte[] repositoryId) {
        byte[] okm = hkdf(domain, domainId, info("hikae/1/domain/" + use, repositoryId, new byte[0]), KEY_LENGTH);
        var key = Secret.copyOf(okm);
        Arrays.fill(okm, (byte) 0);
        return key;
    }

    /** The chunker's 256 secret numbers. */
    public static long[] gear(Secret chunkerKey) {
        byte[] raw = chunkerKey.revealBytes();
        try {
            byte[] info = "hikae/1/gear".getBytes(StandardCharsets.US_ASCII);
            var parameters =
                    HKDFParameterSpec.expandOnly(new SecretKeySpec(raw, "HKDF-SHA256"), info, 256 * Long.BYTES);
            long[] gear = new long[256];
            ByteBuffer.wrap(KDF.getInstance("HKDF-SHA256").deriveData(parameters))
                    .asLongBuffer()
                    .get(gear);
            return gear;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: the JDK lacks HKDF", e);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    private static byte[] info(String label, byte[] repositoryId, byte[] context) {
        byte[] text = (label + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] info = Arrays.copyOf(text, text.length + repositoryId.length + context.length);
        System.arraycopy(repositoryId, 0, info, text.length, repositoryId.length);
        System.arraycopy(context, 0, info, text.length + repositoryId.length, context.length);
        return info;
    }

    private static byte[] hkdf(Secret ikm, byte[] salt, byte[] info, int length) {
        byte[] raw = ikm.revealBytes();
        try {
            var parameters =
                    HKDFParameterSpec.ofExtract().addIKM(raw).addSalt(salt).thenExpand(info, length);
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: the JDK lacks HKDF", e);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
