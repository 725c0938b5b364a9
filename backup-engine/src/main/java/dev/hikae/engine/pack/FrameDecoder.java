package dev.hikae.engine.pack;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.format.FormatException;
import java.nio.ByteBuffer;

/**
 * Opens and decompresses one frame after another in buffers that it keeps: a restore moves gigabytes through a few
 * megabytes. For one thread at a time.
 */
final class FrameDecoder {
    /** No writer of ours makes a longer frame; one that says so is read the slow way. */
    private static final int LONGEST = 64 << 20;

    private byte[] sealed = new byte[0];
    private byte[] raw = new byte[0];

    /** Where the next sealed frame is to be put. */
    byte[] room(int length) {
        sealed = grown(sealed, length);
        return sealed;
    }

    /**
     * Opens, in place, what was put into {@link #room}.
     *
     * @return the frame's content, in an array; valid until the next call
     * @throws FormatException or NotAuthenticException when it is damaged
     */
    ByteBuffer open(Aead key, byte[] aad, Frame frame) {
        int length = key.open(frame.ordinal(), aad, sealed, 0, frame.sealedLength(), sealed, 0);
        return switch (frame.codec()) {
            case Compression.STORED -> stored(length, frame.rawLength());
            case Compression.ZSTD -> inflate(length, frame.rawLength());
            default -> throw new FormatException("has a frame of the unknown codec " + frame.codec());
        };
    }

    private ByteBuffer stored(int length, int rawLength) {
        if (length != rawLength) {
            throw new FormatException("has a stored frame of the wrong length");
        }
        return ByteBuffer.wrap(sealed, 0, length).slice();
    }

    /** A context for each frame: what it holds natively is given back at once, and making it costs microseconds. */
    private ByteBuffer inflate(int length, int rawLength) {
        raw = grown(raw, rawLength);
        try (var context = new ZstdDecompressCtx()) {
            int written = context.decompressByteArray(raw, 0, rawLength, sealed, 0, length);
            if (written != rawLength) {
                throw new FormatException("has a frame that decompresses to another length");
            }
            return ByteBuffer.wrap(raw, 0, rawLength).slice();
        } catch (ZstdException e) {
            throw new FormatException("has a frame that does not decompress", e);
        }
    }

    /** In steps, so that a few sizes of frames do not make as many buffers. */
    private static byte[] grown(byte[] buffer, int length) {
        if (length < 0 || length > LONGEST) {
            throw new FormatException("has a frame of " + length + " bytes");
        }
        if (buffer.length >= length) {
            return buffer;
        }
        int step = 256 << 10;
        return new byte[(length + step - 1) / step * step];
    }
}
