package dev.hikae.engine.file;

import java.nio.ByteBuffer;

/**
 * An open file. It ends where it ended when it was opened, also when it grows meanwhile, and earlier when it is cut.
 *
 * <p>A file with all its blocks allocated has no hole: for this common case the kernel is not asked.
 */
final class LinuxFile implements SourceFile {
    private static final long ADVISE_FROM = 1024 * 1024;
    private static final int BLOCK = 512;

    private final Descriptor file;
    private final LinuxEntry entry;
    private final Inode listed;
    private final boolean sparse;
    private long size;
    private long position;
    private long dataEnd;

    LinuxFile(Descriptor file, LinuxEntry entry, Inode listed, Inode opened) {
        this.file = file;
        this.entry = entry;
        this.listed = listed;
        this.size = opened.size();
        this.sparse = opened.blocks() * BLOCK < size;
        this.dataEnd = sparse ? 0 : size;
        if (size >= ADVISE_FROM) {
            file.adviseSequential();
        }
    }

    @Override
    public long skipHole() {
        if (!sparse || position < dataEnd || position >= size) {
            return 0;
        }
        try {
            long data = seek(Libc.SEEK_DATA);
            long hole = data - position;
            position = data;
            return hole;
        } catch (LinuxException e) {
            throw LinuxEntry.Unread.of(entry.name(), e);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0 || position >= size) {
            return length == 0 ? 0 : -1;
        }
        return read(ByteBuffer.wrap(into, offset, (int) Math.min(length, size - position)));
    }

    @Override
    public int read(ByteBuffer into) {
        if (!into.hasRemaining()) {
            return 0;
        }
        try {
            return position >= size ? -1 : readData(into);
        } catch (LinuxException e) {
            throw LinuxEntry.Unread.of(entry.name(), e);
        }
    }

    private int readData(ByteBuffer into) throws LinuxException {
        if (position >= dataEnd) {
            if (seek(Libc.SEEK_DATA) > position) {
                return 0;
            }
            dataEnd = seek(Libc.SEEK_HOLE);
        }
        int wanted = (int) Math.min(into.remaining(), dataEnd - position);
        int n = file.read(into, wanted, position);
        position += n;
        if (n < wanted) {
            size = position;
        }
        return n == 0 ? -1 : n;
    }

    /** File systems that know no holes say that all is data. */
    private long seek(int whence) throws LinuxException {
        try {
            long found = file.seek(position, whence);
            return found < 0 ? size : Math.min(found, size);
        } catch (LinuxException e) {
            if (e.unsupported()) {
                return whence == Libc.SEEK_DATA ? position : size;
            }
            throw e;
        }
    }

    /** The metadata are read first: what changes them meanwhile moves the change time, too. */
    @Override
    public boolean changedSinceListed() {
        entry.entry();
        try {
            Inode now = file.stat();
            return !now.sameInode(listed) || !now.unchangedSince(listed);
        } catch (LinuxException e) {
            throw LinuxEntry.Unread.of(entry.name(), e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
