package dev.hikae.engine.file;

import dev.hikae.config.text.Text;
import dev.hikae.engine.Entry;
import java.nio.ByteBuffer;
import java.util.List;

/** A new file being written. {@link #write} may be called by several threads; what is never written is a hole. */
public final class TargetFile implements AutoCloseable {
    private final Descriptor file;

    TargetFile(Descriptor file) {
        this.file = file;
    }

    /** Writes all that remains in the buffer. */
    public void write(ByteBuffer content, long offset) throws LinuxException {
        file.write(content, offset);
    }

    /**
     * Sets size and metadata.
     *
     * @param withFlags false where names are still to be linked, which an immutable file forbids; see
     *     {@link TargetDirectory#applyFlags}
     * @return what could not be restored without being a failure
     */
    public List<Text> finish(Entry entry, boolean withFlags) throws LinuxException {
        file.truncate(entry.size());
        return Metadata.apply(entry, new OpenedPlace(file), withFlags);
    }

    @Override
    public void close() {
        file.close();
    }
}
