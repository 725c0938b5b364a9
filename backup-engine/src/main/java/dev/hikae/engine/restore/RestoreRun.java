package dev.hikae.engine.restore;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.OpenFiles;
import dev.hikae.engine.file.TargetDirectory;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.tree.Extent;
import java.util.Optional;

/**
 * One restore: this thread walks the snapshot and makes directories, workers fetch content and write files.
 *
 * <p>In memory are the batches in flight, the pages of the directories on the way down, and the inodes with
 * several names.
 */
final class RestoreRun {
    /** So that all workers have some. */
    private static final int STRAGGLING_PARTS = 8;

    private final SnapshotContent content;
    private final RestoreTarget target;
    private final Workers workers;
    private final RunControl control;
    private final int mostFolders = OpenFiles.limit() / 4;
    private Batch stragglers = Batch.ofStragglers();
    private Batch batch = new Batch();

    RestoreRun(SnapshotContent content, RestoreTarget target, Workers workers, RunControl control) {
        this.content = content;
        this.target = target;
        this.workers = workers;
        this.control = control;
    }

    /** Takes over the directory. */
    void walk(Item top, TargetDirectory directory, boolean fresh) {
        var folder = new Folder(Optional.empty(), directory, top, fresh);
        try {
            children(top, new Way(Optional.empty(), top, Optional.of(folder)));
            flush();
            flushStragglers();
        } finally {
            batch.giveUp();
            stragglers.giveUp();
            folder.release(target);
        }
        if (top.node().isPresent()) {
            target.finished(top);
        }
    }

    /** A directory of the target that the walk is in; one that only leads on is made when something in it is. */
    private final class Way {
        private final Optional<Way> above;
        private final Item item;
        private Optional<Folder> made;

        Way(Optional<Way> above, Item item, Optional<Folder> made) {
            this.above = above;
            this.item = item;
            this.made = made;
        }

        Folder folder() throws LinuxException {
            if (made.isEmpty()) {
                made = Optional.of(target.makeFolder(above.orElseThrow().folder(), item));
            }
            return made.get();
        }
    }

    private void children(Item item, Way way) {
        try {
            item.children(content.trees(), child -> visit(child, way));
        } catch (HikaeException e) {
            failOrThrow(item, e);
        } catch (FormatException e) {
            target.failed(item, RestoreText.of("listing-damaged", String.valueOf(e.getMessage())));
        }
    }

    private void visit(Item item, Way in) {
        workers.check();
        target.check();
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        try {
            if (item.isDirectory()) {
                directory(item, in);
            } else if (item.entry().isPresent()) {
                leaf(item, item.entry().get(), in.folder());
            }
        } catch (LinuxException e) {
            target.failed(item, e);
        }
    }

    private void directory(Item item, Way in) throws LinuxException {
        var way = new Way(Optional.of(in), item, Optional.empty());
        if (!item.leads()) {
            way.folder();
        }
        try {
            children(item, way);
        } finally {
            way.made.ifPresent(folder -> folder.release(target));
        }
        if (way.made.isPresent()) {
            target.finished(item);
        }
    }

    private void leaf(Item item, Entry entry, Folder in) {
        try {
            if (target.link(in, item, entry)) {
                finished(item, entry);
            } else if (entry.kind() instanceof Kind.File && target.isFinished(in, item, entry)) {
                in.claim(item.name());
                target.remember(in, item, entry);
                target.kept(item, entry.size());
                target.finishedFile(item);
            } else if (entry.kind() instanceof Kind.File) {
                file(item, entry, in);
            } else {
                target.makeOther(in, item, entry);
                target.remember(in, item, entry);
                target.finished(item);
            }
        } catch (LinuxException e) {
            target.failed(item, e);
        }
    }

    private void finished(Item item, Entry entry) {
        if (entry.kind() instanceof Kind.File) {
            target.finishedFile(item);
        } else {
            target.finished(item);
        }
    }

    /** A file with several names is made at once, so that the walk can link to it; any other by its worker. */
    private void file(Item item, Entry entry, Folder in) throws LinuxException {
        var job = new FileJob(in, item, entry, target);
        boolean told = false;
        try {
            if (entry.hardLink().isPresent() && job.make()) {
                target.remember(in, item, entry);
                batch.countOpened();
            }
            tellPieces(item, job);
            told = true;
        } finally {
            if (told) {
                job.release();
            } else {
                job.giveUp();
            }
        }
        if (batch.isFull()) {
            flush();
        }
    }

    private void tellPieces(Item item, FileJob job) {
        try {
            pieces(item, job);
        } catch (HikaeException e) {
            failOrThrow(item, e);
        } catch (FormatException e) {
            target.failed(item, RestoreText.of("listing-damaged", String.valueOf(e.getMessage())));
        }
    }

    private void pieces(Item item, FileJob job) {
        long[] offset = {0};
        long size = item.node().orElseThrow().entry().size();
        content.trees().extents(item.node().orElseThrow(), extent -> {
            switch (extent) {
                case Extent.Data data -> {
                    if (data.length() == size && size <= Restored.SMALL) {
                        job.holdsNothingBut(data.blob());
                    }
                    batch.add(job, data.blob(), offset[0], data.length());
                }
                case Extent.Hole hole -> {
                    job.hole(offset[0], hole.length());
                    target.wrote(item, hole.length());
                }
            }
            offset[0] += extent.length();
            if (batch.isFull()) {
                flush();
            }
        });
    }

    private void flush() {
        workers.check();
        if (batch.isEmpty()) {
            return;
        }
        Batch full = batch;
        batch = new Batch();
        full.moveStragglers(content.blobs(), stragglers);
        run(full);
        if (stragglers.hasManyStragglers(mostFolders)) {
            flushStragglers();
        }
    }

    private void flushStragglers() {
        stragglers.split(content.blobs(), STRAGGLING_PARTS).forEach(this::run);
        stragglers = Batch.ofStragglers();
    }

    private void run(Batch full) {
        if (full.isEmpty()) {
            full.giveUp();
            return;
        }
        workers.run(givenUp -> {
            if (givenUp) {
                full.giveUp();
            } else {
                full.run(content.blobs(), content.content(), target, control.cancellation());
            }
        });
    }

    /** Damage in every region costs the entry; anything else that the repository reports ends the restore. */
    private void failOrThrow(Item item, HikaeException e) {
        if (e.code().failure() != Failure.VERIFICATION) {
            throw e;
        }
        target.failed(item, e.text());
    }
}
