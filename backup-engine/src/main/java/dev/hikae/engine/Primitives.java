package dev.hikae.engine;

import com.github.luben.zstd.Zstd;
import dev.hikae.engine.chunk.FastCdc;
import dev.hikae.engine.crypto.AeadProviders;
import dev.hikae.engine.crypto.KeyedDigest;
import dev.hikae.engine.key.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** How fast the steps of a backup are on this machine, each alone on one core: measured, not assumed. */
public final class Primitives {
    private static final int PIECE = 1 << 20;

    private final Duration each;
    private final LongSupplier nanos;
    private final byte[] words = words();
    private final byte[] noise = noise();

    /** Measures each for about so long; {@code nanos} is a clock like {@link System#nanoTime()}. */
    public Primitives(Duration each, LongSupplier nanos) {
        this.each = each;
        this.nanos = nanos;
    }

    /**
     * What was measured.
     *
     * @param name what is done, as in {@code aes-256-gcm}
     * @param by who does it
     */
    public record Speed(String name, String by, long bytesPerSecond) {}

    /** All of them; the AEAD provider that does bulk data comes first. */
    public List<Speed> measure() {
        List<Speed> speeds = new ArrayList<>();
        for (String provider : AeadProviders.working()) {
            speeds.add(speed("aes-256-gcm", provider, AeadProviders.trial(provider, noise)));
        }
        var ids = new KeyedDigest(Secret.copyOf(new byte[32]));
        speeds.add(speed("hmac-sha-256", "SunJCE", () -> ids.digest((byte) 0, noise, 0, PIECE)));
        speeds.add(speed("zstd-1", "zstd-jni", () -> Zstd.compress(words, 1)));
        speeds.add(speed("zstd-3", "zstd-jni", () -> Zstd.compress(words, 3)));
        var chunker = FastCdc.of(new SplittableRandom(1).longs(256).toArray());
        speeds.add(speed("chunker", "hikae", () -> {
            for (int at = 0; at < PIECE; ) {
                at += chunker.cut(noise, at, PIECE);
            }
        }));
        return List.copyOf(speeds);
    }

    /** Half the time warms up, so that compiled code is what counts. */
    private Speed speed(String name, String by, Runnable work) {
        run(work, each.toNanos() / 2);
        return new Speed(name, by, run(work, each.toNanos() / 2));
    }

    private long run(Runnable work, long enough) {
        long started = nanos.getAsLong();
        long done = 0;
        long passed;
        do {
            work.run();
            done += PIECE;
            passed = nanos.getAsLong() - started;
        } while (passed < enough);
        return (long) (done * 1e9 / Math.max(1, passed));
    }

    private static byte[] noise() {
        byte[] noise = new byte[PIECE];
        new SplittableRandom(2).nextBytes(noise);
        return noise;
    }

    /** Text that zstd makes about a third of. */
    private static byte[] words() {
        var random = new SplittableRandom(3);
        var text = new StringBuilder(PIECE + 32);
        while (text.length() < PIECE) {
            text.append(Long.toString(random.nextLong(4000) * 7919, 36)).append(random.nextInt(9) == 0 ? '\n' : ' ');
        }
        return text.substring(0, PIECE).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
