package dev.hikae.engine.backup;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.SourceDirectory;
import dev.hikae.engine.file.SourceEntry;
import dev.hikae.engine.file.SourceException;
import dev.hikae.engine.file.SourceFile;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.DirectoryWriter;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.PageSink;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Walks a tree beside its parent and turns it into nodes. For one thread. */
final class TreeBackup {
    /** File systems stamp changes by a clock that ticks every few milliseconds; a second is more than safe. */
    private static final long RACY_SECONDS = 1;

    /** Nodes of a directory that may wait for chunk ids at once. */
    private static final int MOST_PENDING = 256;

    private final FileReading reading;
    private final ParentTree parents;
    private final PageSink pages;
    private final Findings findings;
    private final Tally tally;
    private final Cancellation cancellation;
    private final Instant began;
    private final HardLinks links = new HardLinks();

    TreeBackup(
            FileReading reading,
            ParentTree parents,
            PageSink pages,
            Findings findings,
            Tally tally,
            Cancellation cancellation,
            Instant began) {
        this.reading = reading;
        this.parents = parents;
        this.pages = pages;
        this.findings = findings;
        this.tally = tally;
        this.cancellation = cancellation;
        this.began = began;
    }

    /** A root; throws SourceException when it cannot be read at all. */
    Node root(SourceEntry root, Optional<Node> parent) {
        return entry(root, parent, root.name()).node();
    }

    private Pending entry(SourceEntry entry, Optional<Node> parent, RawPath path) {
        if (cancellation.requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        tally.at(path);
        SourceEntry.Stat stat = entry.stat();
        if (stat.directory()) {
            return new Pending.Done(counted(directory(entry, parent, path)));
        }
        if (stat.regularFile()) {
            return file(entry, parent, path);
        }
        return new Pending.Done(counted(new Node(entry.entry(), stat.inode(), false, new Content.None())));
    }

    private Node counted(Node node) {
        tally.added(node);
        return node;
    }

    private Node directory(SourceEntry entry, Optional<Node> parent, RawPath path) {
        try (SourceDirectory directory = entry.openDirectory()) {
            BlobId page = children(directory, parents.cursor(parent), path);
            return new Node(entry.entry(), entry.stat().inode(), false, new Content.Directory(page));
        }
    }

    private BlobId children(SourceDirectory directory, ParentTree.Cursor parent, RawPath path) {
        var writer = new DirectoryWriter(pages);
        Deque<Pending> waiting = new ArrayDeque<>();
        while (true) {
            try {
                Optional<SourceEntry> next = directory.next();
                if (next.isEmpty()) {
                    break;
                }
                child(next.get(), parent, path).ifPresent(waiting::add);
            } catch (SourceException e) {
                findings.failed(e.name().map(path::resolve).orElse(path), e);
                if (e.name().isEmpty()) {
                    break;
                }
            }
            drain(writer, waiting, MOST_PENDING);
        }
        drain(writer, waiting, 0);
        return writer.finish();
    }

    /** Empty when it could not be read, which is noted. */
    private Optional<Pending> child(SourceEntry entry, ParentTree.Cursor parent, RawPath path) {
        RawPath full = path.resolve(entry.name());
        Optional<Node> old = parent.find(entry.name());
        try {
            return Optional.of(entry(entry, old, full));
        } catch (SourceException e) {
            findings.failed(full, e);
            return Optional.empty();
        }
    }

    private static void drain(DirectoryWriter writer, Deque<Pending> waiting, int most) {
        while (!waiting.isEmpty() && (waiting.size() > most || waiting.element().ready())) {
            writer.add(waiting.remove().node());
        }
    }

    private Pending file(SourceEntry entry, Optional<Node> parent, RawPath path) {
        SourceEntry.Stat stat = entry.stat();
        if (parent.isPresent() && parents.canTakeOver(parent.get(), entry)) {
            tally.takenOver(stat.size());
            return new Pending.Done(counted(parent.get()));
        }
        Optional<HardLinks.Read> twin = stat.links() > 1 ? links.find(stat) : Optional.empty();
        if (twin.isPresent()) {
            HardLinks.Read read = twin.get();
            tally.takenOver(read.size());
            return new Pending.Done(counted(node(entry, read.content(), read.size(), read.torn())));
        }
        return readFile(entry, path);
    }

    private Pending readFile(SourceEntry entry, RawPath path) {
        FileContent content;
        boolean torn;
        try (SourceFile file = entry.openFile()) {
            content = reading.read(file, tally::read);
            torn = file.changedSinceListed();
        }
        if (torn) {
            findings.torn(path);
        }
        SourceEntry.Stat stat = entry.stat();
        if (stat.links() > 1) {
            Content read = content.finish();
            links.put(stat, read, content.size(), torn);
            return new Pending.Done(counted(node(entry, read, content.size(), torn)));
        }
        Node empty = counted(node(entry, new Content.None(), content.size(), torn));
        return new PendingFile(empty, content);
    }

    private record PendingFile(Node empty, FileContent content) implements Pending {
        @Override
        public boolean ready() {
            return content.ready();
        }

        @Override
        public Node node() {
            return new Node(empty.entry(), empty.inode(), empty.racy(), content.finish());
        }
    }

    /** The size is what was read: extents always add up to it. */
    private Node node(SourceEntry source, Content content, long size, boolean torn) {
        Entry e = source.entry();
        var entry = new Entry(
                e.name(),
                e.kind(),
                e.mode(),
                e.uid(),
                e.gid(),
                e.user(),
                e.group(),
                e.mtime(),
                e.ctime(),
                e.birth(),
                size,
                e.xattrs(),
                e.flags(),
                e.hardLink(),
                torn);
        return new Node(entry, source.stat().inode(), isRacy(e), content);
    }

    private boolean isRacy(Entry entry) {
        return !entry.ctime().isBefore(began.minusSeconds(RACY_SECONDS));
    }
}
