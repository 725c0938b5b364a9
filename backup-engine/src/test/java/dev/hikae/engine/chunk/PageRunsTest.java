package dev.hikae.engine.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PageRunsTest {
    private static final long TIB = 1L << 40;

    @Test
    void runs_endAtMultiplesOfTheirLength() {
        var runs = new PageRuns(64 << 10);
        assertEquals(64 << 10, runs.left(0));
        assertEquals(1, runs.left((5L << 40) - 1));
        assertEquals(60 << 10, runs.left((128 << 10) + (4 << 10)));
    }

    @Test
    void hugeFile_hasLongerRunsInsteadOfMore() {
        assertEquals(64 << 10, PageRuns.of(TIB, Optional.empty()).length());
        assertEquals(128 << 10, PageRuns.of(TIB + (1 << 20), Optional.empty()).length());
        assertEquals(4 << 20, PageRuns.of(1000 * TIB, Optional.empty()).length());
    }

    @Test
    void growingFile_keepsItsRunsForLong() {
        var before = Optional.of(new PageRuns(64 << 10));
        assertEquals(64 << 10, PageRuns.of(4 * TIB, before).length());
        assertEquals(512 << 10, PageRuns.of(5 * TIB, before).length());
    }

    @Test
    void oddLength_isRefused() {
        for (int length : new int[] {0, -1, 2048, 96 << 10, 8 << 20}) {
            assertThrows(IllegalArgumentException.class, () -> new PageRuns(length));
        }
    }
}
