package dev.hikae.engine.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PaddingTest {
    @Test
    void anySize_isRoundedUpToTheQuantumAndLittleMore() {
        var random = new Random(4);
        for (int i = 0; i < 10_000; i++) {
            long used = 1 + random.nextLong(64L << 20);
            for (Padding way : Padding.values()) {
                long padded = way.padded(used);
                assertTrue(padded >= used && padded % Padding.QUANTUM == 0, way + " " + used);
                assertTrue(padded - used <= Padding.QUANTUM + used / 8, way + " " + used);
                assertEquals(padded, way.padded(padded), "padded twice");
            }
        }
    }

    /** Values worked out by hand from the definition: 20 MiB has exponent 24, 5 bits of it show, 2^19 is the step. */
    @Test
    void lastPacks_showOnlyTheirLeadingBits() {
        assertEquals(20 << 20, Padding.LAST.padded((20 << 20) - 5));
        assertEquals((20 << 20) + (1 << 19), Padding.LAST.padded((20 << 20) + 1));
        Set<Long> sizes = new HashSet<>();
        for (long used = 16L << 20; used < 32L << 20; used += 10_000) {
            sizes.add(Padding.LAST.padded(used));
        }
        assertTrue(sizes.size() <= 33, sizes.toString());
    }
}
