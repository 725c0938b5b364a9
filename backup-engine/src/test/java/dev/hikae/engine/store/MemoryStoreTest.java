package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest extends StoreContract {
    private final MemoryStore store = new MemoryStore("test");

    @Override
    protected Store openStore() {
        return store;
    }

    /** Collectors copy the same list to a region that the first of them takes away again. */
    @Test
    void copyThatIsDeletedBeforeTheLookAtIt_isPutAgain() {
        try (var memory = new MemoryStore("memory");
                var vanishing = new Vanishing(memory)) {
            assertTrue(memory.putIfAbsent("x", ByteBuffer.wrap(new byte[1])));
            assertTrue(vanishing.putCopy("x", new byte[1]));
            assertEquals(1, vanishing.looks);
            assertArrayEquals(new byte[1], memory.get("x").orElseThrow());
        }
    }

    /** Somebody else deletes each object right before it is read. */
    private static final class Vanishing extends ForwardingStore {
        private int looks;

        Vanishing(Store store) {
            super(store);
        }

        @Override
        public Optional<byte[]> get(String name) {
            looks++;
            delete(name);
            return super.get(name);
        }
    }
}
