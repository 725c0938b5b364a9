package dev.hikae.engine.export;

import dev.hikae.config.text.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** One format. Entries come one after the other, a file's content between its begin and its end. */
interface Archive {
    /** Whether other names of an inode are stored as such, so that their content is not needed again. */
    boolean hasHardLinks();

    /**
     * Writes an entry, or passes over one that the format has no place for. A file that is no link stays open for its content.
     *
     * @param warnings hears everything about the entry that the format cannot hold
     * @return whether the entry is in the archive
     */
    boolean begin(Item item, Consumer<Text> warnings) throws IOException;

    void data(ByteBuffer content) throws IOException;

    void hole(long length) throws IOException;

    /** Ends the open file. */
    void end() throws IOException;

    /** Ends the archive; leaves the stream below it open. */
    void finish() throws IOException;
}
