package dev.hikae.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One entry of a directory as a snapshot holds it: kind, metadata, and for a file its size.
 *
 * @param name last component, raw bytes, no slash
 * @param mode permission bits with setuid, setgid and sticky (octal 07777)
 * @param user name of the owner where it was known
 * @param group name of the group where it was known
 * @param mtime modification time, nanoseconds kept, any 64-bit second
 * @param ctime change time when read (never restored; change detection)
 * @param birth creation time where the file system tells it (never restored)
 * @param size bytes of a file (holes included), 0 for other kinds
 * @param xattrs extended attributes in name order: ACLs and capabilities are among them
 * @param flags inode flags of {@code FS_IOC_GETFLAGS} that can be set again (append, immutable, nodump, …)
 * @param hardLink identity shared by all names of one inode in the snapshot; empty when it has one name
 * @param torn whether the file changed while it was read
 */
public record Entry(
        RawPath name,
        Kind kind,
        int mode,
        long uid,
        long gid,
        Optional<String> user,
        Optional<String> group,
        Instant mtime,
        Instant ctime,
        Optional<Instant> birth,
        long size,
        List<Xattr> xattrs,
        int flags,
        Optional<HardLink> hardLink,
        boolean torn) {
    public Entry {
        xattrs = List.copyOf(xattrs);
    }

    /** What an entry is. */
    public sealed interface Kind {
        record Directory() implements Kind {}

        record File() implements Kind {}

        record Symlink(RawPath target) implements Kind {}

        record Fifo() implements Kind {}

        record Socket() implements Kind {}

        record BlockDevice(long major, long minor) implements Kind {}

        record CharDevice(long major, long minor) implements Kind {}
    }

    /** One extended attribute; names are bytes. */
    public record Xattr(RawPath name, RawPath value) {}

    /** Device and inode where the file was read. */
    public record HardLink(long device, long inode) {}
}
