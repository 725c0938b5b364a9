package dev.hikae.engine.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * A large object on its way into a bucket: up to one part long, a single conditional PUT; longer, a multipart upload.
 *
 * <p>Holds one part in memory at a time. A part that failed stays there, so a repeated call sends it again.
 */
final class S3Upload implements Store.Upload {
    /** Bytes of a part; S3 asks for at least 5 MiB and at most 10,000 parts, so objects end at 78 GiB. */
    static final int PART = 8 << 20;

    private final S3Store store;
    private final String name;
    private final List<CompletedPart> parts = new ArrayList<>();
    private final CRC32C whole = new CRC32C();
    private boolean keepsWhole;
    private Optional<String> uploadId = Optional.empty();
    private @Nullable ByteBuffer buffer;
    private long sent;
    private boolean triedToCommit;
    private boolean finished;

    S3Upload(S3Store store, String name) {
        this.store = store;
        this.name = name;
        store.key(name);
    }

    @Override
    public void write(ByteBuffer part) {
        while (part.hasRemaining()) {
            ByteBuffer open = buffer();
            if (!open.hasRemaining()) {
                sendPart(open);
            }
            int n = Math.min(open.remaining(), part.remaining());
            open.put(part.slice(part.position(), n));
            part.position(part.position() + n);
        }
    }

    @Override
    public void commit() {
        if (finished) {
            return;
        }
        if (uploadId.isEmpty()) {
            commitSmall();
        } else {
            commitLarge();
        }
        finished = true;
        giveBack();
    }

    @Override
    public void close() {
        giveBack();
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

    private void commitSmall() {
        ByteBuffer content = buffer().duplicate().flip();
        boolean again = triedToCommit;
        triedToCommit = true;
        if (!store.putIfAbsent(name, content) && !(again && isOurs(content))) {
            throw Failures.exists(store.describe(), name);
        }
    }

    /** Whether the object is what an earlier, unanswered attempt sent. */
    private boolean isOurs(ByteBuffer content) {
        return store.get(name)
                .map(there -> ByteBuffer.wrap(there).equals(content))
                .orElse(false);
    }

    private void commitLarge() {
        if (buffer().position() > 0) {
            sendPart(buffer());
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
                        r.checksumType(ChecksumType.FULL_OBJECT).checksumCRC32C(S3Store.encoded(whole));
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
            if (store.checksums()) {
                r.checksumAlgorithm(ChecksumAlgorithm.CRC32_C).checksumType(ChecksumType.FULL_OBJECT);
            }
        }));
        keepsWhole = begun.checksumType() == ChecksumType.FULL_OBJECT;
        uploadId = Optional.of(begun.uploadId());
    }

    private void sendPart(ByteBuffer full) {
        if (uploadId.isEmpty()) {
            begin();
        }
        ByteBuffer content = full.duplicate().flip();
        int number = parts.size() + 1;
        var answer = store.failures().attempt(() -> store.sending().send(content, body -> store.client()
                .uploadPart(
                        r -> r.bucket(store.bucket())
                                .key(store.key(name))
                                .uploadId(uploadId.orElseThrow())
                                .partNumber(number)
                                .checksumCRC32C(store.checksum(content)),
                        body)));
        parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32C(answer.checksumCRC32C())
                .build());
        whole.update(content.duplicate());
        sent += content.remaining();
        full.clear();
    }

    private void lock(CreateMultipartUploadRequest.Builder create) {
        store.locking(name).ifPresent(locking -> create.objectLockMode(locking.mode())
                .objectLockRetainUntilDate(locking.policy().until()));
    }

    private ByteBuffer buffer() {
        ByteBuffer open = buffer;
        if (open == null) {
            if (finished) {
                throw new IllegalStateException("bug: upload of " + name + " is finished");
            }
            open = store.buffers().take();
            buffer = open;
        }
        return open;
    }

    private void giveBack() {
        if (buffer != null) {
            store.buffers().give(buffer);
            buffer = null;
        }
    }
}
