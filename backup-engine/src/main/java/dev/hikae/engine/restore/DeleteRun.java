package dev.hikae.engine.restore;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.TargetDirectory;
import dev.hikae.engine.file.TargetDirectory.FileId;
import dev.hikae.engine.file.TargetDirectory.Found;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.tree.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes from restored directories what the snapshot does not hold. It comes after everything is written, so that a
 * restore that fails has deleted nothing; where the snapshot's own list cannot be read nothing goes.
 */
final class DeleteRun {
    private static final int KEEP = 1000;

    private final SnapshotContent content;
    private final RawPath note;
    private final boolean dry;
    private final Findings failed;
    private final List<RawPath> sample = new ArrayList<>();
    private long deleted;

    /**
     * @param note of ours in the target, which stays
     * @param dry only looks
     */
    DeleteRun(SnapshotContent content, RawPath note, boolean dry, Findings failed) {
        this.content = content;
        this.note = note;
        this.dry = dry;
        this.failed = failed;
    }

    long deleted() {
        return deleted;
    }

    /** The first of what went or would go, at most 1,000. */
    List<RawPath> sample() {
        return sample;
    }

    /**
     * Removes a directory that stands in the way of something else, with all it holds, or only counts.
     *
     * @param item what is to be in its place
     * @return how many entries were in it
     * @throws LinuxException when patterns keep something in it; then nothing goes
     */
    static long clear(TargetDirectory in, Item item, boolean dry) throws LinuxException {
        return in.removeWhole(
                        item.name(),
                        item.below(),
                        (below, directory) -> !below.equals(item.below()) && !asked(item, below, directory),
                        dry)
                - 1;
    }

    /** Closes nothing. */
    void run(Item item, TargetDirectory in) {
        long before = deleted;
        try {
            if (item.only().isEmpty() && item.node().isPresent()) {
                beside(item, item.node().get(), in);
            } else {
                item.only().values().stream().filter(Item::isDirectory).forEach(child -> enter(child, in));
            }
            if (deleted > before && !dry && item.entry().isPresent()) {
                in.finish(item.entry().get());
            }
        } catch (LinuxException e) {
            failed.add(item.path(), RestoreText.of("not-deleted", e.reason()));
        } catch (HikaeException e) {
            if (e.code().failure() != Failure.VERIFICATION) {
                throw e;
            }
            failed.add(item.path(), e.text());
        } catch (FormatException e) {
            failed.add(item.path(), RestoreText.of("listing-damaged", String.valueOf(e.getMessage())));
        }
    }

    private void beside(Item item, Node directory, TargetDirectory in) throws LinuxException {
        List<RawPath> extra = new ArrayList<>();
        List<RawPath> missing = new ArrayList<>();
        Iterator<RawPath> names = in.names().iterator();
        RawPath[] next = {names.hasNext() ? names.next() : RawPath.of("")};
        content.trees().children(directory, node -> {
            RawPath name = node.entry().name();
            boolean there = false;
            while (!next[0].isEmpty() && next[0].compareTo(name) <= 0) {
                if (next[0].equals(name)) {
                    there = true;
                } else {
                    extra.add(next[0]);
                }
                next[0] = names.hasNext() ? names.next() : RawPath.of("");
            }
            if (!there) {
                missing.add(name);
            }
            item.child(node).filter(Item::isDirectory).ifPresent(child -> enter(child, in));
        });
        while (!next[0].isEmpty()) {
            extra.add(next[0]);
            next[0] = names.hasNext() ? names.next() : RawPath.of("");
        }
        if (!extra.isEmpty() && !dry) {
            in.makeWritable();
        }
        if (!extra.isEmpty()) {
            extra.removeAll(otherSpellings(extra, missing, in));
        }
        extra.forEach(name -> remove(item, name, in));
    }

    /** Names on disk that lead to what the snapshot spells otherwise, where the file system takes both for one. */
    private static Set<RawPath> otherSpellings(List<RawPath> extra, List<RawPath> missing, TargetDirectory in)
            throws LinuxException {
        Set<FileId> restored = new HashSet<>();
        for (RawPath name : missing) {
            in.find(name).filter(Found::hasOneName).ifPresent(found -> restored.add(found.id()));
        }
        Set<RawPath> spellings = new HashSet<>();
        for (RawPath name : restored.isEmpty() ? List.<RawPath>of() : extra) {
            in.find(name).filter(found -> restored.contains(found.id())).ifPresent(found -> spellings.add(name));
        }
        return spellings;
    }

    private void enter(Item child, TargetDirectory in) {
        try {
            if (in.findDirectory(child.name()).orElse(false)) {
                try (TargetDirectory inner = in.enter(child.name())) {
                    run(child, inner);
                }
            }
        } catch (LinuxException e) {
            failed.add(child.path(), RestoreText.of("not-deleted", e.reason()));
        }
    }

    private void remove(Item in, RawPath name, TargetDirectory directory) {
        boolean ours = in.below().isEmpty() && (name.equals(note) || name.equals(TargetDirectory.LOST_AND_FOUND));
        if (ours) {
            return;
        }
        try {
            long gone = directory.removeAll(name, in.below().resolve(name), (below, d) -> !asked(in, below, d), dry);
            deleted += gone;
            if (gone > 0 && sample.size() < KEEP) {
                sample.add(in.path().resolve(name));
            }
        } catch (LinuxException e) {
            failed.add(in.path().resolve(name), RestoreText.of("not-deleted", e.reason()));
        }
    }

    /** What patterns leave out stays. */
    private static boolean asked(Item in, RawPath below, boolean directory) {
        Optional<Scope> scope = in.scope().of(below, directory);
        return scope.isPresent() && scope.get().taken();
    }
}
