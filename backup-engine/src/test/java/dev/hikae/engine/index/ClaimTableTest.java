package dev.hikae.engine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.engine.pack.BlobId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClaimTableTest {
    private static final int IDS = 50_000;

    @Test
    void racingThreads_claimEachIdOnce_beyondTheBoundToo(@TempDir Path temp) throws Exception {
        var claims = new ClaimTable(new SegmentFolder(temp), 4 << 10);
        Callable<Integer> claimer = () -> {
            int won = 0;
            for (int i = 0; i < IDS; i++) {
                won += claims.add(IndexRig.blob(i)) ? 1 : 0;
            }
            return won;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> all = new ArrayList<>(threads.invokeAll(List.of(claimer, claimer, claimer, claimer)));
            int won = 0;
            for (Future<Integer> one : all) {
                won += one.get();
            }
            assertEquals(IDS, won);
        }
        assertEquals(0, claimer.call());
    }

    @Test
    void idWithAZeroSecondPart_isClaimedOnce(@TempDir Path temp) {
        var claims = new ClaimTable(new SegmentFolder(temp));
        assertEquals(true, claims.add(new BlobId(7, 0, 0, 0)));
        assertEquals(false, claims.add(new BlobId(7, 0, 0, 0)));
        assertEquals(true, claims.add(new BlobId(8, 0, 0, 0)));
    }
}
