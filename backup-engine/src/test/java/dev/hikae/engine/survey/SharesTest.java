package dev.hikae.engine.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.survey.Shares.Size;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static BlobId id(long number) {
        var random = new SplittableRandom(number);
        return new BlobId(random.nextLong(), random.nextLong(), 0, number);
    }

    private static Size size(BlobId id) {
        return new Size(100 * id.d(), id.d());
    }

    /** Snapshots 0 and 1 of one source, 2 of another: blob 1 everywhere, 2 in the first source, 3 in 0 alone, 4 in 2 alone. */
    @Test
    void bytes_areCountedForThoseWhoAloneReferToThem() {
        try (var shares = new Shares(new int[] {0, 0, 1}, 2)) {
            for (long blob : new long[] {1, 2, 3, 3}) {
                shares.meet(id(blob), 0, SharesTest::size);
            }
            for (long blob : new long[] {2, 1}) {
                assertTrue(shares.meet(id(blob), 1, SharesTest::size));
                assertFalse(shares.meet(id(blob), 1, SharesTest::size), "again in one snapshot");
            }
            for (long blob : new long[] {4, 1}) {
                assertTrue(shares.meet(id(blob), 2, SharesTest::size));
            }
            assertEquals(4, shares.blobs());
            assertEquals(1000, shares.all().raw());
            assertEquals(10, shares.all().stored());
            assertEquals(300, shares.onlySnapshot(0).raw());
            assertEquals(0, shares.onlySnapshot(1).raw());
            assertEquals(400, shares.onlySnapshot(2).raw());
            assertEquals(500, shares.onlySource(0).raw());
            assertEquals(4, shares.onlySource(1).stored());
            assertEquals(600, shares.ofSource(0).raw());
            assertEquals(500, shares.ofSource(1).raw());
        }
    }

    @Test
    void thirdSnapshotOfASource_needNotGoOnBelowWhatTwoHave() {
        try (var shares = new Shares(new int[] {0, 0, 0}, 1)) {
            assertTrue(shares.meet(id(1), 0, SharesTest::size));
            assertTrue(shares.meet(id(1), 1, SharesTest::size));
            assertFalse(shares.meet(id(1), 2, SharesTest::size));
        }
    }

    @Test
    void manyBlobs_keepTheirNumbersWhileTheTableGrows() {
        try (var seen = new SeenBlobs()) {
            for (int i = 1; i <= 200_000; i++) {
                seen.number(seen.slot(id(i)), i);
            }
            assertEquals(200_000, seen.count());
            for (int i = 1; i <= 200_000; i++) {
                assertEquals(i, seen.number(seen.slot(id(i))));
            }
            assertEquals(200_000, seen.count());
        }
    }

    @Test
    void slope_isThatOfTheLine() {
        assertEquals(3, Stats.slope(new double[] {0, 1, 2}, new double[] {1, 4, 7}), 1e-9);
        assertEquals(0, Stats.slope(new double[] {1, 1}, new double[] {1, 4}), 1e-9);
    }
}
