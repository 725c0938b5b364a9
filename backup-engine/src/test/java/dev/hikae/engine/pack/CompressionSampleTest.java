package dev.hikae.engine.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Content of which slices tell whether it is worth compressing. */
final class CompressionSampleTest {
    private static final int LENGTH = 1 << 20;

    private static int compressed(byte[] content, int level) {
        try (var compression = new Compression()) {
            return compression.compress(content, content.length, new byte[Compression.bound(content.length)], level);
        }
    }

    private static byte[] random() {
        byte[] content = new byte[LENGTH];
        new Random(3).nextBytes(content);
        return content;
    }

    /** Zeros but for those of its eighths' middles that are random. */
    private static byte[] zerosAround(int randomMiddles) {
        byte[] content = random();
        int eighth = LENGTH / 8;
        for (int i = 0; i < 8; i++) {
            int middle = i < randomMiddles ? 8 << 10 : 0;
            Arrays.fill(content, i * eighth, i * eighth + (eighth - middle) / 2, (byte) 0);
            Arrays.fill(content, i * eighth + (eighth + middle) / 2, (i + 1) * eighth, (byte) 0);
        }
        return content;
    }

    @Test
    void oneSliceThatShrinks_isEnough() {
        assertTrue(compressed(zerosAround(7), 3) > 0);
        assertEquals(0, compressed(random(), 3));
    }

    @Test
    void slicesThatDoNotShrink_speakForTheWhole_butNotAtHighLevels() {
        byte[] content = zerosAround(8);
        assertEquals(0, compressed(content, 3));
        assertTrue(compressed(content, 9) > 0);
    }

    @Test
    void whatIsSmall_isTried() {
        assertTrue(compressed(Arrays.copyOf(zerosAround(8), 60 << 10), 3) > 0);
    }
}
