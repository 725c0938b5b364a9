package dev.hikae.engine.restore;

import dev.hikae.engine.Entry;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.TargetFile;
import dev.hikae.engine.pack.BlobId;
import java.nio.ByteBuffer;
import java.util.Optional;
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
    private volatile Optional<BlobId> content = Optional.empty();

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

    /** Says that this is all there is in it. */
    void holdsNothingBut(BlobId blob) {
        content = Optional.of(blob);
    }

    /** Makes the file now; false when that failed, which is then reported. */
    boolean make() {
        return file() != null;
    }

    /** Whether the target holds this blob in its place already. */
    boolean holds(BlobId id, long offset, ByteBuffer buffer, ContentCheck check) {
        TargetFile to = file();
        if (to == null || !to.wasThere()) {
            return false;
        }
        int length = buffer.remaining();
        try {
            if (to.read(buffer, offset) == length && check.matches(id, buffer.array(), 0, length)) {
                target.kept(item, length);
                return true;
            }
        } catch (LinuxException e) {
            // What cannot be read is written anew.
            return false;
        }
        return false;
    }

    /** Nothing is to be in this stretch. */
    void hole(long offset, long length) {
        if (!target.verifies(folder)) {
            return;
        }
        TargetFile to = file();
        try {
            if (to != null && to.wasThere()) {
                to.clear(offset, length);
            }
        } catch (LinuxException e) {
            target.failed(item, e);
        }
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
                content.ifPresent(blob -> target.restored().add(blob, item.below()));
            }
        } catch (LinuxException e) {
            target.failed(item, e);
        }
    }

    private synchronized @Nullable TargetFile file() {
        if (file == null && !impossible) {
            try {
                file = target.openFile(folder, item, entry);
            } catch (LinuxException e) {
                impossible = true;
                target.failed(item, e);
            }
        }
        return file;
    }
}
