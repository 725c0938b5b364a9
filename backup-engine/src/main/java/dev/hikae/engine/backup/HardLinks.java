package dev.hikae.engine.backup;

import dev.hikae.engine.file.SourceEntry.Stat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Content of inodes with several names that were read already, so that each is read once. Remembers the last 64 Ki of them. */
final class HardLinks {
    private static final int KEPT = 64 << 10;

    private final Map<Key, Read> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Read> eldest) {
            return size() > KEPT;
        }
    };

    private record Key(long device, long inode) {}

    /** Content as read at a change time; its ids may still be on their way. */
    record Read(FileContent content, boolean torn, long ctimeSeconds, int ctimeNanos) {}

    Optional<Read> find(Stat stat) {
        return Optional.ofNullable(known.get(new Key(stat.device(), stat.inode())))
                .filter(r -> r.ctimeSeconds() == stat.ctimeSeconds() && r.ctimeNanos() == stat.ctimeNanos());
    }

    void put(Stat stat, FileContent content, boolean torn) {
        known.put(
                new Key(stat.device(), stat.inode()), new Read(content, torn, stat.ctimeSeconds(), stat.ctimeNanos()));
    }
}
