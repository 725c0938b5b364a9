package dev.hikae.engine.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.hikae.engine.format.FormatException;

/** Zstandard for one thread, with its native contexts. */
final class Compression implements AutoCloseable {
    static final int STORED = 0;
    static final int ZSTD = 1;

    /** Whoever asks for more has every content tried. */
    private static final int SAMPLED_UP_TO = 3;

    /** Less is tried at once. */
    private static final int SAMPLE_FROM = 64 << 10;

    private static final int SLICES = 8;
    private static final int SLICE = 2 << 10;

    private final ZstdCompressCtx compressor = new ZstdCompressCtx();
    private final byte[] sample = new byte[SLICES * SLICE];

    /** Upper bound of {@link #compress}'s output. */
    static int bound(int length) {
        return (int) Zstd.compressBound(length);
    }

    /** Compressed length, or 0 when it would save less than a thirty-second. */
    int compress(byte[] raw, int length, byte[] out, int level) {
        if (level <= SAMPLED_UP_TO && length >= SAMPLE_FROM && !sampleShrinks(raw, length, out)) {
            return 0;
        }
        compressor.setLevel(level);
        int size = compressor.compressByteArray(out, 0, out.length, raw, 0, length);
        return size <= length - length / 32 ? size : 0;
    }

    /**
     * Whether slices spread over the content save a sixty-fourth together. Archives, media and encrypted data are told so
     * for a sixtieth of what trying them whole costs, a quarter of the work of backing them up.
     */
    private boolean sampleShrinks(byte[] raw, int length, byte[] out) {
        int stride = length / SLICES;
        for (int i = 0; i < SLICES; i++) {
            System.arraycopy(raw, i * stride + (stride - SLICE) / 2, sample, i * SLICE, SLICE);
        }
        compressor.setLevel(1);
        int size = compressor.compressByteArray(out, 0, out.length, sample, 0, sample.length);
        return size <= sample.length - sample.length / 64;
    }

    static byte[] decompress(byte[] data, int codec, int rawLength) {
        return switch (codec) {
            case STORED -> stored(data, rawLength);
            case ZSTD -> inflate(data, rawLength);
            default -> throw new FormatException("has a frame of the unknown codec " + codec);
        };
    }

    private static byte[] stored(byte[] data, int rawLength) {
        if (data.length != rawLength) {
            throw new FormatException("has a stored frame of the wrong length");
        }
        return data;
    }

    private static byte[] inflate(byte[] data, int rawLength) {
        try (var context = new ZstdDecompressCtx()) {
            byte[] raw = context.decompress(data, rawLength);
            if (raw.length != rawLength) {
                throw new FormatException("has a frame that decompresses to another length");
            }
            return raw;
        } catch (ZstdException e) {
            throw new FormatException("has a frame that does not decompress", e);
        }
    }

    @Override
    public void close() {
        compressor.close();
    }
}
