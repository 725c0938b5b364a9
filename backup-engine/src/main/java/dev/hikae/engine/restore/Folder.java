package dev.hikae.engine.restore;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.TargetDirectory;
import dev.hikae.engine.file.TargetDirectory.FileId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A directory of the target while anything in it is still to be written.
 *
 * <p>Its own metadata comes last, because every entry made in it touches its times and a read-only mode would forbid
 * them. So the walk, each file and each directory in it hold on to it; who lets go last finishes it.
 */
final class Folder {
    private final Optional<Folder> parent;
    private final TargetDirectory directory;
    private final Item item;
    private final boolean fresh;
    private final Claims claimed = new Claims();
    private final AtomicInteger holders = new AtomicInteger(1);

    Folder(Optional<Folder> parent, TargetDirectory directory, Item item, boolean fresh) {
        this.parent = parent;
        this.directory = directory;
        this.item = item;
        this.fresh = fresh;
        parent.ifPresent(Folder::hold);
    }

    TargetDirectory directory() {
        return directory;
    }

    Item item() {
        return item;
    }

    /** Nothing was in it before this restore. */
    boolean fresh() {
        return fresh;
    }

    /** Whether this restore made, or kept, what has this identity in this directory. Only noted where it is not fresh. */
    synchronized boolean isClaimed(FileId id) {
        return claimed.contains(id);
    }

    /**
     * Notes what an entry of the snapshot got. A file system that takes two names for one would have the second entry
     * overwrite the first: it is refused. In a fresh directory the kernel does so itself.
     */
    synchronized void claim(RawPath name) throws LinuxException {
        if (!fresh && !claimed.add(directory.identify(name))) {
            throw LinuxException.exists();
        }
    }

    /** Notes a further name of an inode, which may have one here already. */
    synchronized void claimLink(FileId id) {
        if (!fresh) {
            claimed.add(id);
        }
    }

    void hold() {
        holders.incrementAndGet();
    }

    void release(FolderFinisher finisher) {
        Optional<Folder> at = Optional.of(this);
        while (at.isPresent() && at.get().holders.decrementAndGet() == 0) {
            Folder done = at.get();
            try {
                finisher.finish(done);
            } finally {
                done.directory.close();
            }
            at = done.parent;
        }
    }

    /** Sets a directory's own metadata. */
    interface FolderFinisher {
        void finish(Folder folder);
    }
}
