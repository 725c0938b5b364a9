package dev.hikae.engine.restore;

import dev.hikae.engine.Entry;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.TargetFile;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One file being restored by pieces, in any order and by several threads.
 *
 * <p>It is made at its first piece and finished after its last one: the walk holds it until it has told all pieces.
 */
final class FileJob {
    private final Folder folder;
    private final Item item;
    private final Entry entry;
    private final RestoreTarget target;
    private final AtomicInteger left = new AtomicInteger(1);
    private @Nullable TargetFile file;
    private boolean impossible;
    private volatile boolean givenUp;

    FileJob(Folder folder, Item item, Entry entry, RestoreTarget target) {
        this.folder = folder;
        this.item = item;
        this.entry = entry;
        this.target = target;
        folder.hold();
    }

    Item item() {
        return item;
    }

    Folder folder() {
        return folder;
    }

    synchronized boolean isOpen() {
        return file != null;
    }

    void hold() {
        left.incrementAndGet();
    }

    /** Makes the file now; false when that failed, which is then reported. */
    boolean make() {
        return file() != null;
    }

    void write(ByteBuffer content, long offset) {
        TargetFile to = file();
        if (to == null) {
            return;
        }
        try {
            long length = content.remaining();
            to.write(content, offset);
            target.wrote(item, length);
        } catch (LinuxException e) {
            target.failed(item, e);
        }
    }

    /** The restore ends early: what is there of this file stays, without the times of a whole one. */
    void giveUp() {
        givenUp = true;
        release();
    }

    /** One piece, or the walk, is done with it. */
    void release() {
        if (left.decrementAndGet() > 0) {
            return;
        }
        try {
            finish();
        } finally {
            folder.release(target);
        }
    }

    private void finish() {
        TargetFile done = givenUp ? file : file();
        if (done == null) {
            return;
        }
        try (done) {
            if (!givenUp) {
                target.observed(item, done.finish(entry, entry.hardLink().isEmpty()));
                target.finishedFile(item);
            }
        } catch (LinuxException e) {
            target.failed(item, e);
        }
    }

    private synchronized @Nullable TargetFile file() {
        if (file == null && !impossible) {
            try {
                file = target.makeFile(folder, item, entry);
            } catch (LinuxException e) {
                impossible = true;
                target.failed(item, e);
            }
        }
        return file;
    }
}
