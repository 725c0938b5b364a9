package dev.hikae.config.id;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes identifiers: a type prefix and a UUIDv7 (RFC 9562), so that they sort by time. */
public final class Ids {
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private final InstantSource clock;
    private final SecureRandom random;

    public Ids(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    public RunId run() {
        return new RunId(next("run_"));
    }

    public SnapshotId snapshot() {
        return new SnapshotId(next("snap_"));
    }

    /** For the other prefixes, for example {@code evd_}, {@code key_}, {@code apr_}. */
    public String next(String prefix) {
        byte[] r = new byte[10];
        random.nextBytes(r);
        long millis = clock.millis();
        long high = (millis << 16) | 0x7000L | ((r[0] & 0x0fL) << 8) | (r[1] & 0xffL);
        long low = 0x8000000000000000L | ((r[2] & 0x3fL) << 56);
        for (int i = 3; i < 10; i++) {
            low |= (r[i] & 0xffL) << (8 * (9 - i));
        }
        return prefix + new UUID(high, low);
    }

    static String checked(String prefix, String value) {
        if (!value.startsWith(prefix)
                || !UUID_FORM.matcher(value.substring(prefix.length())).matches()) {
            throw new IllegalArgumentException("not an id of the form " + prefix + "UUIDv7: " + value);
        }
        return value;
    }
}
