package dev.hikae.engine.file;

import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Xattr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a file made in one directory has before anything is set: learnt from the first one made there, so that the
 * next thousand need no call for what is right already. Owner, flags and ACLs depend on the directory (setgid, default
 * ACLs, inherited flags), on the mount and on the process.
 *
 * @param inherits attributes came from the directory, so each file's own must be looked at
 */
record Newborn(long uid, long gid, int flags, boolean inherits) {
    private static final int PERMISSIONS = 0777;
    private static final int UMASK = umask();

    static Newborn of(Descriptor file) throws LinuxException {
        Inode inode = file.stat();
        List<Xattr> there = Xattrs.of(file);
        boolean inherits = there.stream().anyMatch(x -> Metadata.isOurs(x.name()));
        return new Newborn(inode.uid(), inode.gid(), file.flags() & Entries.SETTABLE_FLAGS, inherits);
    }

    boolean owns(Entry entry) {
        return uid == entry.uid() && gid == entry.gid();
    }

    /**
     * Whether a file of this entry may be made with its final mode at once: whoever may open it then may do so for ever.
     * With another owner to come, attributes to set or bits that a write clears it may not.
     */
    boolean mayHaveItsModeAtOnce(Entry entry) {
        return owns(entry)
                && !inherits
                && entry.xattrs().isEmpty()
                && (entry.mode() & ~PERMISSIONS) == 0
                && (entry.mode() & UMASK) == 0;
    }

    /** The process's mask, which nothing in a JVM changes; all bits where the kernel does not tell. */
    private static int umask() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Umask:")) {
                    return Integer.parseInt(line.substring("Umask:".length()).strip(), 8);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return PERMISSIONS;
        }
        return PERMISSIONS;
    }
}
