package dev.hikae.server.api;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads part of a directory, however large it is: from after a name on, and no further than asked. */
final class DirectoryPart {
    private final Optional<RawPath> after;
    private final int most;
    private final List<Entry> entries = new ArrayList<>();

    DirectoryPart(Optional<RawPath> after, int most) {
        this.after = after;
        this.most = most;
    }

    /** Ends the reading of a directory of which enough is known. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough", null, false, false);
        }
    }

    /** Reads, and returns how many entries are here now. */
    int read(Repository repository, SnapshotId snapshot, RawPath directory) {
        try {
            repository.list(snapshot, directory, this::take);
        } catch (Enough e) {
            // There is more, which nobody asked for.
        }
        return entries.size();
    }

    private void take(Entry entry) {
        if (after.isPresent() && entry.name().compareTo(after.get()) <= 0) {
            return;
        }
        entries.add(entry);
        if (entries.size() == most) {
            throw new Enough();
        }
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }
}
