package dev.hikae.engine.restore;

import dev.hikae.engine.Cancellation;
import dev.hikae.engine.file.SourceFile;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeReader;
import java.util.Arrays;

/** Reads one file and checks each stretch of it against the id of the blob that should be there. */
final class ContentComparison {
    private static final int ZEROS_AT_ONCE = 64 * 1024;

    private final SourceFile file;
    private final ContentCheck check;
    private byte[] buffer = new byte[0];
    private long hole;
    private long position;
    private long holesExpected;
    private long holesFound;
    private long firstDifference = -1;

    ContentComparison(SourceFile file, ContentCheck check) {
        this.file = file;
        this.check = check;
    }

    /** Reads up to the first difference. */
    void run(Node node, TreeReader trees, Cancellation cancellation) {
        trees.extents(node, extent -> {
            if (firstDifference >= 0 || cancellation.requested()) {
                return;
            }
            long start = position;
            boolean same =
                    switch (extent) {
                        case Extent.Data data -> matches(data);
                        case Extent.Hole empty -> isZero(empty.length());
                    };
            firstDifference = same ? -1 : start;
        });
    }

    private boolean matches(Extent.Data data) {
        int length = Math.toIntExact(data.length());
        return fill(length) && check.matches(data.blob(), buffer, 0, length);
    }

    private boolean isZero(long length) {
        holesExpected += length;
        for (long left = length; left > 0; ) {
            if (hole == 0) {
                enterHole();
            }
            if (hole > 0) {
                long n = Math.min(hole, left);
                hole -= n;
                position += n;
                left -= n;
                continue;
            }
            int n = (int) Math.min(left, ZEROS_AT_ONCE);
            if (!fill(n) || firstNonZero(n) < n) {
                return false;
            }
            left -= n;
        }
        return true;
    }

    private int firstNonZero(int length) {
        int i = 0;
        while (i < length && buffer[i] == 0) {
            i++;
        }
        return i;
    }

    /** Reads this many bytes, holes as zeros; false when the file ends before. */
    private boolean fill(int length) {
        buffer = buffer.length < length ? new byte[length] : buffer;
        for (int at = 0; at < length; ) {
            if (hole == 0) {
                enterHole();
            }
            int n = hole > 0 ? zeros(at, length - at) : file.read(buffer, at, length - at);
            if (n < 0) {
                return false;
            }
            at += n;
            position += n;
        }
        return true;
    }

    private int zeros(int at, int most) {
        int n = (int) Math.min(hole, most);
        Arrays.fill(buffer, at, at + n, (byte) 0);
        hole -= n;
        return n;
    }

    private void enterHole() {
        hole = file.skipHole();
        holesFound += hole;
    }

    boolean same() {
        return firstDifference < 0;
    }

    /** Where the stretch begins that differs. */
    long firstDifference() {
        return firstDifference;
    }

    long bytesRead() {
        return position;
    }

    long holesExpected() {
        return holesExpected;
    }

    long holesFound() {
        return holesFound;
    }
}
