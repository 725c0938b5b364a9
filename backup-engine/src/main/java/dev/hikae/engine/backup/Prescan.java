package dev.hikae.engine.backup;

import dev.hikae.engine.file.SourceDirectory;
import dev.hikae.engine.file.SourceEntry;
import dev.hikae.engine.file.SourceException;
import dev.hikae.engine.file.SourceReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what there is to back up while the backup already runs, so that progress can say how much is left. Looks at names and
 * sizes only. Whatever fails here is the walk's to report: this merely counts less, or ends without a result.
 *
 * <p>A thread of the system, not a virtual one: every step is a call into the kernel, which would hold a carrier all the time.
 */
final class Prescan implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prescan.class);

    /** Every level down holds a descriptor, and the walk needs as many: very deep trees are left to it. */
    private static final int DEEPEST = 256;

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final Thread thread;
    private long entries;
    private long bytes;
    private volatile boolean stopped;
    private volatile Optional<Count> found = Optional.empty();

    /** Entries, directories among them, and bytes of all files. */
    record Count(long entries, long bytes) {}

    private Prescan(Thread.Builder builder, Consumer<Prescan> work) {
        this.thread = builder.unstarted(() -> {
            try {
                work.accept(this);
            } catch (RuntimeException e) {
                LOG.debug("nothing can be said of how much there is to back up", e);
            }
        });
    }

    /** Counts nothing. */
    static Prescan none() {
        return started(scan -> {});
    }

    /** Begins to count. */
    static Prescan start(SourceReader source, List<Path> roots, SourceReader.Options options) {
        return started(scan -> scan.scan(source, roots, options));
    }

    private static Prescan started(Consumer<Prescan> work) {
        var scan = new Prescan(Thread.ofPlatform().daemon().name("hikae-scan"), work);
        scan.thread.start();
        return scan;
    }

    /** What was counted; empty until all of it was, and for ever if it could not be. */
    Optional<Count> found() {
        return found;
    }

    /** Waits until it has ended by itself. */
    void await() throws InterruptedException {
        thread.join();
    }

    private void scan(SourceReader source, List<Path> roots, SourceReader.Options options) {
        for (Path root : roots) {
            if (!scan(source.open(root.normalize(), options))) {
                return;
            }
        }
        found = Optional.of(new Count(entries, bytes));
    }

    /** False when it was given up. */
    private boolean scan(SourceEntry root) {
        Deque<SourceDirectory> open = new ArrayDeque<>();
        try {
            enter(root, open);
            while (!open.isEmpty()) {
                if (stopped || open.size() > DEEPEST) {
                    return false;
                }
                step(open);
            }
            return true;
        } finally {
            open.forEach(SourceDirectory::close);
        }
    }

    private void step(Deque<SourceDirectory> open) {
        try {
            Optional<SourceEntry> next = open.element().next();
            if (next.isPresent()) {
                enter(next.get(), open);
            } else {
                open.pop().close();
            }
        } catch (SourceException e) {
            if (e.name().isEmpty()) {
                open.pop().close();
            }
        }
    }

    private void enter(SourceEntry entry, Deque<SourceDirectory> open) {
        SourceEntry.Stat stat = entry.stat();
        if (stat.directory()) {
            open.push(entry.openDirectory());
        } else if (stat.regularFile()) {
            bytes += stat.size();
        }
        entries++;
    }

    /** Stops, and waits for that, since whoever mounted the source for the backup will want to unmount it. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(LONGEST_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
