package dev.hikae.engine.scrub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.engine.crypto.Digests;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JigsawTest {
    private static final int SIZE = 100_000;

    private final Random random = new Random(5);
    private final byte[] right = new byte[SIZE];

    JigsawTest() {
        random.nextBytes(right);
    }

    private byte[] damaged(int... places) {
        byte[] copy = right.clone();
        for (int at : places) {
            copy[at] ^= (byte) (1 + random.nextInt(255));
        }
        return copy;
    }

    private Optional<byte[]> solve(byte[]... copies) {
        return new Jigsaw(Arrays.stream(copies).map(ByteBuffer::wrap).toList(), SIZE)
                .solve(Digests.crc32c(ByteBuffer.wrap(right)), whole -> Arrays.equals(whole, right));
    }

    @Test
    void copiesDamagedInDifferentPlaces_makeAWhole() {
        assertArrayEquals(
                right,
                solve(damaged(0, 40_000), damaged(99_999), damaged(20_000, 60_000))
                        .orElseThrow());
        assertArrayEquals(
                right,
                solve(damaged(0, 40_000, 99_999), damaged(10_000, 20_000, 60_000))
                        .orElseThrow());
    }

    @Test
    void threeCopies_areSolvedByTheirMajorityHoweverManyPlacesThereAre() {
        int[] first = random.ints(60, 0, SIZE / 3).toArray();
        int[] second = random.ints(60, SIZE / 3 + 1000, 2 * SIZE / 3).toArray();
        assertArrayEquals(
                right, solve(damaged(first), damaged(second), damaged(SIZE - 1)).orElseThrow());
    }

    @Test
    void truncatedCopies_giveWhatTheyHave() {
        byte[] cut = Arrays.copyOf(right, SIZE / 2);
        assertArrayEquals(right, solve(cut, damaged(10, 20_000)).orElseThrow());
        assertArrayEquals(right, solve(cut, damaged(70_000), damaged(80_000)).orElseThrow());
    }

    @Test
    void samePlaceDamagedInAllCopies_isNotMadeUp() {
        assertEquals(Optional.empty(), solve(damaged(500), damaged(500), damaged(500)));
        assertEquals(Optional.empty(), solve(Arrays.copyOf(right, SIZE - 1), Arrays.copyOf(right, SIZE - 1)));
        assertEquals(Optional.empty(), new Jigsaw(List.of(), SIZE).solve(0, whole -> true));
    }

    @Test
    void smallObjects_areTriedWithoutAChecksumToGoBy() {
        var jigsaw = new Jigsaw(List.of(ByteBuffer.wrap(damaged(7, 50_000)), ByteBuffer.wrap(damaged(90_000))), SIZE);
        assertArrayEquals(
                right, jigsaw.solve(whole -> Arrays.equals(whole, right)).orElseThrow());
    }
}
