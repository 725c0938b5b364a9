package dev.hikae.engine.backup;

import dev.hikae.engine.Progress;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.pack.BlobWriter;
import dev.hikae.engine.tree.Node;
import java.util.Optional;

/** Counts, and reports progress a few times a second. For the walking thread. */
final class Tally {
    private static final long PERIOD_NANOS = 200_000_000;

    private final Progress progress;
    private final BlobWriter blobs;
    private final Optional<Snapshot.Totals> parent;
    private final Prescan scan;
    private long entries;
    private long files;
    private long bytes;
    private long bytesDone;
    private long reported = System.nanoTime();
    private String current = "";

    /**
     * A count of nothing yet.
     *
     * @param parent what the parent snapshot held: about what there is to do, until the scan knows
     */
    Tally(Progress progress, BlobWriter blobs, Optional<Snapshot.Totals> parent, Prescan scan) {
        this.progress = progress;
        this.blobs = blobs;
        this.parent = parent;
        this.scan = scan;
    }

    void at(Object path) {
        if (System.nanoTime() - reported >= PERIOD_NANOS) {
            current = path.toString();
            report(Progress.Phase.READING);
        }
    }

    void read(long count) {
        bytesDone += count;
        if (System.nanoTime() - reported >= PERIOD_NANOS) {
            report(Progress.Phase.READING);
        }
    }

    /** A file taken over unread counts as done. */
    void takenOver(long size) {
        bytesDone += size;
    }

    void added(Node node) {
        entries++;
        if (node.entry().kind() instanceof dev.hikae.engine.Entry.Kind.File) {
            files++;
            bytes += node.entry().size();
        }
    }

    void report(Progress.Phase phase) {
        reported = System.nanoTime();
        Prescan.Count total = phase == Progress.Phase.READING ? expected() : new Prescan.Count(entries, bytesDone);
        progress.report(new Progress.State(
                phase,
                entries,
                total.entries(),
                bytesDone,
                total.bytes(),
                blobs.newBytes(),
                blobs.storedBytes(),
                current));
    }

    /** Never less than is done already, since the source may have grown; -1 while nothing is known. */
    private Prescan.Count expected() {
        return scan.found()
                .or(() -> parent.map(p -> new Prescan.Count(p.entries(), p.bytes())))
                .map(c -> new Prescan.Count(Math.max(c.entries(), entries), Math.max(c.bytes(), bytesDone)))
                .orElse(new Prescan.Count(-1, -1));
    }

    Snapshot.Totals totals() {
        return new Snapshot.Totals(entries, files, bytes, blobs.newBytes(), blobs.storedBytes());
    }
}
