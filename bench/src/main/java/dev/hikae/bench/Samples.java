package dev.hikae.bench;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.Kdf;
import dev.hikae.engine.crypto.KeyedDigest;
import dev.hikae.engine.key.Secret;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Data and keys to measure with: the same in every run, secret to nobody. */
final class Samples {
    private static final int WORDS = 4096;

    private Samples() {}

    /** Incompressible. */
    static byte[] random(int length) {
        byte[] data = new byte[length];
        new SplittableRandom(1).nextBytes(data);
        return data;
    }

    /** Words, the frequent ones far more often than the rare: about 3 to 1 with zstd level 3. */
    static byte[] text(int length) {
        var random = new SplittableRandom(2);
        byte[][] words = new byte[WORDS][];
        for (int i = 0; i < WORDS; i++) {
            words[i] = (Long.toString(random.nextLong() >>> (16 + random.nextInt(40)), 36) + " ")
                    .getBytes(StandardCharsets.US_ASCII);
        }
        byte[] data = new byte[length];
        int at = 0;
        while (at < length) {
            double skewed = Math.pow(random.nextDouble(), 4);
            byte[] word = words[(int) (skewed * WORDS)];
            int part = Math.min(word.length, length - at);
            System.arraycopy(word, 0, data, at, part);
            at += part;
        }
        return data;
    }

    static long[] gear() {
        return Kdf.gear(secret(3));
    }

    static KeyedDigest digest() {
        return new KeyedDigest(secret(4));
    }

    static Aead aead() {
        return Kdf.derive(secret(5), new byte[32], "bench", new byte[16], new byte[0])
                .aead();
    }

    private static Secret secret(int seed) {
        byte[] bytes = new byte[32];
        new SplittableRandom(seed).nextBytes(bytes);
        return Secret.copyOf(bytes);
    }
}
