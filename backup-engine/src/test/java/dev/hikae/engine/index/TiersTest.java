package dev.hikae.engine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TiersTest {
    private static final long K = 1 << 10;

    private static List<Long> merged(Long... sorted) {
        return Tiers.toMerge(List.of(sorted), s -> s);
    }

    @Test
    void threeOfASize_stay() {
        assertEquals(List.of(), merged(K, 2 * K, 3 * K, 600 * K, 700 * K, 800 * K, 9000 * K));
    }

    @Test
    void fourOfASize_areMerged_andWhatIsSmallerWithThem() {
        assertEquals(
                List.of(K, 600 * K, 700 * K, 800 * K, 900 * K),
                merged(K, 600 * K, 700 * K, 800 * K, 900 * K, 9000 * K));
    }

    @Test
    void whatBecomesTheFourthOfItsSize_isMergedOn() {
        assertEquals(
                List.of(200 * K, 200 * K, 200 * K, 200 * K, 600 * K, 600 * K, 600 * K),
                merged(200 * K, 200 * K, 200 * K, 200 * K, 600 * K, 600 * K, 600 * K, 9000 * K));
    }
}
