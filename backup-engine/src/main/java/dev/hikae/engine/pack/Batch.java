package dev.hikae.engine.pack;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Small blobs on their way to a worker together: their bytes back to back, and after the work their ids. */
final class Batch {
    static final int MOST_BLOBS = 4096;

    private final byte[] data;
    private final CompletableFuture<BlobId[]> ids = new CompletableFuture<>();
    private int[] ends = new int[64];
    private int count;

    /** @param data where the blobs are copied to */
    Batch(byte[] data) {
        this.data = data;
    }

    boolean hasRoom(int bytes, int most) {
        return count < MOST_BLOBS && length() + bytes <= most;
    }

    /** The number of the blob in this batch. */
    int add(byte[] from, int offset, int bytes) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        System.arraycopy(from, offset, data, length(), bytes);
        ends[count] = length() + bytes;
        return count++;
    }

    byte[] data() {
        return data;
    }

    int count() {
        return count;
    }

    int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    int length(int number) {
        return ends[number] - start(number);
    }

    int length() {
        return start(count);
    }

    CompletableFuture<BlobId[]> ids() {
        return ids;
    }
}
