package dev.hikae.engine.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** SHA-256 and CRC32C. */
public final class Digests {
    private Digests() {}

    public static byte[] sha256(byte[]... parts) {
        MessageDigest digest = newSha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** For streams. Every JDK has it. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("bug: every JDK has SHA-256", e);
        }
    }

    /** CRC-32C (Castagnoli) as an unsigned 32-bit value in an int. */
    public static int crc32c(ByteBuffer content) {
        var crc = new CRC32C();
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }
}
