package dev.hikae.engine.index;

import java.nio.ByteBuffer;

/** Bytes that lie somewhere, read at 64-bit places. Big-endian. Safe for several threads. */
interface Bytes {
    long length();

    long getLong(long at);

    int getInt(long at);

    byte get(long at);

    void get(long at, byte[] into);

    /** At most 128 bytes, or anything that does not cross a multiple of 64 KiB. */
    ByteBuffer slice(long at, int size);
}
