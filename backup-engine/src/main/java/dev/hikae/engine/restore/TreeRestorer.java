package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress.Phase;
import dev.hikae.engine.RestorePlan;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.file.TargetDirectory;
import dev.hikae.engine.region.ReadObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Restores to, and compares with, directories of this machine.
 *
 * <p>Content that cannot be read in any region leaves a file with zeros in its place, and a finding that says
 * where. A replaced file is removed before the new one is made: nothing is written through a name that was there.
 */
public final class TreeRestorer implements Restorer {
    private final int threads;

    /** As many threads as read, open and write content at a time; the number of cores is sensible. */
    public TreeRestorer(int threads) {
        LinuxSource.requireLinux();
        this.threads = threads;
    }

    @Override
    public RestorePlan plan(RestoreRequest request, Function<ReadObserver, SnapshotContent> open) {
        SnapshotContent content = open.apply(ReadObserver.NONE);
        Item top = Selection.of(request, content);
        return Deep.call(() -> new PlanRun(content, request).plan(top));
    }

    @Override
    public RestoreResult restore(
            RestoreRequest request, Function<ReadObserver, SnapshotContent> open, RunControl control) {
        var reads = new Reads();
        SnapshotContent content = open.apply(reads);
        Item top = Selection.of(request, content);
        boolean all = request.paths().isEmpty();
        var totals = content.snapshot().totals();
        var meter =
                new Meter(control.progress(), Phase.RESTORING, all ? totals.entries() : -1, all ? totals.bytes() : -1);
        try (TargetDirectory directory = openTarget(request.target())) {
            boolean empty = directory.isEmpty();
            Optional<Resumption> found =
                    request.options().resume() ? Resumption.find(directory, request) : Optional.empty();
            if (request.options().resume() && found.isEmpty() && !empty) {
                throw new HikaeException(FileError.NOTHING_TO_RESUME, request.target());
            }
            boolean fresh = found.isEmpty() && isFresh(directory, empty, request);
            Resumption resumption = found.isPresent() ? found.get() : Resumption.begin(directory, request);
            TargetDirectory walked = directory.again();
            boolean verifies = found.isPresent() || request.overwrite() == Overwrite.DELTA;
            var manner = new RestoreTarget.Manner(verifies, request.options().delete(), Optional.of(resumption));
            var target = new RestoreTarget(request.target().toString(), directory, meter, manner);
            try (var workers = new Workers(threads, threads + 1)) {
                Deep.call(() -> {
                    new RestoreRun(content, target, workers, control).walk(top, walked, fresh);
                    return true;
                });
                workers.finish();
            }
            target.check();
            target.setFlags();
            boolean whole = target.failed().count() == 0;
            long deleted = request.options().delete() && whole ? delete(content, request, top, directory, target) : 0;
            List<Finding> failed = new ArrayList<>(target.failed().keptAndMore(top.path()));
            if (request.options().delete() && !whole) {
                failed.add(new Finding(top.path(), RestoreText.of("nothing-deleted")));
            }
            resumption.end();
            target.finishTop(top);
            meter.tellTheEnd();
            return new RestoreResult(
                    meter.entries.get(),
                    meter.files.get(),
                    meter.bytes.get(),
                    reads.bytesFrom(),
                    failed,
                    target.observations().keptAndMore(top.path()),
                    reads.healed(),
                    meter.elapsed(),
                    target.keptBytes(),
                    target.cleared() + deleted);
        } catch (LinuxException e) {
            throw unusable(request.target(), e);
        }
    }

    private static long delete(
            SnapshotContent content,
            RestoreRequest request,
            Item top,
            TargetDirectory directory,
            RestoreTarget target) {
        return Deep.call(() -> {
            var run = new DeleteRun(content, Resumption.name(request), false, target.failed());
            run.run(top, directory);
            return run.deleted();
        });
    }

    @Override
    public Comparison compare(
            RestoreRequest request, Function<ReadObserver, SnapshotContent> open, RunControl control) {
        SnapshotContent content = open.apply(ReadObserver.NONE);
        Item top = Selection.of(request, content);
        var meter = new Meter(control.progress(), Phase.COMPARING, -1, -1);
        boolean exact =
                request.overwrite() == Overwrite.REFUSE || request.options().delete();
        boolean othersMayBeThere = !exact || request.options().filters();
        try (var workers = new Workers(threads, threads * 4)) {
            var run = new CompareRun(content, workers, control, meter, othersMayBeThere);
            Deep.call(() -> {
                run.compare(top, request.target());
                return true;
            });
            workers.finish();
            // Contents that were still to be read were passed over: such a result would say that they are the same.
            if (control.cancellation().requested()) {
                throw new HikaeException(EngineError.CANCELLED);
            }
            meter.tellTheEnd();
            return run.result();
        }
    }

    private static TargetDirectory openTarget(Path target) {
        try {
            Files.createDirectories(target);
            return TargetDirectory.open(LinuxSource.rawPath(target));
        } catch (LinuxException e) {
            throw unusable(target, e);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new HikaeException(e, FileError.TARGET_NOT_A_DIRECTORY, target);
        } catch (IOException e) {
            throw new HikaeException(e, FileError.TARGET_UNUSABLE, target, e);
        }
    }

    private static boolean isFresh(TargetDirectory directory, boolean empty, RestoreRequest request)
            throws LinuxException {
        if (!empty && request.overwrite() == Overwrite.REFUSE) {
            throw new HikaeException(FileError.TARGET_NOT_EMPTY, request.target());
        }
        return empty && directory.findDirectory(TargetDirectory.LOST_AND_FOUND).isEmpty();
    }

    private static HikaeException unusable(Path target, LinuxException e) {
        return e.full()
                ? new HikaeException(e, FileError.TARGET_FULL, target, 0)
                : new HikaeException(e, FileError.TARGET_UNUSABLE, target, e.reason());
    }
}
