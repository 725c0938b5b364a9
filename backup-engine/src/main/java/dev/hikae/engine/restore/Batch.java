package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Pieces of files that are fetched together, so that the reader can order and join what it reads. */
final class Batch {
    private static final long MAX_BYTES = 64L << 20;
    /** What is known of so many small files is some MiB; neighbours share frames, so not much fewer. */
    private static final int MAX_PIECES = 2048;

    private static final int MAX_OPEN = 512;

    /** Less than this wanted of a frame of about 1 MiB is no reason to decompress it now. */
    private static final long WORTH_A_FRAME = 64 << 10;

    /** Stragglers are small: of so many, memory knows some MiB. */
    private static final int MAX_STRAGGLERS = 8192;

    private static final long MAX_STRAGGLING_BYTES = 128L << 20;

    private static final BlobReader.Place NOWHERE = new BlobReader.Place(Integer.MAX_VALUE, 0, 0, 0);

    private final Map<BlobId, Piece> pieces = new LinkedHashMap<>();
    private final Set<Folder> folders = new HashSet<>();
    /** Whether its pieces may lie in files that this restore wrote before. */
    private final boolean copies;

    private long bytes;
    private int count;
    private int opened;

    Batch() {
        this(false);
    }

    private Batch(boolean copies) {
        this.copies = copies;
    }

    /** One for what {@link #moveStragglers} finds. */
    static Batch ofStragglers() {
        return new Batch(true);
    }

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

    /** Whether stragglers are to wait no longer. */
    boolean hasManyStragglers(int mostFolders) {
        return count >= MAX_STRAGGLERS || bytes >= MAX_STRAGGLING_BYTES || folders.size() >= mostFolders;
    }

    /**
     * Moves to another batch what is the only little piece that this one wants of a frame. Copies of a file lie far
     * from where the walk is, each in a frame of its own; met one by one, they would have every frame decompressed
     * again and again.
     */
    void moveStragglers(BlobReader blobs, Batch to) {
        Map<Long, Long> wanted = new HashMap<>();
        Map<BlobId, Long> frames = new HashMap<>();
        pieces.forEach((id, piece) -> locate(blobs, id).ifPresent(place -> {
            frames.put(id, frame(place));
            wanted.merge(frame(place), (long) place.length(), Long::sum);
        }));
        frames.forEach((id, frame) -> {
            Piece first = Objects.requireNonNull(pieces.get(id));
            if (wanted.getOrDefault(frame, 0L) < WORTH_A_FRAME && first.mayWait()) {
                pieces.remove(id);
                first.each(piece -> to.take(id, piece));
            }
        });
    }

    private void take(BlobId id, Piece piece) {
        add(piece.job(), id, piece.offset(), piece.length());
        piece.job().release();
    }

    /** The same in parts of about equal size, each with frames of its own. */
    List<Batch> split(BlobReader blobs, int parts) {
        List<BlobId> sorted = new ArrayList<>(pieces.keySet());
        Map<BlobId, BlobReader.Place> places = new HashMap<>();
        sorted.forEach(id -> locate(blobs, id).ifPresent(place -> places.put(id, place)));
        sorted.sort(
                Comparator.comparing(id -> Optional.ofNullable(places.get(id)).orElse(NOWHERE)));
        List<Batch> batches = new ArrayList<>();
        int size = Math.max(1, (sorted.size() + parts - 1) / parts);
        for (int from = 0; from < sorted.size(); from += size) {
            var part = new Batch(copies);
            for (BlobId id : sorted.subList(from, Math.min(sorted.size(), from + size))) {
                Objects.requireNonNull(pieces.remove(id)).each(piece -> part.take(id, piece));
            }
            batches.add(part);
        }
        return batches;
    }

    /** Empty for a blob that no index knows: fetching it says so. */
    private static Optional<BlobReader.Place> locate(BlobReader blobs, BlobId id) {
        try {
            return Optional.of(blobs.locate(id));
        } catch (HikaeException | FormatException e) {
            return Optional.empty();
        }
    }

    private static long frame(BlobReader.Place place) {
        return ((long) place.pack() << 32) | place.frame();
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Fetches and writes all of it. */
    void run(BlobReader blobs, ContentCheck check, RestoreTarget target, Cancellation cancellation) {
        try {
            passOverWhatIsThere(check, target, cancellation);
            if (copies) {
                copyWhatWasRestored(check, target, cancellation);
            }
            blobs.readAll(List.copyOf(pieces.keySet()), new Writer(target), cancellation);
        } finally {
            giveUp();
        }
    }

    private void passOverWhatIsThere(ContentCheck check, RestoreTarget target, Cancellation cancellation) {
        ByteBuffer buffer = ByteBuffer.allocate(0);
        Iterator<Map.Entry<BlobId, Piece>> each = pieces.entrySet().iterator();
        while (each.hasNext() && !cancellation.requested()) {
            Map.Entry<BlobId, Piece> one = each.next();
            Optional<Piece> left = Optional.empty();
            for (Optional<Piece> at = Optional.of(one.getValue());
                    at.isPresent();
                    at = at.get().next()) {
                Piece piece = at.get();
                boolean there = false;
                if (target.verifies(piece.job().folder())) {
                    buffer = buffer.capacity() >= piece.length() ? buffer : ByteBuffer.allocate((int) piece.length());
                    there = piece.job()
                            .holds(one.getKey(), piece.offset(), buffer.clear().limit((int) piece.length()), check);
                }
                if (there) {
                    piece.job().release();
                } else {
                    left = Optional.of(new Piece(piece.job(), piece.offset(), piece.length(), left));
                }
            }
            if (left.isPresent()) {
                one.setValue(left.get());
            } else {
                each.remove();
            }
        }
    }

    /** What was changed meanwhile, or is remembered no more, is left to be fetched. */
    private void copyWhatWasRestored(ContentCheck check, RestoreTarget target, Cancellation cancellation) {
        var writer = new Writer(target);
        ByteBuffer room = ByteBuffer.allocate((int) WORTH_A_FRAME);
        for (BlobId id : List.copyOf(pieces.keySet())) {
            long length = Objects.requireNonNull(pieces.get(id)).length();
            if (cancellation.requested() || length > room.capacity()) {
                continue;
            }
            ByteBuffer content = room.clear().limit((int) length);
            if (target.readBack(id, content) && check.matches(id, room.array(), 0, (int) length)) {
                writer.blob(id, content.flip());
            }
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
        /** A file that is open already would keep its descriptor for long. */
        boolean mayWait() {
            return !job.isOpen() && next.map(Piece::mayWait).orElse(true);
        }

        void each(Consumer<Piece> action) {
            for (Optional<Piece> at = Optional.of(this);
                    at.isPresent();
                    at = at.get().next()) {
                action.accept(at.get());
            }
        }
    }
}
