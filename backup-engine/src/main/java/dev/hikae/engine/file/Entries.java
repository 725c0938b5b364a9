package dev.hikae.engine.file;

import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.HardLink;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.Entry.Xattr;
import dev.hikae.engine.RawPath;
import java.util.List;
import java.util.Optional;

/** Puts entries together from what the kernel tells. */
final class Entries {
    /** Flags of linux/fs.h that a user may set (chattr's letters suScSiadA, jtDT, C, P); the others are the kernel's own. */
    static final int SETTABLE_FLAGS = 0x2083_c4ff;

    private Entries() {}

    static Kind kind(Descriptor parent, RawPath name, Inode inode) throws LinuxException {
        long major = inode.special() >>> 32;
        long minor = inode.special() & 0xffff_ffffL;
        return switch (inode.mode() & Inode.S_IFMT) {
            case Inode.S_IFDIR -> new Kind.Directory();
            case Inode.S_IFREG -> new Kind.File();
            case Inode.S_IFLNK -> new Kind.Symlink(parent.readlinkAt(name));
            case Inode.S_IFIFO -> new Kind.Fifo();
            case Inode.S_IFSOCK -> new Kind.Socket();
            case Inode.S_IFBLK -> new Kind.BlockDevice(major, minor);
            case Inode.S_IFCHR -> new Kind.CharDevice(major, minor);
            default -> throw new LinuxException("statx", Errno.EINVAL);
        };
    }

    static Entry of(Accounts accounts, RawPath name, Inode inode, Kind kind, List<Xattr> xattrs, int flags) {
        boolean linked = inode.links() > 1 && !inode.isDirectory();
        return new Entry(
                name,
                kind,
                inode.permissions(),
                inode.uid(),
                inode.gid(),
                accounts.user(inode.uid()),
                accounts.group(inode.gid()),
                inode.mtime(),
                inode.ctime(),
                inode.birth(),
                inode.isFile() ? inode.size() : 0,
                xattrs,
                flags & SETTABLE_FLAGS,
                linked ? Optional.of(new HardLink(inode.device(), inode.inode())) : Optional.empty(),
                false);
    }
}
