package dev.hikae.engine.export;

import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a file's data lies between its holes, as GNU tar's sparse format 1.0 writes it before the data: decimal numbers, a line
 * each, filled up to whole records. Read twice, so that no map is held in memory.
 */
final class SparseMap {
    private static final int RECORD = 512;

    private final TreeReader trees;
    private final Node file;
    private long stretches;
    private long digits;
    private long dataBytes;
    private boolean holes;

    private SparseMap(TreeReader trees, Node file) {
        this.trees = trees;
        this.file = file;
    }

    static SparseMap of(TreeReader trees, Node file) {
        var map = new SparseMap(trees, file);
        if (mayHaveHoles(file)) {
            map.each((offset, length) -> {
                map.stretches++;
                map.digits += line(offset).length + line(length).length;
                map.dataBytes += length;
            });
        }
        return map;
    }

    private static boolean mayHaveHoles(Node file) {
        return switch (file.content()) {
            case Content.Extents e -> e.extents().stream().anyMatch(x -> x instanceof Extent.Hole);
            case Content.ExtentPages p -> true;
            case Content.Directory d -> false;
            case Content.None n -> false;
        };
    }

    boolean hasHoles() {
        return holes;
    }

    /** Length of map and data. */
    long storedBytes() {
        return mapBytes() + dataBytes;
    }

    private long mapBytes() {
        long length = digits + line(stretches).length;
        return (length + RECORD - 1) / RECORD * RECORD;
    }

    void write(OutputStream out) throws IOException {
        out.write(line(stretches));
        try {
            each((offset, length) -> {
                try {
                    out.write(line(offset));
                    out.write(line(length));
                } catch (IOException e) {
                    throw new ReceiverFailed(e);
                }
            });
        } catch (ReceiverFailed e) {
            throw e.failure();
        }
        out.write(new byte[(int) (mapBytes() - digits - line(stretches).length)]);
    }

    private static byte[] line(long number) {
        return (number + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private interface Stretch {
        void at(long offset, long length);
    }

    /** Adjacent data as one stretch; a hole at the end is followed by an empty one, which tells the size. */
    private void each(Stretch stretch) {
        var walk = new Object() {
            private long at;
            private long start;
            private long length;

            void next(Extent extent) {
                switch (extent) {
                    case Extent.Data data -> {
                        start = length == 0 ? at : start;
                        length += data.length();
                    }
                    case Extent.Hole hole -> {
                        holes = true;
                        end();
                    }
                }
                at += extent.length();
            }

            void end() {
                if (length > 0) {
                    stretch.at(start, length);
                    length = 0;
                }
            }
        };
        trees.extents(file, walk::next);
        boolean endsInHole = walk.length == 0;
        walk.end();
        if (endsInHole) {
            stretch.at(walk.at, 0);
        }
    }
}
