package dev.hikae.engine.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Gathers values into blocks of 64 KiB, each handed on when it is full; the last one when flushed. */
final class Out {
    private final ByteBuffer block = ByteBuffer.allocate(Blocks.SIZE);
    private final Target target;

    /** Where blocks go. */
    interface Target {
        /** The buffer is good only during the call. */
        void write(ByteBuffer block) throws IOException;
    }

    Out(Target target) {
        this.target = target;
    }

    void putInt(int value) throws IOException {
        if (block.remaining() >= 4) {
            block.putInt(value);
        } else {
            put((byte) (value >>> 24));
            put((byte) (value >>> 16));
            put((byte) (value >>> 8));
            put((byte) value);
        }
        full();
    }

    void putLong(long value) throws IOException {
        if (block.remaining() >= 8) {
            block.putLong(value);
            full();
        } else {
            putInt((int) (value >>> 32));
            putInt((int) value);
        }
    }

    void put(byte value) throws IOException {
        block.put(value);
        full();
    }

    void put(ByteBuffer values) throws IOException {
        while (values.hasRemaining()) {
            int size = Math.min(values.remaining(), block.remaining());
            block.put(values.slice(values.position(), size));
            values.position(values.position() + size);
            full();
        }
    }

    private void full() throws IOException {
        if (!block.hasRemaining()) {
            flush();
        }
    }

    void flush() throws IOException {
        if (block.position() > 0) {
            target.write(block.flip());
            block.clear();
        }
    }
}
