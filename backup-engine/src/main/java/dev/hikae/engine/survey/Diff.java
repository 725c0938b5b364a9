package dev.hikae.engine.survey;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Change;
import dev.hikae.engine.Change.Attribute;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.Progress.Phase;
import dev.hikae.engine.Progress.State;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeMerge;
import dev.hikae.engine.tree.TreeMerge.Version;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells what differs between two trees, in path order. Directories and pages that both have alike are passed over unread. Any damage
 * ends it, since what could not be read could not be compared.
 */
public final class Diff {
    private static final int BEFORE = 0;
    private static final int AFTER = 1;

    private final SnapshotSet set;
    private final TreeMerge merge;
    private final SameContent contents;
    private final boolean metadata;
    private final Consumer<Change> each;
    private final RunControl control;
    private final long[] counts = new long[Change.Kind.values().length];
    private long addedBytes;
    private long removedBytes;
    private long bytesBefore;
    private long bytesAfter;
    private long looked;

    public Diff(SnapshotSet set, boolean metadata, Consumer<Change> each, RunControl control) {
        this.set = set;
        this.merge = new TreeMerge(set.blobs()::read);
        this.contents = new SameContent(set.trees(), set.blobs());
        this.metadata = metadata;
        this.each = each;
        this.control = control;
    }

    /** Whole snapshots, by the pages of their roots. */
    public Change.Totals roots(BlobId before, BlobId after) {
        directories(RawPath.of(""), Optional.of(before), Optional.of(after));
        return totals();
    }

    /** Two entries, which may lie at different paths. */
    public Change.Totals entries(RawPath path, Optional<Node> before, Optional<Node> after) {
        pair(path, before, after);
        return totals();
    }

    private Change.Totals totals() {
        return new Change.Totals(
                counts[Change.Kind.ADDED.ordinal()],
                addedBytes,
                counts[Change.Kind.REMOVED.ordinal()],
                removedBytes,
                counts[Change.Kind.MODIFIED.ordinal()],
                bytesBefore,
                bytesAfter,
                counts[Change.Kind.METADATA.ordinal()],
                counts[Change.Kind.TYPE.ordinal()]);
    }

    private void directories(RawPath path, Optional<BlobId> before, Optional<BlobId> after) {
        List<Version<BlobId>> versions = new ArrayList<>();
        before.ifPresent(page -> versions.add(new Version<>(page, bit(BEFORE))));
        after.ifPresent(page -> versions.add(new Version<>(page, bit(AFTER))));
        merge.directory(versions, new TreeMerge.Visitor() {
            @Override
            public boolean wanted(BitSet snapshots) {
                return snapshots.cardinality() == 1;
            }

            @Override
            public void name(RawPath name, List<Version<Node>> nodes) {
                if (nodes.size() > 1 || wanted(nodes.getFirst().snapshots())) {
                    pair(path.resolve(name), of(nodes, BEFORE), of(nodes, AFTER));
                }
            }

            @Override
            public void unreadable(BitSet snapshots, RuntimeException why) {
                throw why instanceof HikaeException known
                        ? known
                        : new HikaeException(why, EngineError.LISTING_DAMAGED, path, String.valueOf(why.getMessage()));
            }
        });
    }

    private static BitSet bit(int snapshot) {
        var set = new BitSet();
        set.set(snapshot);
        return set;
    }

    private static Optional<Node> of(List<Version<Node>> nodes, int snapshot) {
        return nodes.stream()
                .filter(v -> v.snapshots().get(snapshot))
                .map(Version::what)
                .findFirst();
    }

    private void pair(RawPath path, Optional<Node> before, Optional<Node> after) {
        tick(path);
        if (before.isPresent() && after.isPresent()) {
            both(path, before.get(), after.get());
        } else if (before.isPresent()) {
            tell(Change.Kind.REMOVED, path, before, after, List.of());
        } else {
            tell(Change.Kind.ADDED, path, before, after, List.of());
        }
        Optional<BlobId> left = before.flatMap(Diff::page);
        Optional<BlobId> right = after.flatMap(Diff::page);
        if (!left.equals(right)) {
            directories(path, left, right);
        }
    }

    private static Optional<BlobId> page(Node node) {
        return node.entry().kind() instanceof Kind.Directory
                ? Optional.of(BlobTreeReader.page(node))
                : Optional.empty();
    }

    private void both(RawPath path, Node before, Node after) {
        Entry old = before.entry();
        Entry now = after.entry();
        List<Attribute> attributes = attributes(old, now);
        Optional<Change.Kind> kind = old.kind().getClass() != now.kind().getClass()
                ? Optional.of(Change.Kind.TYPE)
                : !sameContent(before, after)
                        ? Optional.of(Change.Kind.MODIFIED)
                        : metadata && !attributes.isEmpty() ? Optional.of(Change.Kind.METADATA) : Optional.empty();
        kind.ifPresent(k -> tell(k, path, Optional.of(before), Optional.of(after), attributes));
    }

    /** Of a directory what is in it is told by itself. */
    private boolean sameContent(Node before, Node after) {
        Kind kind = before.entry().kind();
        return kind instanceof Kind.File
                ? contents.of(before, after)
                : kind.equals(after.entry().kind());
    }

    private static List<Attribute> attributes(Entry old, Entry now) {
        List<Attribute> differ = new ArrayList<>();
        if (old.mode() != now.mode()) {
            differ.add(Attribute.MODE);
        }
        if (old.uid() != now.uid() || old.gid() != now.gid()) {
            differ.add(Attribute.OWNER);
        }
        if (!old.mtime().equals(now.mtime())) {
            differ.add(Attribute.MTIME);
        }
        if (!old.xattrs().equals(now.xattrs())) {
            differ.add(Attribute.XATTRS);
        }
        if (old.flags() != now.flags()) {
            differ.add(Attribute.FLAGS);
        }
        if (old.hardLink().isPresent() != now.hardLink().isPresent()) {
            differ.add(Attribute.LINKS);
        }
        return differ;
    }

    private void tell(
            Change.Kind kind, RawPath path, Optional<Node> before, Optional<Node> after, List<Attribute> attributes) {
        counts[kind.ordinal()]++;
        long old = before.map(n -> n.entry().size()).orElse(0L);
        long now = after.map(n -> n.entry().size()).orElse(0L);
        switch (kind) {
            case ADDED -> addedBytes += now;
            case REMOVED -> removedBytes += old;
            case MODIFIED, TYPE -> {
                bytesBefore += old;
                bytesAfter += now;
            }
            case METADATA -> {}
        }
        each.accept(new Change(kind, path, before.map(Node::entry), after.map(Node::entry), attributes));
    }

    private void tick(RawPath path) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        looked++;
        if ((looked & 0xff) == 0) {
            control.progress().report(new State(Phase.COMPARING, looked, -1, 0, -1, 0, 0, path.toString()));
        }
    }
}
