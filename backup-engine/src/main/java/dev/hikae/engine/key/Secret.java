package dev.hikae.engine.key;

import java.util.Arrays;

/** Secret bytes that do not print; reading them is spelled out. Closing wipes them. */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** The secret itself: do not keep, log or print it. */
    public byte[] revealBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Secret s && java.security.MessageDigest.isEqual(bytes, s.bytes);
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "(secret)";
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }
}
