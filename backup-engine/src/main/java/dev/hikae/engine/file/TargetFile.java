package dev.hikae.engine.file;

import dev.hikae.config.text.Text;
import dev.hikae.engine.Entry;
import dev.hikae.engine.file.TargetDirectory.Made;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A file being written. {@link #write} may be called by several threads; what is never written of a new one is a hole. */
public final class TargetFile implements AutoCloseable {
    private static final int ZEROS = 64 << 10;

    private final Descriptor file;
    private final Optional<Made> made;
    private final long before;
    private final AtomicLong end = new AtomicLong();

    private TargetFile(Descriptor file, Optional<Made> made, long before) {
        this.file = file;
        this.made = made;
        this.before = before;
    }

    static TargetFile fresh(Descriptor file, Optional<Made> made) {
        return new TargetFile(file, made, -1);
    }

    static TargetFile existing(Descriptor file, long size) {
        return new TargetFile(file, Optional.empty(), size);
    }

    /** It holds what somebody else put there. */
    public boolean wasThere() {
        return before >= 0;
    }

    /** Reads until the buffer's limit or the file's end. */
    public int read(ByteBuffer into, long offset) throws LinuxException {
        return file.read(into, into.remaining(), offset);
    }

    /** A stretch of an existing file reads as zeros from now on, and takes no room where the file system has holes. */
    public void clear(long offset, long length) throws LinuxException {
        long stop = Math.min(offset + length, before);
        long data = offset < stop ? file.seek(offset, Libc.SEEK_DATA) : -1;
        if (data < 0 || data >= stop || file.punch(data, stop - data)) {
            return;
        }
        for (long at = data; at < stop; at += ZEROS) {
            file.write(ByteBuffer.allocate((int) Math.min(ZEROS, stop - at)), at);
        }
    }

    /** Writes all that remains in the buffer. */
    public void write(ByteBuffer content, long offset) throws LinuxException {
        long after = offset + content.remaining();
        file.write(content, offset);
        end.accumulateAndGet(after, Math::max);
    }

    /**
     * Sets size and metadata.
     *
     * @param withFlags false where names are still to be linked, which an immutable file forbids; see
     *     {@link TargetDirectory#applyFlags}
     * @return what could not be restored without being a failure
     */
    public List<Text> finish(Entry entry, boolean withFlags) throws LinuxException {
        if (Math.max(before, end.get()) != entry.size()) {
            file.truncate(entry.size());
        }
        return Metadata.apply(entry, new OpenedPlace(file), withFlags, made);
    }

    @Override
    public void close() {
        file.close();
    }
}
