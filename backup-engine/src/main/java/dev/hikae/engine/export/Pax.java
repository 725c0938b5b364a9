package dev.hikae.engine.export;

import dev.hikae.engine.RawPath;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Records of a pax extended header (POSIX.1-2017, pax, "pax Extended Header"). Values are bytes: as GNU tar does, names that are no
 * UTF-8 are written as they are.
 */
final class Pax {
    private static final int NANO_DIGITS = 9;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();

    boolean isEmpty() {
        return records.size() == 0;
    }

    byte[] toBytes() {
        return records.toByteArray();
    }

    void add(String key, long value) {
        add(key, Long.toString(value));
    }

    void add(String key, String value) {
        add(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    void add(String key, byte[] value) {
        add(key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** {@code length key=value\n}, where the length counts itself. */
    void add(byte[] key, byte[] value) {
        int rest = key.length + value.length + 3;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        records.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        records.write(' ');
        records.writeBytes(key);
        records.write('=');
        records.writeBytes(value);
        records.write('\n');
    }

    void addTime(String key, Instant time) {
        BigDecimal seconds =
                BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), NANO_DIGITS));
        add(key, seconds.stripTrailingZeros().toPlainString());
    }

    /** As star and GNU tar name them; a key holds no {@code =}, which GNU tar writes as {@code %3D}. */
    void addXattr(RawPath name, RawPath value) {
        var key = new ByteArrayOutputStream();
        key.writeBytes("SCHILY.xattr.".getBytes(StandardCharsets.US_ASCII));
        for (byte b : name.toBytes()) {
            switch (b) {
                case '%' -> key.writeBytes("%25".getBytes(StandardCharsets.US_ASCII));
                case '=' -> key.writeBytes("%3D".getBytes(StandardCharsets.US_ASCII));
                default -> key.write(b);
            }
        }
        add(key.toByteArray(), value.toBytes());
    }
}
