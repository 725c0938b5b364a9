package dev.hikae.engine.pack;

import dev.hikae.engine.CompressionPolicy;
import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.pack.PackWriter.RawFrame;
import java.util.List;

/**
 * What one worker thread compresses with and seals into. One array does for both: a frame is sealed where it was
 * compressed to. It grows with the largest frame seen.
 */
final class Workspace implements AutoCloseable {
    private final Compression compression = new Compression();
    private byte[] space = new byte[0];

    /** Content as a frame, compressed where that is worth it. Valid until the next call. */
    RawFrame frame(byte[] data, int length, List<FrameBlob> blobs, int level) {
        grow(Compression.bound(length) + Aead.TAG_LENGTH);
        int compressed = CompressionPolicy.compresses(level) ? compression.compress(data, length, space, level) : 0;
        return compressed > 0
                ? new RawFrame(space, compressed, Compression.ZSTD, length, blobs)
                : new RawFrame(data, length, Compression.STORED, length, blobs);
    }

    /** Where the frame is sealed to. */
    byte[] sealed() {
        return space;
    }

    private void grow(int length) {
        if (space.length < length) {
            space = new byte[length];
        }
    }

    @Override
    public void close() {
        compression.close();
    }
}
