package dev.hikae.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a file's content from its start to its end. What it throws ends the reading and reaches the caller as it is. */
public interface ContentSink {
    /** The next bytes; the buffer is read-only and valid only during the call. */
    void data(ByteBuffer content) throws IOException;

    /** The next bytes are so many zeros that were never allocated. */
    void hole(long length) throws IOException;
}
