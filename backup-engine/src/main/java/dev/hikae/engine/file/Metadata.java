package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.hikae.config.text.Text;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Xattr;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.TargetDirectory.Made;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives an entry on disk the metadata of a snapshot.
 *
 * <p>The order matters: a change of owner clears setuid bits and capabilities, so it comes first; a read-only mode forbids
 * its owner to set attributes, so it comes after them; both touch no times, which follow; an immutable
 * flag forbids everything else, so it is last.
 *
 * <p>What this user or this file system cannot do becomes an observation; any other failure is thrown.
 */
final class Metadata {
    private static final int SETID_BITS = 06000;
    private static final long UTIME_OMIT = 0x3fff_fffeL;
    private static final RawPath ACL_ACCESS = RawPath.of("system.posix_acl_access");
    private static final RawPath ACL_DEFAULT = RawPath.of("system.posix_acl_default");
    private static final RawPath USER = RawPath.of("user.");

    private final Entry entry;
    private final Place place;
    private final Optional<Made> made;
    private final List<Text> observations = new ArrayList<>();

    private Metadata(Entry entry, Place place, Optional<Made> made) {
        this.entry = entry;
        this.place = place;
        this.made = made;
    }

    /**
     * Everything, flags last unless they are to wait.
     *
     * @param made what the entry has from its birth, and so needs no call; empty where that is not known
     */
    static List<Text> apply(Entry entry, Place place, boolean withFlags, Optional<Made> made) throws LinuxException {
        var metadata = new Metadata(entry, place, made);
        boolean owned = metadata.owner();
        metadata.xattrs();
        metadata.mode(owned);
        metadata.times();
        if (withFlags) {
            metadata.flags();
        }
        return metadata.observations;
    }

    static List<Text> applyFlags(Entry entry, Place place) throws LinuxException {
        var metadata = new Metadata(entry, place, Optional.empty());
        metadata.flags();
        return metadata.observations;
    }

    private boolean owner() throws LinuxException {
        if (made.isPresent() && made.get().newborn().owns(entry)) {
            return true;
        }
        try {
            place.chown((int) entry.uid(), (int) entry.gid());
            return true;
        } catch (LinuxException e) {
            if (!e.denied() && !e.unsupported()) {
                throw e;
            }
            Inode now = place.inode();
            boolean same = now.uid() == entry.uid() && now.gid() == entry.gid();
            if (!same) {
                observe("owner-not-restored", entry.uid() + ":" + entry.gid(), e.reason());
            }
            return same;
        }
    }

    /** A setuid file that belongs to somebody else than it did would give away rights. */
    private void mode(boolean owned) throws LinuxException {
        if (entry.kind() instanceof Entry.Kind.Symlink) {
            return;
        }
        // An access ACL, among the attributes set before, changes the mode.
        if (made.isPresent()
                && made.get().mode() == entry.mode()
                && entry.xattrs().isEmpty()) {
            return;
        }
        boolean dropped = !owned && (entry.mode() & SETID_BITS) != 0;
        place.chmod(dropped ? entry.mode() & ~SETID_BITS : entry.mode());
        if (dropped) {
            observe("setid-not-restored", Integer.toOctalString(entry.mode()));
        }
    }

    private void xattrs() throws LinuxException {
        boolean bare = entry.kind() instanceof Entry.Kind.Symlink
                || made.isPresent() && !made.get().newborn().inherits();
        if (!bare) {
            removeInherited();
        }
        for (Xattr xattr : entry.xattrs()) {
            try {
                place.setXattr(xattr);
            } catch (LinuxException e) {
                if (!e.denied() && !e.unsupported()) {
                    throw e;
                }
                observe("xattr-not-restored", xattr.name(), e.reason());
            }
        }
    }

    /** What a default ACL above put there, or what a replaced directory had. Labels of the kernel's own stay. */
    private void removeInherited() throws LinuxException {
        for (Xattr there : place.xattrs()) {
            RawPath name = there.name();
            boolean wanted = entry.xattrs().stream().anyMatch(x -> x.name().equals(name));
            if (isOurs(name) && !wanted) {
                place.removeXattr(name);
            }
        }
    }

    /** Who else may open it, beside what the mode says. */
    static Optional<RawPath> accessList(List<Xattr> xattrs) {
        return xattrs.stream()
                .filter(x -> x.name().equals(ACL_ACCESS))
                .map(Xattr::value)
                .findFirst();
    }

    /** Attributes that come and go with an entry, unlike labels of the kernel's own. */
    static boolean isOurs(RawPath name) {
        return name.equals(ACL_ACCESS) || name.equals(ACL_DEFAULT) || startsWith(name, USER);
    }

    private static boolean startsWith(RawPath name, RawPath prefix) {
        return name.length() >= prefix.length()
                && java.util.Arrays.equals(name.toBytes(), 0, prefix.length(), prefix.toBytes(), 0, prefix.length());
    }

    /** File systems keep only some centuries and clamp without an error, so far times are read back. */
    private void times() throws LinuxException {
        Instant mtime = entry.mtime();
        try (Scratch s = Scratch.take()) {
            s.data.set(JAVA_LONG, 0, 0);
            s.data.set(JAVA_LONG, 8, UTIME_OMIT);
            s.data.set(JAVA_LONG, 16, mtime.getEpochSecond());
            s.data.set(JAVA_LONG, 24, mtime.getNano());
            place.setTimes(s, s.data);
        }
        boolean far = mtime.getEpochSecond() < 0 || mtime.getEpochSecond() > Integer.MAX_VALUE;
        if (far && !place.inode().mtime().equals(mtime)) {
            observe("time-not-restored", mtime, place.inode().mtime());
        }
    }

    private void flags() throws LinuxException {
        boolean born = made.isPresent() && made.get().newborn().flags() == entry.flags();
        if (born || !place.hasFlags() || (place.flags() & Entries.SETTABLE_FLAGS) == entry.flags()) {
            return;
        }
        try {
            place.setFlags((place.flags() & ~Entries.SETTABLE_FLAGS) | entry.flags());
        } catch (LinuxException e) {
            if (!e.denied() && !e.unsupported()) {
                throw e;
            }
            observe("flags-not-restored", Integer.toHexString(entry.flags()), e.reason());
        }
    }

    private void observe(String key, Object... params) {
        observations.add(FileError.text(key, params));
    }

    /** Where the metadata goes: an open file or directory, or a name that is not to be opened. */
    interface Place {
        Inode inode() throws LinuxException;

        List<Xattr> xattrs() throws LinuxException;

        void setXattr(Xattr xattr) throws LinuxException;

        void removeXattr(RawPath name) throws LinuxException;

        void chown(int uid, int gid) throws LinuxException;

        void chmod(int mode) throws LinuxException;

        void setTimes(Scratch s, MemorySegment times) throws LinuxException;

        boolean hasFlags();

        int flags() throws LinuxException;

        void setFlags(int flags) throws LinuxException;
    }
}
