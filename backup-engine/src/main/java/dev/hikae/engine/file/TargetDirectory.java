package dev.hikae.engine.file;

import dev.hikae.config.text.Text;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

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
        return find(name).map(Found::isDirectory);
    }

    /** What is there under a name, if anything is. */
    public Optional<Found> find(RawPath name) throws LinuxException {
        try {
            Inode inode = directory.statAt(checked(name));
            return Optional.of(
                    new Found(new FileId(inode.device(), inode.inode()), inode.isDirectory(), inode.links()));
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

    /** The same, unless something else is mounted there: also another directory of the same file system. */
    private TargetDirectory enterSameMount(RawPath name, Inode inode) throws LinuxException {
        if (inode.device() != directory.stat().device()) {
            throw new LinuxException("openat", Errno.EBUSY);
        }
        try {
            return new TargetDirectory(directory.openOnSameMount(name, Libc.O_RDONLY | Libc.O_DIRECTORY));
        } catch (LinuxException e) {
            if (e.errno() == Errno.EXDEV) {
                throw new LinuxException("openat2", Errno.EBUSY);
            }
            if (e.errno() == Errno.ENOSYS || e.errno() == Errno.EPERM) {
                return enter(name);
            }
            throw e;
        }
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
        return TargetFile.fresh(opened, known.map(n -> new Made(n, atOnce ? entry.mode() : PRIVATE)));
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

    /**
     * Opens a file that is there to be changed in place: no other name leads to it, which might lie outside the target,
     * and nobody may read it who may not read the finished one, by its mode or an access list. Empty when it must be made anew.
     */
    public Optional<TargetFile> openExisting(RawPath name, Entry entry) throws LinuxException {
        Descriptor opened;
        try {
            if (!directory.statAt(checked(name)).isFile()) {
                return Optional.empty();
            }
            opened = directory.openAt(name, Libc.O_RDWR | Libc.O_NONBLOCK);
        } catch (LinuxException e) {
            return Optional.empty();
        }
        Inode now = opened.stat();
        boolean root = LinuxSource.isRoot();
        boolean privately = (now.permissions() & 077) == 0;
        boolean same = !root || now.uid() == entry.uid() && now.gid() == entry.gid();
        boolean noWider = (now.permissions() & ~entry.mode()) == 0;
        if (now.isFile() && now.links() == 1 && (privately || same && noWider && hasAccessListOf(entry, opened))) {
            return Optional.of(TargetFile.existing(opened, now.size()));
        }
        opened.close();
        return Optional.empty();
    }

    private static boolean hasAccessListOf(Entry entry, Descriptor file) {
        try {
            return Metadata.accessList(Xattrs.of(file)).equals(Metadata.accessList(entry.xattrs()));
        } catch (LinuxException e) {
            return false;
        }
    }

    /**
     * Whether a file has all that {@link TargetFile#finish} gives an entry, last of all its time, and got it at or after
     * an instant: then this run of the system wrote it whole.
     */
    public boolean isFinished(RawPath name, Entry entry, Instant since) {
        try {
            Inode now = directory.statAt(checked(name));
            boolean owned = !LinuxSource.isRoot() || now.uid() == entry.uid() && now.gid() == entry.gid();
            return now.isFile()
                    && now.size() == entry.size()
                    && now.permissions() == entry.mode()
                    && owned
                    && entry.flags() == 0
                    && now.mtime().equals(entry.mtime())
                    && entry.mtime().isBefore(since)
                    && !now.ctime().isBefore(since);
        } catch (LinuxException e) {
            return false;
        }
    }

    /** A directory that was there may forbid its owner to write in it until {@link #finish}. */
    public void makeWritable() throws LinuxException {
        Inode now = directory.stat();
        if (!LinuxSource.isRoot() && (now.permissions() & 0700) != 0700) {
            new OpenedPlace(directory).chmod(now.permissions() | 0700);
        }
    }

    /** Names in byte order. */
    public List<RawPath> names() throws LinuxException {
        try (TargetDirectory again = again();
                SortedNames names = SortedNames.of(again.directory)) {
            var all = new ArrayList<RawPath>(names.count());
            while (names.hasNext()) {
                all.add(names.next());
            }
            return all;
        }
    }

    /**
     * Removes an entry and all that is in it, but what is to be kept, and the directories that lead to that. Follows no
     * link and leaves other file systems alone.
     *
     * @param below the entry's path, as {@code keep} is asked
     * @param keep tells by path and whether it is a directory
     * @param dry only counts
     * @return how many entries went
     */
    public long removeAll(RawPath name, RawPath below, BiPredicate<RawPath, Boolean> keep, boolean dry)
            throws LinuxException {
        Inode inode = directory.statAt(checked(name));
        if (keep.test(below, inode.isDirectory())) {
            return 0;
        }
        long removed = 0;
        if (inode.isDirectory()) {
            try (TargetDirectory inner = enterSameMount(name, inode)) {
                if (!dry) {
                    inner.makeWritable();
                }
                List<RawPath> names = inner.names();
                long keeping = 0;
                for (RawPath child : names) {
                    long gone = inner.removeAll(child, below.resolve(child), keep, dry);
                    removed += gone;
                    keeping += gone == 0 ? 1 : 0;
                }
                if (keeping > 0 || !dry && !inner.names().isEmpty()) {
                    return removed;
                }
            }
        }
        if (!dry) {
            directory.remove(name, inode.isDirectory());
        }
        return removed + 1;
    }

    /** The same of an entry that is to go whole: where something in it is to be kept nothing goes, and that is thrown. */
    public long removeWhole(RawPath name, RawPath below, BiPredicate<RawPath, Boolean> keep, boolean dry)
            throws LinuxException {
        boolean[] kept = {false};
        long all = removeAll(
                name,
                below,
                (path, isDirectory) -> {
                    boolean keeps = keep.test(path, isDirectory);
                    kept[0] |= keeps;
                    return keeps;
                },
                true);
        if (kept[0]) {
            throw new LinuxException("unlinkat", Errno.ENOTEMPTY);
        }
        return dry ? all : removeAll(name, below, keep, false);
    }

    /** A small private file of our own beside what is restored. */
    public void writeNote(RawPath name, byte[] content) throws LinuxException {
        try (Descriptor file = openNote(name)) {
            // Not emptied first: on a full disk the room it has is all that there is.
            file.write(ByteBuffer.wrap(content), 0);
            file.truncate(content.length);
        }
    }

    /** The one we wrote before, or a new one in place of whatever somebody else put there. */
    private Descriptor openNote(RawPath name) throws LinuxException {
        if (isOurNote(name)) {
            Descriptor there = directory.openAt(name, Libc.O_WRONLY | Libc.O_NONBLOCK);
            try {
                if (isOurNote(there.stat())) {
                    return there;
                }
                there.close();
            } catch (LinuxException | RuntimeException e) {
                there.close();
                throw e;
            }
        }
        if (findDirectory(name).isPresent()) {
            directory.remove(name, false);
        }
        return directory.openAt(checked(name), Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL, PRIVATE);
    }

    private boolean isOurNote(RawPath name) throws LinuxException {
        try {
            return isOurNote(directory.statAt(checked(name)));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /** An ordinary user could not open anybody else's private file. */
    private static boolean isOurNote(Inode inode) {
        boolean owned = !LinuxSource.isRoot() || inode.uid() == 0;
        return inode.isFile() && inode.links() == 1 && inode.permissions() == PRIVATE && owned;
    }

    /** What {@link #writeNote} wrote, and when; empty where there is none, or something that somebody else put there. */
    public Optional<Note> readNote(RawPath name) throws LinuxException {
        try (Descriptor file = directory.openAt(checked(name), Libc.O_RDONLY | Libc.O_NONBLOCK)) {
            Inode inode = file.stat();
            if (!inode.isFile() || inode.links() != 1 || inode.uid() != new LocalAccounts().own(false)) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(inode.size(), 1 << 20));
            int n = file.read(content, content.capacity(), 0);
            return Optional.of(new Note(Arrays.copyOf(content.array(), n), inode.mtime()));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ELOOP || e.errno() == Errno.ENXIO) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A note and the file system's time when it was written. */
    public record Note(byte[] content, Instant written) {}

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

    /** Fills a buffer with a file of exactly its length, at a path below this directory; false where it is no such file. */
    public boolean readWhole(RawPath path, ByteBuffer into) throws LinuxException {
        int length = into.remaining();
        try (Descriptor file = directory.openBeneath(path, Libc.O_RDONLY | Libc.O_NONBLOCK)) {
            Inode inode = file.stat();
            return inode.isFile() && inode.size() == length && file.read(into, length, 0) == length;
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

    /** What has a name. */
    public record Found(FileId id, boolean isDirectory, long links) {
        /** Surely no other name leads to it: of a directory, or where the file system counts one. */
        public boolean hasOneName() {
            return isDirectory || links == 1;
        }
    }

    /** An inode on this machine. */
    public record FileId(long device, long inode) {}
}
