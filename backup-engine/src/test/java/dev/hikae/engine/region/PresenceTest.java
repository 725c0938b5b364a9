package dev.hikae.engine.region;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.ForwardingStore;
import dev.hikae.engine.store.MemoryStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How often a region is asked whether it holds what a snapshot needs. */
final class PresenceTest {
    private final Counting store = new Counting();

    /** Counts what is asked. */
    private static final class Counting extends ForwardingStore {
        private int sizes;
        private int lists;

        Counting() {
            super(new MemoryStore("memory"));
        }

        @Override
        public Optional<Long> size(String name) {
            sizes++;
            return super.size(name);
        }

        @Override
        public void list(String prefix, Consumer<Item> each) {
            lists++;
            super.list(prefix, each);
        }
    }

    private List<NeededObject> objects(int count) {
        List<NeededObject> needed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] id = ByteBuffer.allocate(16).putInt(i).array();
            String name = i % 5 == 0 ? ObjectNames.index(id) : ObjectNames.pack(id);
            store.putIfAbsent(name, ByteBuffer.allocate(10));
            needed.add(new NeededObject(name, 10, 0, ObjectDigest.ofBytes(new byte[32])));
        }
        return needed;
    }

    @Test
    void manyObjects_areListedAndNotAskedForOneByOne() {
        List<NeededObject> needed = objects(60);
        store.delete(needed.get(7).name());
        assertEquals(List.of(needed.get(7)), Presence.missing(store, needed));
        assertEquals(0, store.sizes);
        assertEquals(2, store.lists);
    }

    @Test
    void fewObjects_areAskedForAndNothingElseIsListed() {
        assertEquals(List.of(), Presence.missing(store, objects(3)));
        assertEquals(3, store.sizes);
        assertEquals(0, store.lists);
    }
}
