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
    private final Descriptor file;
    private final Optional<Made> made;
    private final AtomicLong end = new AtomicLong();

    /** @param made how it was made; empty for one that was there before */
    TargetFile(Descriptor file, Optional<Made> made) {
        this.file = file;
        this.made = made;
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
        if (made.isEmpty() || end.get() != entry.size()) {
            file.truncate(entry.size());
        }
        return Metadata.apply(entry, new OpenedPlace(file), withFlags, made);
    }

    @Override
    public void close() {
        file.close();
    }
}
