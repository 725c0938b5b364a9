package dev.hikae.engine.index;

import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The last used blocks of index objects that were read by ranges, and how many were read. Safe for several threads. */
final class BlockCache {
    /** Four MiB. */
    private static final int KEPT = 64;

    private final Map<Key, ByteBuffer> blocks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ByteBuffer> eldest) {
            return size() > KEPT;
        }
    };
    private volatile int read;

    private record Key(String object, int block) {}

    ByteBuffer get(NeededObject object, int block, Supplier<byte[]> fetch) {
        var key = new Key(object.name(), block);
        synchronized (this) {
            ByteBuffer known = blocks.get(key);
            if (known != null) {
                return known;
            }
        }
        ByteBuffer fetched = ByteBuffer.wrap(fetch.get());
        synchronized (this) {
            read++;
            blocks.put(key, fetched);
        }
        return fetched;
    }

    /** Blocks fetched so far. */
    int read() {
        return read;
    }
}
