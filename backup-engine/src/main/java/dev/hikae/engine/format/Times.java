package dev.hikae.engine.format;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;

/** Times as 12 bytes: signed seconds and nanoseconds. */
public final class Times {
    private Times() {}

    public static byte[] encode(Instant time) {
        return ByteBuffer.allocate(12)
                .putLong(time.getEpochSecond())
                .putInt(time.getNano())
                .array();
    }

    public static Instant decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        try {
            return Instant.ofEpochSecond(in.getLong(), in.getInt());
        } catch (DateTimeException e) {
            throw new FormatException("holds a time out of range", e);
        }
    }
}
