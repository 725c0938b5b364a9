package dev.hikae.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.engine.pack.BlobId;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PageMemoryTest {
    private static BitSet set(int n) {
        return BitSet.valueOf(new long[] {n});
    }

    private static BlobId id(Random random) {
        return new BlobId(random.nextLong(), random.nextLong(), 0, 0);
    }

    @Test
    void everyPageIsRemembered_howeverMany() {
        var memory = new PageMemory();
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            memory.put(id(random), set(i % 100));
        }
        var again = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            assertEquals(Optional.of(set(i % 100)), memory.find(id(again)));
        }
        assertEquals(Optional.empty(), memory.find(id(again)));
    }

    @Test
    void laterSet_replacesTheEarlier() {
        var memory = new PageMemory();
        BlobId page = id(new Random(1));
        memory.put(page, set(1));
        memory.put(page, set(6));
        assertEquals(Optional.of(set(6)), memory.find(page));
    }
}
