package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What statx(2) tells of an inode.
 *
 * @param mode kind and permission bits as in {@code st_mode}
 * @param device major shifted left by 32, and minor, of the file system
 * @param special the same of the device that the inode stands for
 * @param blocks of 512 bytes allocated
 * @param links names of the inode
 */
record Inode(
        int mode,
        long uid,
        long gid,
        long size,
        long blocks,
        long links,
        long inode,
        long device,
        long special,
        Instant mtime,
        Instant ctime,
        Optional<Instant> birth) {
    static final int S_IFMT = 0170000;
    static final int S_IFSOCK = 0140000;
    static final int S_IFLNK = 0120000;
    static final int S_IFREG = 0100000;
    static final int S_IFBLK = 0060000;
    static final int S_IFDIR = 0040000;
    static final int S_IFCHR = 0020000;
    static final int S_IFIFO = 0010000;

    /** STATX_BASIC_STATS and STATX_BTIME. */
    static final int MASK = 0xfff;

    private static final int STATX_BTIME = 0x800;

    /** Reads {@code struct statx}, which is the same on every architecture. */
    static Inode of(MemorySegment s) {
        boolean born = (s.get(JAVA_INT, 0) & STATX_BTIME) != 0;
        return new Inode(
                s.get(JAVA_SHORT, 28) & 0xffff,
                unsigned(s, 20),
                unsigned(s, 24),
                s.get(JAVA_LONG, 40),
                s.get(JAVA_LONG, 48),
                unsigned(s, 16),
                s.get(JAVA_LONG, 32),
                unsigned(s, 136) << 32 | unsigned(s, 140),
                unsigned(s, 128) << 32 | unsigned(s, 132),
                time(s, 112),
                time(s, 96),
                born ? Optional.of(time(s, 80)) : Optional.empty());
    }

    boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }

    boolean isFile() {
        return (mode & S_IFMT) == S_IFREG;
    }

    /** Permission bits with setuid, setgid and sticky. */
    int permissions() {
        return mode & 07777;
    }

    SourceEntry.Stat toStat() {
        return new SourceEntry.Stat(
                isDirectory(),
                isFile(),
                isFile() ? size : 0,
                mtime.getEpochSecond(),
                mtime.getNano(),
                ctime.getEpochSecond(),
                ctime.getNano(),
                device,
                inode,
                links);
    }

    boolean sameInode(Inode other) {
        return inode == other.inode && device == other.device;
    }

    /** Whether the inode looks unwritten since: size, both times and kind. */
    boolean unchangedSince(Inode before) {
        return size == before.size
                && (mode & S_IFMT) == (before.mode & S_IFMT)
                && mtime.equals(before.mtime)
                && ctime.equals(before.ctime);
    }

    /** Linux counts seconds in 64 bits; an Instant ends a billion years off, where this stops too. */
    private static Instant time(MemorySegment s, long at) {
        long seconds = s.get(JAVA_LONG, at);
        try {
            return Instant.ofEpochSecond(seconds, unsigned(s, at + 8));
        } catch (DateTimeException e) {
            return seconds < 0 ? Instant.MIN : Instant.MAX;
        }
    }

    private static long unsigned(MemorySegment s, long at) {
        return s.get(JAVA_INT, at) & 0xffff_ffffL;
    }
}
