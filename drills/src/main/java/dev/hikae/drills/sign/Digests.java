package dev.hikae.drills.sign;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every Java has. */
public final class Digests {
    private Digests() {}

    /** Of the parts, one after the other. */
    public static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("bug: a Java without SHA-256", e);
        }
    }

    /** In lower-case hexadecimal. */
    public static String hex(byte[]... parts) {
        return HexFormat.of().formatHex(sha256(parts));
    }
}
