package dev.hikae.engine.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A large object on its way into a bucket: a single conditional PUT, so that a pack is one request; what is too long to be held in
 * memory goes up in parts.
 *
 * <p>Bytes are gathered in small pieces, taken only as they come. What failed stays there, so a repeated call sends it again.
 */
final class S3Upload implements Store.Upload {
    /** Bytes of a piece. */
    static final int PIECE = 1 << 20;

    private final S3Store store;
    private final String name;
    private final Sizes sizes;
    private final List<CompletedPart> parts = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final CRC32C whole = new CRC32C();
    private boolean keepsWhole;
    private Optional<String> uploadId = Optional.empty();
    /** The last piece, where it is being filled. */
    private @Nullable ByteBuffer open;

    private long gathered;
    private long sent;
    private boolean triedToCommit;
    private boolean finished;

    /**
     * @param whole objects that are no longer are one PUT, and held in memory until then: every pack is
     * @param part bytes of the others' parts; S3 asks for at least 5 MiB and at most 10,000 parts, so objects end at 156 GiB
     */
    record Sizes(int whole, int part) {
        static final Sizes DEFAULT = new Sizes(40 << 20, 16 << 20);
    }

    /** Bytes to be sent, from the beginning of the buffer to its position. */
    private record Piece(ByteBuffer filled, Runnable done) {
        ByteBuffer bytes() {
            return filled.duplicate().flip();
        }
    }

    S3Upload(S3Store store, String name, Sizes sizes) {
        this.store = store;
        this.name = name;
        this.sizes = sizes;
        store.key(name);
    }

    @Override
    public void write(ByteBuffer part) {
        while (part.hasRemaining()) {
            makeRoom();
            ByteBuffer into = open();
            int n = Math.min(into.remaining(), part.remaining());
            into.put(part.slice(part.position(), n));
            part.position(part.position() + n);
            gathered += n;
        }
    }

    @Override
    public void lend(ByteBuffer part, Runnable done) {
        makeRoom();
        requireUnfinished();
        open = null;
        ByteBuffer lent = part.slice();
        lent.position(lent.limit());
        pieces.add(new Piece(lent, done));
        gathered += lent.limit();
        part.position(part.limit());
    }

    /** Sends first and takes then: what failed is tried again before anything is taken. */
    private void makeRoom() {
        while (gathered >= sizes.whole()) {
            sendPart();
        }
    }

    private ByteBuffer open() {
        requireUnfinished();
        ByteBuffer last = open;
        if (last == null || !last.hasRemaining()) {
            ByteBuffer fresh = store.buffers().take();
            pieces.add(new Piece(fresh, () -> store.buffers().give(fresh)));
            open = fresh;
            return fresh;
        }
        return last;
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("bug: upload of " + name + " is finished");
        }
    }

    @Override
    public void commit() {
        commit(OptionalInt.empty());
    }

    @Override
    public void commit(int crc32c) {
        commit(OptionalInt.of(crc32c));
    }

    private void commit(OptionalInt crc32c) {
        if (finished) {
            return;
        }
        if (uploadId.isEmpty()) {
            commitWhole(crc32c);
        } else {
            commitLarge();
        }
        finished = true;
        release(pieces.size());
    }

    @Override
    public void close() {
        release(pieces.size());
        if (!finished && uploadId.isPresent()) {
            finished = true;
            try {
                store.client()
                        .abortMultipartUpload(r ->
                                r.bucket(store.bucket()).key(store.key(name)).uploadId(uploadId.get()));
            } catch (SdkException leftBehind) {
                // Invisible; a life-cycle rule of the bucket ends abandoned uploads.
            }
        }
    }

    private void commitWhole(OptionalInt crc32c) {
        var body = new Body(pieces.stream().map(Piece::bytes).toList());
        boolean again = triedToCommit;
        triedToCommit = true;
        // Asked first, a store that refuses it need not be sent all of it.
        if (again && isOurs(body, crc32c)) {
            return;
        }
        if (!store.putWhole(name, body, () -> crc32c.orElseGet(body::crc32c)) && !(again && isOurs(body, crc32c))) {
            throw Failures.exists(store.describe(), name);
        }
    }

    /** Whether the object is what an earlier, unanswered attempt sent. Nobody else uses the name. */
    private boolean isOurs(Body body, OptionalInt crc32c) {
        long length = body.length();
        if (length <= PIECE) {
            return store.get(name).map(body::equalTo).orElse(false);
        }
        return store.size(name).equals(Optional.of(length))
                && store.crc32c(name)
                        .map(there -> there == crc32c.orElseGet(body::crc32c))
                        .orElse(true);
    }

    private void commitLarge() {
        while (gathered > 0) {
            sendPart();
        }
        if (!triedToCommit && store.size(name).isPresent()) {
            throw Failures.exists(store.describe(), name);
        }
        boolean again = triedToCommit;
        triedToCommit = true;
        store.failures().attempt(() -> {
            try {
                return Optional.of(store.client().completeMultipartUpload(r -> {
                    r.bucket(store.bucket())
                            .key(store.key(name))
                            .uploadId(uploadId.orElseThrow())
                            .multipartUpload(m -> m.parts(parts));
                    if (keepsWhole) {
                        r.checksumType(ChecksumType.FULL_OBJECT)
                                .checksumCRC32C(Verification.encoded((int) whole.getValue()));
                    }
                }));
            } catch (S3Exception e) {
                // After an answer that got lost the upload is gone and the object is there.
                if (again && isNoUpload(e) && store.size(name).equals(Optional.of(sent))) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private static boolean isNoUpload(AwsServiceException e) {
        return e instanceof NoSuchUploadException || e.statusCode() == 404;
    }

    /** A store that does not know checksums of whole objects composes one of the parts', which cannot be compared later. */
    private void begin() {
        var begun = store.failures().attempt(() -> store.client().createMultipartUpload(r -> {
            r.bucket(store.bucket()).key(store.key(name)).applyMutation(this::lock);
            store.storageClass(name, S3Store.LEAST_CHARGED).ifPresent(r::storageClass);
            if (store.checksums()) {
                r.checksumAlgorithm(ChecksumAlgorithm.CRC32_C).checksumType(ChecksumType.FULL_OBJECT);
            }
        }));
        keepsWhole = begun.checksumType() == ChecksumType.FULL_OBJECT;
        uploadId = Optional.of(begun.uploadId());
    }

    /** The first pieces that make a part, or all where there are no more. */
    private void sendPart() {
        requireUnfinished();
        if (uploadId.isEmpty()) {
            begin();
        }
        List<ByteBuffer> taken = new ArrayList<>();
        long length = 0;
        while (length < sizes.part() && taken.size() < pieces.size()) {
            ByteBuffer piece = pieces.get(taken.size()).bytes();
            length += piece.remaining();
            taken.add(piece);
        }
        var body = new Body(taken);
        int number = parts.size() + 1;
        var answer = store.failures().attempt(() -> store.sending().send(body, bytes -> store.client()
                .uploadPart(
                        r -> r.bucket(store.bucket())
                                .key(store.key(name))
                                .uploadId(uploadId.orElseThrow())
                                .partNumber(number)
                                .checksumCRC32C(store.checksum(body)),
                        bytes)));
        parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32C(answer.checksumCRC32C())
                .build());
        taken.forEach(piece -> whole.update(piece.duplicate()));
        sent += length;
        release(taken.size());
    }

    private void lock(CreateMultipartUploadRequest.Builder create) {
        store.locking(name).ifPresent(locking -> create.objectLockMode(locking.mode())
                .objectLockRetainUntilDate(locking.policy().until()));
    }

    /** Done with the first of the pieces. */
    private void release(int count) {
        if (count == pieces.size()) {
            open = null;
        }
        List<Piece> first = pieces.subList(0, count);
        first.forEach(piece -> {
            gathered -= piece.filled().position();
            piece.done().run();
        });
        first.clear();
    }
}
