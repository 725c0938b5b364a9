package dev.hikae.engine.index;

import dev.hikae.engine.format.FormatException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/** The plaintext of an index object in a region, of which only blocks that are asked for are fetched. */
final class RemoteBytes implements Bytes {
    private final long length;
    private final IntFunction<ByteBuffer> blocks;

    /** @param blocks gives an opened block */
    RemoteBytes(long length, IntFunction<ByteBuffer> blocks) {
        this.length = length;
        this.blocks = blocks;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long getLong(long at) {
        return slice(at, 8).getLong();
    }

    @Override
    public int getInt(long at) {
        return slice(at, 4).getInt();
    }

    @Override
    public byte get(long at) {
        return slice(at, 1).get();
    }

    @Override
    public void get(long at, byte[] into) {
        slice(at, into.length).get(into);
    }

    @Override
    public ByteBuffer slice(long at, int size) {
        if (at < 0 || at + size > length) {
            throw new FormatException("is cut off");
        }
        int in = (int) (at % IndexCodec.BLOCK);
        ByteBuffer first = blocks.apply((int) (at / IndexCodec.BLOCK));
        if (in + size <= first.capacity()) {
            return first.slice(in, size);
        }
        int there = first.capacity() - in;
        ByteBuffer second = blocks.apply((int) (at / IndexCodec.BLOCK) + 1);
        return ByteBuffer.allocate(size)
                .put(first.slice(in, there))
                .put(second.slice(0, size - there))
                .flip();
    }
}
