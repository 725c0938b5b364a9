package dev.hikae.engine.survey;

import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Whether two files hold the same bytes. Where chunks end alike their ids tell; where they do not, or one has a hole, the bytes are
 * read and compared. Holds two blobs, and of each list of extents
 * one page per level.
 */
final class SameContent {
    private final BlobTreeReader trees;
    private final BlobReader blobs;

    SameContent(BlobTreeReader trees, BlobReader blobs) {
        this.trees = trees;
        this.blobs = blobs;
    }

    boolean of(Node one, Node other) {
        if (one.entry().size() != other.entry().size()) {
            return false;
        }
        return one.content().equals(other.content()) || compare(new Side(one), new Side(other));
    }

    private boolean compare(Side one, Side other) {
        while (one.more() && other.more()) {
            if (one.wholeBlob() instanceof BlobId a
                    && other.wholeBlob() instanceof BlobId b
                    && one.left == other.left) {
                if (!a.equals(b)) {
                    return false;
                }
                one.pass(one.left);
                other.pass(other.left);
            } else if (!piece(one, other)) {
                return false;
            }
        }
        return !one.more() && !other.more();
    }

    private static boolean piece(Side one, Side other) {
        long length = Math.min(one.left, other.left);
        boolean same = one.isHole() && other.isHole()
                || one.isHole() && other.isZero(length)
                || other.isHole() && one.isZero(length)
                || !one.isHole() && !other.isHole() && one.bytes(length).equals(other.bytes(length));
        one.pass(length);
        other.pass(length);
        return same;
    }

    /** One file's extents, and a place in the current one. */
    private final class Side {
        private final Iterator<Extent> extents;
        private @Nullable Extent extent;
        private @Nullable ByteBuffer content;
        private long at;
        private long left;

        Side(Node file) {
            extents = trees.extents(file);
        }

        boolean more() {
            while (left == 0 && extents.hasNext()) {
                Extent next = extents.next();
                extent = next;
                content = null;
                at = 0;
                left = next.length();
            }
            return left > 0;
        }

        boolean isHole() {
            return extent instanceof Extent.Hole;
        }

        @Nullable BlobId wholeBlob() {
            return at == 0 && extent instanceof Extent.Data data ? data.blob() : null;
        }

        void pass(long length) {
            at += length;
            left -= length;
        }

        ByteBuffer bytes(long length) {
            ByteBuffer read = content;
            if (read == null && extent instanceof Extent.Data data) {
                read = blobs.read(data.blob());
                content = read;
            }
            if (read == null) {
                throw new IllegalStateException("bug: a hole has no bytes");
            }
            return read.slice((int) at, (int) length);
        }

        boolean isZero(long length) {
            ByteBuffer data = bytes(length);
            while (data.hasRemaining()) {
                if (data.get() != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
