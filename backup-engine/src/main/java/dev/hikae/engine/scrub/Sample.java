package dev.hikae.engine.scrub;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestoreOptions;
import dev.hikae.engine.RestoreOptions.Owners;
import dev.hikae.engine.RestoreOptions.Unmapped;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubReport.Sampled;
import dev.hikae.engine.ScrubReport.State;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.restore.SnapshotContent;
import dev.hikae.engine.tree.Node;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Level L4: files chosen by chance, each restored from one region alone into a folder of this host, compared there, and deleted. Chosen
 * by going down from a snapshot's root by chance, so that only the pages on the way are read.
 */
final class Sample {
    private static final String SAMPLE = "sample-";
    private static final int FILES = 20;
    private static final long LARGEST = 64 << 20;
    private static final int ATTEMPTS = 10;
    private static final RestoreOptions OPTIONS =
            new RestoreOptions(List.of(), List.of(), new Owners(Unmapped.RESTORER, Map.of(), Map.of()), false, false);

    private final SampleRestore restoring;
    private final SplittableRandom chance;
    private final RunControl control;
    private final Budget budget;
    private final Path folder;
    private long files;
    private long bytes;
    private long different;

    Sample(Scrub.Parts parts, ScrubRequest request, RunControl control, Budget budget, Path folder) {
        this.restoring = parts.sampling();
        this.chance = new SplittableRandom(request.seed());
        this.control = control;
        this.budget = budget;
        this.folder = folder;
    }

    Sampled run(List<RegionView> views, Findings findings) {
        for (RegionView view : views) {
            view.attempt(() -> sample(view, findings));
        }
        return new Sampled(files, bytes, different);
    }

    private void sample(RegionView view, Findings findings) {
        List<SnapshotId> snapshots = restoring.snapshots(view.name());
        for (int i = 0; i < FILES && !snapshots.isEmpty() && !budget.isSpent(); i++) {
            SnapshotId snapshot = snapshots.get(chance.nextInt(snapshots.size()));
            try {
                choose(restoring.open(snapshot, view.name()))
                        .ifPresent(file -> restore(view, snapshot, file, findings));
            } catch (FormatException | HikaeException e) {
                requireDamage(e);
                add(findings, view, snapshot, RawPath.of("/"), text(view, snapshot, e));
            }
        }
    }

    private static void requireDamage(RuntimeException e) {
        if (e instanceof HikaeException known && known.code().failure() != Failure.VERIFICATION) {
            throw known;
        }
    }

    private record Chosen(RawPath path, Node file) {}

    /** A file that is not too large; empty when chance found none. */
    private Optional<Chosen> choose(SnapshotContent content) {
        for (int attempt = 0; attempt < ATTEMPTS && !content.roots().isEmpty(); attempt++) {
            Node node = content.roots().get(chance.nextInt(content.roots().size()));
            RawPath path = node.entry().name();
            Optional<Node> next = Optional.of(node);
            while (next.isPresent() && next.get().entry().kind() instanceof Entry.Kind.Directory) {
                next = child(content, next.get());
                path = next.isPresent() ? path.resolve(next.get().entry().name()) : path;
            }
            if (next.filter(this::isFit).isPresent()) {
                return Optional.of(new Chosen(path, next.get()));
            }
        }
        return Optional.empty();
    }

    /** One of a directory's files and directories, each as likely as any other, in one pass. */
    private Optional<Node> child(SnapshotContent content, Node directory) {
        var choice = new Object() {
            Optional<Node> node = Optional.empty();
            int seen;
        };
        content.trees().children(directory, child -> {
            boolean counts = child.entry().kind() instanceof Entry.Kind.Directory || isFit(child);
            if (counts && chance.nextInt(++choice.seen) == 0) {
                choice.node = Optional.of(child);
            }
        });
        return choice.node;
    }

    /** Inode flags may forbid deleting it again. */
    private boolean isFit(Node node) {
        return node.entry().kind() instanceof Entry.Kind.File
                && node.entry().flags() == 0
                && node.entry().size() <= Math.min(LARGEST, budget.left());
    }

    private void restore(RegionView view, SnapshotId snapshot, Chosen chosen, Findings findings) {
        Path own = own();
        Path target = own.resolve("restored");
        try {
            var request = new RestoreRequest(
                    snapshot,
                    List.of(chosen.path()),
                    target,
                    RestoreRequest.Overwrite.REFUSE,
                    List.of(view.name()),
                    OPTIONS);
            long size = chosen.file().entry().size();
            List<Text> wrong = restoring.restored(request, control);
            files++;
            bytes += size;
            view.bytesRead += size;
            budget.read(size);
            wrong.forEach(what -> add(findings, view, snapshot, chosen.path(), what));
            different += wrong.isEmpty() ? 0 : 1;
        } finally {
            delete(own);
        }
    }

    /** For the contents of files in the clear: readable by its owner alone. */
    private Path own() {
        try {
            Files.createDirectories(folder);
            return Files.createTempDirectory(folder, SAMPLE + name(ProcessHandle.current()));
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.SPILL_FAILED, folder, String.valueOf(e.getMessage()));
        }
    }

    /** A number alone is given again, in a container at every start. */
    private static String name(ProcessHandle process) {
        long began = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return process.pid() + "-" + began + "-";
    }

    /** Deletes what killed processes left behind: contents of files in the clear. */
    static void sweep(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var left = Files.newDirectoryStream(folder, SAMPLE + "*")) {
            for (Path one : left) {
                if (!isInUse(one.getFileName().toString())) {
                    delete(one, folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new HikaeException(e, EngineError.SPILL_FAILED, folder, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isInUse(String sample) {
        String[] parts = sample.substring(SAMPLE.length()).split("-", -1);
        if (parts.length < 2 || !parts[0].matches("[0-9]{1,18}")) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(parts[0]))
                .filter(process -> sample.startsWith(SAMPLE + name(process)))
                .isPresent();
    }

    private static void add(Findings findings, RegionView view, SnapshotId snapshot, RawPath path, Text what) {
        findings.add(view.name(), snapshot + ":" + path, what, State.DAMAGED, Optional.empty());
    }

    private static Text text(RegionView view, SnapshotId snapshot, RuntimeException e) {
        return e instanceof HikaeException known
                ? known.text()
                : view.damage(snapshot.value(), String.valueOf(e.getMessage()));
    }

    private void delete(Path target) {
        delete(target, folder);
    }

    private static void delete(Path target, Path folder) {
        if (!Files.exists(target)) {
            return;
        }
        try (Stream<Path> all = Files.walk(target)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.SPILL_FAILED, folder, String.valueOf(e.getMessage()));
        }
    }
}
