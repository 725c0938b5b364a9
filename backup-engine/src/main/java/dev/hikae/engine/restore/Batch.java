package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pieces of files that are fetched together, so that the reader can order and join what it reads. */
final class Batch {
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_PIECES = 4096;
    private static final int MAX_OPEN = 512;

    private final Map<BlobId, List<Piece>> pieces = new HashMap<>();
    private final Set<Folder> folders = new HashSet<>();
    private long bytes;
    private int count;
    private int opened;

    void add(FileJob job, BlobId blob, long offset, long length) {
        job.hold();
        folders.add(job.folder());
        List<Piece> same = pieces.computeIfAbsent(blob, id -> new ArrayList<>(1));
        bytes += same.isEmpty() ? length : 0;
        same.add(new Piece(job, offset, length));
        count++;
    }

    /** A file of it is open already: its descriptor waits with the batch. */
    void countOpened() {
        opened++;
    }

    boolean isFull() {
        return bytes >= MAX_BYTES || count >= MAX_PIECES || folders.size() >= MAX_OPEN || opened >= MAX_OPEN;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Fetches and writes all of it. */
    void run(BlobReader blobs, RestoreTarget target, Cancellation cancellation) {
        try {
            blobs.readAll(pieces.keySet(), new Writer(target), cancellation);
        } finally {
            giveUp();
        }
    }

    /** Lets go of what was neither written nor reported, because the restore ends here. */
    void giveUp() {
        pieces.values().forEach(left -> left.forEach(piece -> piece.job().giveUp()));
        pieces.clear();
    }

    private final class Writer implements BlobReader.Sink {
        private final RestoreTarget target;

        Writer(RestoreTarget target) {
            this.target = target;
        }

        @Override
        public void blob(BlobId id, ByteBuffer content) {
            target.check();
            for (Piece piece : take(id)) {
                try {
                    if (content.remaining() == piece.length()) {
                        piece.job().write(content.duplicate(), piece.offset());
                    } else {
                        missing(piece);
                    }
                } finally {
                    piece.job().release();
                }
            }
        }

        @Override
        public void lost(BlobId id, HikaeException why) {
            for (Piece piece : take(id)) {
                missing(piece);
                piece.job().release();
            }
        }

        private void missing(Piece piece) {
            target.failed(
                    piece.job().item(),
                    RestoreText.of("content-lost", piece.offset(), piece.offset() + piece.length()));
        }

        private List<Piece> take(BlobId id) {
            List<Piece> taken = pieces.replace(id, List.of());
            return taken == null ? List.of() : taken;
        }
    }

    private record Piece(FileJob job, long offset, long length) {}
}
