package dev.hikae.engine.file;

import java.time.Instant;
import java.util.Optional;

/**
 * What statx(2) tells of an inode, as the kernel wrote it: a walk makes one of these for every entry and looks at little
 * of it, so nothing is converted before it is asked for.
 */
final class Inode {
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

    /** STATX_ATTR_NODUMP. */
    private static final long NODUMP = 0x40;

    private static final int STATX_BTIME = 0x800;
    private static final int LONGS = 18;

    /** The start of {@code struct statx}, which is the same on every architecture, in little-endian words of 8 bytes. */
    private final long[] statx = new long[LONGS];

    /** Copies the struct of the call just made. */
    Inode(Scratch s) {
        s.structLongs.get(0, statx);
    }

    /** Kind and permission bits as in {@code st_mode}. */
    int mode() {
        return (int) (statx[3] >>> 32) & 0xffff;
    }

    long uid() {
        return high(2);
    }

    long gid() {
        return low(3);
    }

    long size() {
        return statx[5];
    }

    /** Of 512 bytes, allocated. */
    long blocks() {
        return statx[6];
    }

    /** Names of the inode. */
    long links() {
        return low(2);
    }

    long inode() {
        return statx[4];
    }

    /** Of the file system: major shifted left by 32, and minor. */
    long device() {
        return low(17) << 32 | high(17);
    }

    /** The same of the device that the inode stands for. */
    long special() {
        return low(16) << 32 | high(16);
    }

    Instant mtime() {
        return time(14);
    }

    Instant ctime() {
        return time(12);
    }

    Optional<Instant> birth() {
        boolean born = (statx[0] & STATX_BTIME) != 0;
        return born ? Optional.of(time(10)) : Optional.empty();
    }

    /** Whether the file system says at once if the inode is flagged to be left out of backups. */
    boolean tellsNodump() {
        return (statx[7] & NODUMP) != 0;
    }

    boolean nodump() {
        return (statx[1] & NODUMP) != 0;
    }

    boolean isDirectory() {
        return (mode() & S_IFMT) == S_IFDIR;
    }

    boolean isFile() {
        return (mode() & S_IFMT) == S_IFREG;
    }

    /** Permission bits with setuid, setgid and sticky. */
    int permissions() {
        return mode() & 07777;
    }

    SourceEntry.Stat toStat() {
        boolean file = isFile();
        return new SourceEntry.Stat(
                isDirectory(),
                file,
                file ? size() : 0,
                seconds(14),
                nanos(14),
                seconds(12),
                nanos(12),
                device(),
                inode(),
                links(),
                mode());
    }

    boolean sameInode(Inode other) {
        return inode() == other.inode() && statx[17] == other.statx[17];
    }

    /** Whether the inode looks unwritten since: size, both times and kind. */
    boolean unchangedSince(Inode before) {
        return size() == before.size()
                && (mode() & S_IFMT) == (before.mode() & S_IFMT)
                && statx[14] == before.statx[14]
                && low(15) == before.low(15)
                && statx[12] == before.statx[12]
                && low(13) == before.low(13);
    }

    private Instant time(int at) {
        return Instant.ofEpochSecond(seconds(at), nanos(at));
    }

    /** Linux counts seconds in 64 bits; an Instant ends a billion years off, where this stops too. */
    private long seconds(int at) {
        return Math.clamp(statx[at], Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
    }

    private int nanos(int at) {
        if (statx[at] > Instant.MAX.getEpochSecond()) {
            return Instant.MAX.getNano();
        }
        return statx[at] < Instant.MIN.getEpochSecond() ? 0 : (int) low(at + 1);
    }

    private long low(int at) {
        return statx[at] & 0xffff_ffffL;
    }

    private long high(int at) {
        return statx[at] >>> 32;
    }
}
