package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Pieces of files that are fetched together, so that the reader can order and join what it reads. */
final class Batch {
    private static final long MAX_BYTES = 64L << 20;
    /** What is known of so many small files is some MiB; neighbours share frames, so not much fewer. */
    private static final int MAX_PIECES = 2048;

    private static final int MAX_OPEN = 512;

    private final Map<BlobId, Piece> pieces = new HashMap<>();
    private final Set<Folder> folders = new HashSet<>();
    private long bytes;
    private int count;
    private int opened;

    void add(FileJob job, BlobId blob, long offset, long length) {
        job.hold();
        folders.add(job.folder());
        Optional<Piece> same = Optional.ofNullable(pieces.get(blob));
        bytes += same.isEmpty() ? length : 0;
        pieces.put(blob, new Piece(job, offset, length, same));
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
            blobs.readAll(List.copyOf(pieces.keySet()), new Writer(target), cancellation);
        } finally {
            giveUp();
        }
    }

    /** Lets go of what was neither written nor reported, because the restore ends here. */
    void giveUp() {
        pieces.values().forEach(first -> first.each(piece -> piece.job().giveUp()));
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
            take(id).ifPresent(first -> first.each(piece -> write(piece, content)));
        }

        private void write(Piece piece, ByteBuffer content) {
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

        @Override
        public void lost(BlobId id, HikaeException why) {
            take(id).ifPresent(first -> first.each(piece -> {
                missing(piece);
                piece.job().release();
            }));
        }

        private void missing(Piece piece) {
            target.failed(
                    piece.job().item(),
                    RestoreText.of("content-lost", piece.offset(), piece.offset() + piece.length()));
        }

        private Optional<Piece> take(BlobId id) {
            return Optional.ofNullable(pieces.remove(id));
        }
    }

    /** Where a blob goes; and where else it goes. */
    private record Piece(FileJob job, long offset, long length, Optional<Piece> next) {
        void each(Consumer<Piece> action) {
            for (Optional<Piece> at = Optional.of(this);
                    at.isPresent();
                    at = at.get().next()) {
                action.accept(at.get());
            }
        }
    }
}
