package dev.hikae.engine.backup;

import dev.hikae.engine.file.SourceEntry.Stat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Content of inodes with several names that were read already, so that each is read once.
 *
 * <p>What was read longest ago is forgotten when it would take more than about four megabytes. Another name of such an inode
 * is read again: its chunks are known then and nothing is stored twice, and the names stay links of each other.
 */
final class HardLinks {
    /** Of the heap, about; some ten thousand files of one chunk. */
    private static final long MOST_BYTES = 4 << 20;

    /** Key, map entry, content: about so much on the heap, besides the parts. */
    private static final int BYTES = 320;

    private static final int BYTES_OF_A_PART = 80;

    /** More are in pages, of which only an id is kept. */
    private static final int MOST_PARTS = 64;

    private final Map<Key, Read> known = new LinkedHashMap<>();
    private long bytes;

    private record Key(long device, long inode) {}

    /** Content as read at a change time; its ids may still be on their way. */
    record Read(FileContent content, boolean torn, long ctimeSeconds, int ctimeNanos) {
        private int bytes() {
            return BYTES + BYTES_OF_A_PART * Math.min(content.parts(), MOST_PARTS);
        }
    }

    Optional<Read> find(Stat stat) {
        return Optional.ofNullable(known.get(new Key(stat.device(), stat.inode())))
                .filter(r -> r.ctimeSeconds() == stat.ctimeSeconds() && r.ctimeNanos() == stat.ctimeNanos());
    }

    void put(Stat stat, FileContent content, boolean torn) {
        var key = new Key(stat.device(), stat.inode());
        forget(key);
        var read = new Read(content, torn, stat.ctimeSeconds(), stat.ctimeNanos());
        known.put(key, read);
        bytes += read.bytes();
        while (bytes > MOST_BYTES && known.size() > 1) {
            forget(known.keySet().iterator().next());
        }
    }

    private void forget(Key key) {
        Read read = known.remove(key);
        if (read != null) {
            bytes -= read.bytes();
        }
    }
}
