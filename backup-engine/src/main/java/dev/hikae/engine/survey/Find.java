package dev.hikae.engine.survey;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.FindRequest;
import dev.hikae.engine.Found;
import dev.hikae.engine.Found.Range;
import dev.hikae.engine.Progress.Phase;
import dev.hikae.engine.Progress.State;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.snapshot.Manifest;
import dev.hikae.engine.survey.Sources.Source;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeMerge;
import dev.hikae.engine.tree.TreeMerge.Version;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Searches snapshots of one source side by side, in path order, each version of a directory once: what hundreds of snapshots have
 * alike costs as much as one. At most some hundred are taken at a time, newest first, which bounds what is open at once.
 */
public final class Find {
    private static final int AT_ONCE = 256;
    private static final int KEEP = 1000;

    private final SnapshotSet set;
    private final Wanted wanted;
    private final Consumer<Found> each;
    private final RunControl control;
    private final TreeMerge merge;
    private final List<Finding> unreadable = new ArrayList<>();
    private long unreadableCount;
    private long versions;
    private long pages;
    private long looked;

    public Find(SnapshotSet set, FindRequest request, Consumer<Found> each, RunControl control) {
        this.set = set;
        this.wanted = new Wanted(request);
        this.each = each;
        this.control = control;
        this.merge = new TreeMerge(this::read);
    }

    private ByteBuffer read(BlobId page) {
        pages++;
        return set.blobs().read(page);
    }

    /** Recurses as deep as the trees do. */
    public Found.Summary run() {
        Sources.of(set.snapshots()).forEach((source, numbers) -> {
            for (int from = 0; from < numbers.size(); from += AT_ONCE) {
                new Window(source, numbers.subList(from, Math.min(numbers.size(), from + AT_ONCE))).run();
            }
        });
        return new Found.Summary(versions, set.snapshots().size(), pages, unreadable, unreadableCount);
    }

    /** What makes a version; of a directory what is in it does not, since that is told by itself. */
    private record Identity(Kind kind, long size, Instant mtime, int mode, long uid, long gid, Content content) {
        static Identity of(Node node) {
            Entry e = node.entry();
            Content content = node.content() instanceof Content.Directory ? new Content.None() : node.content();
            return new Identity(e.kind(), e.size(), e.mtime(), e.mode(), e.uid(), e.gid(), content);
        }
    }

    /** Some snapshots of a source; bit 0 is the newest. */
    private final class Window {
        private final Source source;
        private final List<Integer> numbers;

        Window(Source source, List<Integer> numbers) {
            this.source = source;
            this.numbers = List.copyOf(numbers);
        }

        void run() {
            List<Version<BlobId>> roots = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                var bit = new BitSet();
                bit.set(i);
                roots.add(new Version<>(set.root(numbers.get(i)), bit));
            }
            directory(RawPath.of(""), roots);
        }

        private void directory(RawPath path, List<Version<BlobId>> pagesOf) {
            merge.directory(pagesOf, new TreeMerge.Visitor() {
                @Override
                public boolean wanted(BitSet snapshots) {
                    return true;
                }

                @Override
                public void name(RawPath name, List<Version<Node>> nodes) {
                    entry(path.resolve(name), nodes);
                }

                @Override
                public void unreadable(BitSet snapshots, RuntimeException why) {
                    damaged(path, why);
                }
            });
        }

        private void entry(RawPath path, List<Version<Node>> nodes) {
            tick(path);
            Map<Identity, Version<Node>> kinds = new LinkedHashMap<>();
            List<Version<BlobId>> below = new ArrayList<>();
            for (Version<Node> node : nodes) {
                Identity identity = Identity.of(node.what());
                boolean directory = identity.kind() instanceof Kind.Directory;
                if (wanted.path(path, directory) && wanted.entry(node.what().entry())) {
                    Version<Node> same = kinds.computeIfAbsent(identity, i -> new Version<>(node.what(), new BitSet()));
                    same.snapshots().or(node.snapshots());
                }
                if (directory) {
                    below.add(new Version<>(BlobTreeReader.page(node.what()), node.snapshots()));
                }
            }
            kinds.values().stream()
                    .sorted((a, b) -> Integer.compare(
                            a.snapshots().nextSetBit(0), b.snapshots().nextSetBit(0)))
                    .forEach(v -> tell(path, v));
            if (!below.isEmpty()) {
                directory(path, below);
            }
        }

        private void tell(RawPath path, Version<Node> version) {
            versions++;
            List<Range> ranges = new ArrayList<>();
            BitSet bits = version.snapshots();
            for (int from = bits.nextSetBit(0); from >= 0; ) {
                int end = bits.nextClearBit(from);
                Manifest newest = set.snapshots().get(numbers.get(from)).manifest();
                Manifest oldest = set.snapshots().get(numbers.get(end - 1)).manifest();
                ranges.add(new Range(newest.id(), newest.capturedAt(), oldest.id(), oldest.capturedAt(), end - from));
                from = bits.nextSetBit(end);
            }
            each.accept(
                    new Found(path, source.plan(), source.host(), version.what().entry(), ranges));
        }
    }

    private void damaged(RawPath path, RuntimeException why) {
        Text what;
        if (why instanceof HikaeException known) {
            if (known.code().failure() != Failure.VERIFICATION) {
                throw known;
            }
            what = known.text();
        } else {
            what = Text.of(EngineError.BUNDLE, "restore.listing-damaged", String.valueOf(why.getMessage()));
        }
        unreadableCount++;
        if (unreadable.size() < KEEP) {
            unreadable.add(new Finding(path, what));
        }
    }

    private void tick(RawPath path) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        looked++;
        if ((looked & 0xff) == 0) {
            control.progress().report(new State(Phase.SCANNING, looked, -1, 0, -1, 0, 0, path.toString()));
        }
    }
}
