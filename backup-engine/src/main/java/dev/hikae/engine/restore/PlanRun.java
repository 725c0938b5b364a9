package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestorePlan;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.file.TargetDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walks what would be restored beside what is in the target, and writes nothing. */
final class PlanRun {
    private static final int KEEP = 1000;

    private final SnapshotContent content;
    private final RestoreRequest request;
    private final Path target;
    private final List<RawPath> sample = new ArrayList<>();
    private final List<RawPath> conflicts = new ArrayList<>();
    private long entries;
    private long files;
    private long bytes;
    private long replaced;
    private long cleared;

    PlanRun(SnapshotContent content, RestoreRequest request) {
        this.content = content;
        this.request = request;
        this.target = request.target();
    }

    RestorePlan plan(Item top) {
        Path existing = nearestExisting();
        if (existing.equals(target.toAbsolutePath()) && !Files.isDirectory(existing)) {
            throw new HikaeException(FileError.TARGET_NOT_A_DIRECTORY, target);
        }
        try {
            boolean there = existing.equals(target.toAbsolutePath());
            walk(top, there ? Optional.of(TargetDirectory.open(LinuxSource.rawPath(target))) : Optional.empty());
            long free = Files.getFileStore(existing).getUsableSpace();
            var deletions = new DeleteRun(content, Resumption.name(request), true, new Findings(0));
            if (there && request.options().delete()) {
                try (TargetDirectory directory = TargetDirectory.open(LinuxSource.rawPath(target))) {
                    deletions.run(top, directory);
                }
            }
            return new RestorePlan(
                    entries,
                    files,
                    bytes,
                    free,
                    sample,
                    conflicts,
                    replaced,
                    cleared + deletions.deleted(),
                    deletions.sample());
        } catch (LinuxException e) {
            throw new HikaeException(e, FileError.TARGET_UNUSABLE, target, e.reason());
        } catch (IOException e) {
            throw new HikaeException(e, FileError.TARGET_UNUSABLE, target, e);
        }
    }

    /** Closes the directory. */
    private void walk(Item directory, Optional<TargetDirectory> there) {
        try {
            long before = entries;
            if (!directory.leads()) {
                count(directory);
            }
            directory.children(content.trees(), child -> visit(child, there));
            if (directory.leads() && entries > before) {
                count(directory);
            }
        } finally {
            there.ifPresent(TargetDirectory::close);
        }
    }

    private void visit(Item item, Optional<TargetDirectory> in) {
        Optional<Boolean> found = in.flatMap(directory -> find(directory, item));
        boolean goesOn = item.isDirectory() && found.orElse(false);
        if (found.isPresent() && !goesOn && !item.leads()) {
            replaced++;
            if (conflicts.size() < KEEP) {
                conflicts.add(item.path());
            }
        }
        if (found.orElse(false) && !item.isDirectory() && request.options().delete()) {
            clear(item, in);
        }
        if (item.isDirectory()) {
            walk(item, goesOn ? in.flatMap(directory -> enter(directory, item)) : Optional.empty());
        } else {
            count(item);
        }
    }

    /** What patterns keep stays, and so the entry will not be restored: it is among the conflicts. */
    private void clear(Item item, Optional<TargetDirectory> in) {
        try {
            cleared += DeleteRun.clear(in.orElseThrow(), item, true);
        } catch (LinuxException e) {
            return;
        }
    }

    private void count(Item item) {
        item.entry().ifPresent(entry -> {
            entries++;
            if (sample.size() < KEEP) {
                sample.add(item.path());
            }
            if (entry.kind() instanceof Kind.File) {
                files++;
                bytes += entry.size();
            }
        });
    }

    private Optional<Boolean> find(TargetDirectory in, Item item) {
        try {
            return in.findDirectory(item.name());
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }

    private Optional<TargetDirectory> enter(TargetDirectory in, Item item) {
        try {
            return Optional.of(in.enter(item.name()));
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }

    private Path nearestExisting() {
        Path at = target.toAbsolutePath();
        while (!Files.exists(at, LinkOption.NOFOLLOW_LINKS) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }
}
