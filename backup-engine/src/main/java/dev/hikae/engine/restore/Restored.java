package dev.hikae.engine.restore;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.pack.BlobId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where small files lie that this restore wrote, by their content: what is to be a copy of one is copied from there, and its
 * frame, which holds a hundred others, need not be fetched and opened again.
 *
 * <p>A hint and no more: whoever follows it compares what is there. It has a bounded room, in which the newest takes
 * the place of what is oldest or in its way.
 */
final class Restored {
    /** Files no longer than this are remembered: they lie with others in a frame. */
    static final int SMALL = 128 << 10;

    private static final int SLOTS = 1 << 17;
    private static final int ROOM = 8 << 20;
    private static final int FIRST_ROOM = 256 << 10;
    private static final int HEAD = Integer.BYTES;
    private static final int EMPTY = -1;

    private final long[] ids = new long[2 * SLOTS];
    /** Where the path begins, counted from the first ever written. */
    private final long[] places = new long[SLOTS];

    private ByteBuffer paths = ByteBuffer.allocate(FIRST_ROOM);
    private long end;

    Restored() {
        Arrays.fill(places, EMPTY);
    }

    synchronized void add(BlobId content, RawPath below) {
        byte[] path = below.toBytes();
        int length = HEAD + path.length;
        if (length > FIRST_ROOM) {
            return;
        }
        makeRoom(length);
        int slot = slot(content);
        ids[2 * slot] = content.b();
        ids[2 * slot + 1] = content.c();
        places[slot] = end;
        int at = (int) (end % paths.capacity());
        paths.putInt(at, path.length).put(at + HEAD, path);
        end += length;
    }

    /** Path in the target of a file that had this content, if it is remembered. */
    synchronized Optional<RawPath> find(BlobId content) {
        int slot = slot(content);
        long place = places[slot];
        boolean same = ids[2 * slot] == content.b() && ids[2 * slot + 1] == content.c();
        if (place < 0 || !same || place < end - paths.capacity()) {
            return Optional.empty();
        }
        int at = (int) (place % paths.capacity());
        byte[] path = new byte[paths.getInt(at)];
        paths.get(at + HEAD, path);
        return Optional.of(RawPath.ofBytes(path));
    }

    /** Until the room is used up it grows; then it begins anew at its beginning. No path lies across its end. */
    private void makeRoom(int length) {
        if (end + length > paths.capacity() && paths.capacity() < ROOM) {
            paths = ByteBuffer.allocate(2 * paths.capacity()).put(0, paths, 0, (int) end);
        }
        int left = (int) (paths.capacity() - end % paths.capacity());
        if (left < length) {
            end += left;
        }
    }

    private static int slot(BlobId content) {
        return content.hashCode() & SLOTS - 1;
    }
}
