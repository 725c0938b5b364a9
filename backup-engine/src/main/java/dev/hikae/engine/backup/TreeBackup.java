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
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.PageSink;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Walks a tree beside its parent and turns it into nodes. For one thread. */
final class TreeBackup {
    /** File systems stamp changes by a clock that ticks every few milliseconds; a second is more than safe. */
    static final long RACY_SECONDS = 1;

    private final FileReading reading;
    private final ParentTree parents;
    private final TreeAssembly assembly;
    private final Findings findings;
    private final Tally tally;
    private final Cancellation cancellation;
    private final Instant began;
    private final Consumer<TreeBackup> betweenEntries;
    private final HardLinks links = new HardLinks();

    TreeBackup(
            FileReading reading,
            ParentTree parents,
            PageSink pages,
            Findings findings,
            Tally tally,
            Cancellation cancellation,
            Instant began,
            Consumer<TreeBackup> betweenEntries) {
        this.reading = reading;
        this.parents = parents;
        this.assembly = new TreeAssembly(pages);
        this.findings = findings;
        this.tally = tally;
        this.cancellation = cancellation;
        this.began = began;
        this.betweenEntries = betweenEntries;
    }

    /** A root; throws SourceException when it cannot be read at all. The node may come only with {@link #finish}. */
    void root(SourceEntry root, Optional<Node> parent, Consumer<Node> to) {
        if (root.stat().directory()) {
            directory(root, parent, root.name(), begun -> assembly.enterRoot(begun, to));
        } else {
            assembly.root(leaf(root, parent, root.name()), to);
        }
    }

    /** Waits until every root's node is known. */
    void finish() {
        assembly.finish();
    }

    private void entry(SourceEntry entry, Optional<Node> parent, RawPath path) {
        if (entry.stat().directory()) {
            directory(entry, parent, path, assembly::enter);
        } else {
            assembly.add(leaf(entry, parent, path));
        }
    }

    private Pending leaf(SourceEntry entry, Optional<Node> parent, RawPath path) {
        begin(path);
        if (entry.stat().regularFile()) {
            return file(entry, parent, path);
        }
        boolean same = parent.isPresent() && parents.hasSameMetadata(parent.get(), entry.stat());
        Node node = same
                ? parent.orElseThrow()
                : new Node(entry.entry(), entry.stat().inode(), false, new Content.None());
        return new Pending.Done(counted(node), same);
    }

    private void begin(RawPath path) {
        if (cancellation.requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        tally.at(path);
        betweenEntries.accept(this);
    }

    /** The root being walked, as far as it is. */
    Optional<Node> soFar() {
        return assembly.soFar();
    }

    private Node counted(Node node) {
        tally.added(node);
        return node;
    }

    private void directory(
            SourceEntry entry, Optional<Node> parent, RawPath path, Consumer<TreeAssembly.Directory> enter) {
        begin(path);
        try (SourceDirectory directory = entry.openDirectory()) {
            // Before anything is entered: once a directory is open in the assembly, it must also be left.
            boolean same = parent.isPresent() && parents.hasSameMetadata(parent.get(), entry.stat());
            Entry self = same ? parent.orElseThrow().entry() : entry.entry();
            long inode = entry.stat().inode();
            enter.accept(new TreeAssembly.Directory(
                    page -> new Node(self, inode, false, new Content.Directory(page)), parent, same));
            ParentTree.Cursor cursor = parents.cursor(parent);
            children(directory, cursor, path);
            tally.added(new Node(self, inode, false, new Content.None()));
            assembly.leave(cursor.allFound());
        }
    }

    private void children(SourceDirectory directory, ParentTree.Cursor parent, RawPath path) {
        while (true) {
            try {
                Optional<SourceEntry> next = directory.next();
                if (next.isEmpty()) {
                    return;
                }
                child(next.get(), parent, path);
            } catch (SourceException e) {
                findings.failed(e.name().map(path::resolve).orElse(path), e);
                if (e.name().isEmpty()) {
                    return;
                }
            }
        }
    }

    /** One that cannot be read is noted and left out. */
    private void child(SourceEntry entry, ParentTree.Cursor parent, RawPath path) {
        RawPath full = path.resolve(entry.name());
        Optional<Node> old = parent.find(entry.name());
        try {
            entry(entry, old, full);
        } catch (SourceException e) {
            findings.failed(full, e);
        }
    }

    private Pending file(SourceEntry entry, Optional<Node> parent, RawPath path) {
        SourceEntry.Stat stat = entry.stat();
        if (parent.isPresent() && parents.canTakeOver(parent.get(), entry)) {
            tally.takenOver(stat.size());
            return new Pending.Done(counted(parent.get()), true);
        }
        Optional<HardLinks.Read> twin = stat.links() > 1 ? links.find(stat) : Optional.empty();
        if (twin.isPresent()) {
            HardLinks.Read read = twin.get();
            tally.takenOver(read.content().size());
            return pending(entry, read.content(), read.torn());
        }
        return readFile(entry, parent, path);
    }

    private Pending readFile(SourceEntry entry, Optional<Node> parent, RawPath path) {
        var about = new FileReading.About(entry.name(), entry.stat().size(), parent.flatMap(Node::runs));
        FileContent content;
        boolean torn;
        try (SourceFile file = entry.openFile()) {
            content = reading.read(file, about, tally::read);
            torn = file.changedSinceListed();
        }
        if (torn) {
            findings.torn(path);
        }
        if (entry.stat().links() > 1) {
            links.put(entry.stat(), content, torn);
        }
        return pending(entry, content, torn);
    }

    private Pending pending(SourceEntry entry, FileContent content, boolean torn) {
        return new PendingFile(counted(node(entry, new Content.None(), content.size(), torn)), content);
    }

    private record PendingFile(Node empty, FileContent content) implements Pending {
        @Override
        public boolean ready() {
            return content.ready();
        }

        @Override
        public Node node() {
            return new Node(empty.entry(), empty.inode(), empty.racy(), content.finish(), content.runs());
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
