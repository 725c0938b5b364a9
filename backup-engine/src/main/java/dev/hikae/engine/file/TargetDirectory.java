package dev.hikae.engine.file;

import dev.hikae.config.text.Text;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An open directory of a restore's target.
 *
 * <p>Every call takes one name, never a path, and follows no symbolic link, so nothing is written outside the
 * target whatever somebody plants in it meanwhile. Methods may be called by several threads.
 */
public final class TargetDirectory implements AutoCloseable {
    private final Descriptor directory;
    private volatile Optional<Newborn> newborn = Optional.empty();

    private TargetDirectory(Descriptor directory) {
        this.directory = directory;
    }

    /** Opens the directory that the operator named; links on the way to it are followed. */
    public static TargetDirectory open(RawPath path) throws LinuxException {
        return new TargetDirectory(Descriptor.openNamed(path, Libc.O_RDONLY | Libc.O_DIRECTORY));
    }

    /** The same directory, opened a second time. */
    public TargetDirectory again() throws LinuxException {
        return new TargetDirectory(directory.openAt(RawPath.of("."), Libc.O_RDONLY | Libc.O_DIRECTORY));
    }

    /** Whether it holds nothing. A new file system's own {@code lost+found} does not count. */
    public boolean isEmpty() throws LinuxException {
        try (TargetDirectory again = again();
                SortedNames names = SortedNames.of(again.directory)) {
            boolean empty = true;
            while (names.hasNext()) {
                empty &= names.next().equals(LOST_AND_FOUND);
            }
            return empty;
        }
    }

    private static final int PRIVATE = 0600;

    /** Where fsck puts what it finds; root's, and part of no backup's content. */
    public static final RawPath LOST_AND_FOUND = RawPath.of("lost+found");

    /** Whether something of this name is there, and whether that is a directory. */
    public Optional<Boolean> findDirectory(RawPath name) throws LinuxException {
        try {
            return Optional.of(directory.statAt(checked(name)).isDirectory());
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Opens a directory that is there. */
    public TargetDirectory enter(RawPath name) throws LinuxException {
        return new TargetDirectory(directory.openAt(checked(name), Libc.O_RDONLY | Libc.O_DIRECTORY));
    }

    /** Makes a directory that only its owner may enter until {@link #finish}. */
    public TargetDirectory makeDirectory(RawPath name) throws LinuxException {
        directory.makeDirectory(checked(name));
        return enter(name);
    }

    /** Makes a file for an entry. Until it is finished nobody may read it who may not read the finished one. */
    public TargetFile makeFile(RawPath name, Entry entry) throws LinuxException {
        int flags = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL;
        Optional<Newborn> known = newborn;
        boolean atOnce = known.isPresent() && known.get().mayHaveItsModeAtOnce(entry);
        Descriptor opened = directory.openAt(checked(name), flags, atOnce ? entry.mode() : PRIVATE);
        if (known.isEmpty()) {
            known = learn(opened);
        }
        return new TargetFile(opened, known.map(n -> new Made(n, atOnce ? entry.mode() : PRIVATE)));
    }

    private Optional<Newborn> learn(Descriptor first) throws LinuxException {
        try {
            newborn = Optional.of(Newborn.of(first));
            return newborn;
        } catch (LinuxException e) {
            first.close();
            throw e;
        }
    }

    /** Makes a symbolic link, fifo, socket or device with all its metadata. */
    public List<Text> makeOther(Entry entry, RawPath name) throws LinuxException {
        checked(name);
        switch (entry.kind()) {
            case Kind.Symlink link -> directory.makeSymlink(name, link.target());
            case Kind.Fifo() -> directory.makeNode(name, Inode.S_IFIFO, 0, 0);
            case Kind.Socket() -> directory.makeNode(name, Inode.S_IFSOCK, 0, 0);
            case Kind.BlockDevice device -> directory.makeNode(name, Inode.S_IFBLK, device.major(), device.minor());
            case Kind.CharDevice device -> directory.makeNode(name, Inode.S_IFCHR, device.major(), device.minor());
            case Kind.Directory(), Kind.File() -> throw new IllegalArgumentException("bug: made elsewhere");
        }
        boolean link = entry.kind() instanceof Kind.Symlink;
        Optional<Made> made = newborn.filter(n -> link).map(n -> new Made(n, entry.mode()));
        return Metadata.apply(entry, new NamedPlace(directory, name), false, made);
    }

    /** Identity of what lies under a name. */
    public FileId identify(RawPath name) throws LinuxException {
        Inode inode = directory.statAt(checked(name));
        return new FileId(inode.device(), inode.inode());
    }

    /**
     * Gives what was written before a second name here.
     *
     * @param top the restore's target
     * @param first path of the first name below {@code top}
     * @param expected the inode it had; something else there now is refused
     */
    public void link(TargetDirectory top, RawPath first, FileId expected, RawPath name) throws LinuxException {
        checked(name);
        try (Descriptor parent = top.openParent(first)) {
            directory.link(parent, lastOf(first), name);
        }
        if (!identify(name).equals(expected)) {
            directory.remove(name, false);
            throw new LinuxException("linkat", Errno.ESTALE);
        }
    }

    /** Sets the flags of a file that was finished without them. */
    public List<Text> applyFlags(Entry entry, RawPath path) throws LinuxException {
        try (Descriptor parent = openParent(path);
                Descriptor file = parent.openForReading(lastOf(path), 0)) {
            return Metadata.applyFlags(entry, new OpenedPlace(file));
        }
    }

    /** Removes a file, link or empty directory. */
    public void remove(RawPath name, boolean isDirectory) throws LinuxException {
        directory.remove(checked(name), isDirectory);
    }

    /** Sets this directory's own metadata; after everything in it is done, since that touches its times. */
    public List<Text> finish(Entry entry) throws LinuxException {
        return Metadata.apply(entry, new OpenedPlace(directory), true, Optional.empty());
    }

    /** For a directory of which the snapshot says nothing. */
    public void openToAll() throws LinuxException {
        new OpenedPlace(directory).chmod(0755);
    }

    private Descriptor openParent(RawPath path) throws LinuxException {
        byte[] bytes = path.toBytes();
        int slash = lastSlash(bytes);
        RawPath parent = slash < 0 ? RawPath.of(".") : RawPath.ofBytes(Arrays.copyOf(bytes, slash));
        try {
            return directory.openBeneath(parent, Libc.O_PATH | Libc.O_DIRECTORY);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOSYS || e.errno() == Errno.EPERM || e.errno() == Errno.ENAMETOOLONG) {
                return openStepwise(parent);
            }
            throw e;
        }
    }

    /** For kernels before 5.6, sandboxes that deny openat2, and paths longer than the kernel takes at once. */
    private Descriptor openStepwise(RawPath path) throws LinuxException {
        int flags = Libc.O_PATH | Libc.O_DIRECTORY;
        Descriptor at = directory.openAt(RawPath.of("."), flags);
        byte[] bytes = path.toBytes();
        for (int from = 0; from < bytes.length; ) {
            int to = from;
            while (to < bytes.length && bytes[to] != '/') {
                to++;
            }
            try (Descriptor parent = at) {
                at = parent.openAt(RawPath.ofBytes(Arrays.copyOfRange(bytes, from, to)), flags);
            }
            from = to + 1;
        }
        return at;
    }

    private static RawPath lastOf(RawPath path) {
        byte[] bytes = path.toBytes();
        return RawPath.ofBytes(Arrays.copyOfRange(bytes, lastSlash(bytes) + 1, bytes.length));
    }

    private static int lastSlash(byte[] bytes) {
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != '/') {
            at--;
        }
        return at;
    }

    /** A snapshot's names are authentic, not trusted: whoever wrote it must not choose a place outside. */
    private static RawPath checked(RawPath name) throws LinuxException {
        byte[] bytes = name.toBytes();
        boolean dots = bytes.length <= 2 && bytes.length > 0 && bytes[0] == '.' && bytes[bytes.length - 1] == '.';
        if (bytes.length == 0 || dots || lastSlash(bytes) >= 0) {
            throw new LinuxException("name", Errno.EINVAL);
        }
        return name;
    }

    @Override
    public void close() {
        directory.close();
    }

    /** A new entry as it was made, with this mode. */
    record Made(Newborn newborn, int mode) {}

    /** An inode on this machine. */
    public record FileId(long device, long inode) {}
}
