package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects of a bucket, below a prefix.
 *
 * <p>Exactly-one creation is the store's own: a single PUT with {@code If-None-Match: *} (RFC 9110 section 13.1.2),
 * refused with 412 when the name exists. Large objects go up as multipart uploads and appear at their completion.
 * Nothing is retried here.
 */
public final class S3Store implements Store {
    private static final int LARGEST_PAGE = 1000;
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Client client;
    private final int page;
    private final String bucket;
    private final String prefix;
    private final String description;
    private final S3Failures failures;
    private final boolean checksums;
    private final PartBuffers buffers = new PartBuffers(S3Upload.PART, 4);

    /** As {@link #open}, with another client and other pages of listings. */
    S3Store(S3Client client, Location.S3 location, int page) {
        this.client = client;
        this.page = page;
        this.bucket = location.bucket();
        this.prefix = location.prefix();
        this.description = "s3:" + location.endpoint().map(e -> e + "/").orElse("") + bucket
                + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
        this.failures = new S3Failures(description, bucket);
        this.checksums = location.checksums() == Location.ChecksumMode.WHEN_SUPPORTED;
    }

    /** Opens a bucket; asks it nothing yet. */
    public static S3Store open(Location.S3 location) {
        if (!location.prefix().isEmpty() && !location.prefix().endsWith("/")) {
            throw new IllegalArgumentException("bug: prefix without a slash at its end: " + location.prefix());
        }
        return new S3Store(S3Clients.open(location), location, LARGEST_PAGE);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public boolean putIfAbsent(String name, ByteBuffer content) {
        String key = key(name);
        if (content.remaining() > SMALL) {
            throw Failures.tooLarge(description, name, content.remaining());
        }
        return failures.attempt(() -> {
            try {
                client.putObject(
                        r -> r.bucket(bucket).key(key).ifNoneMatch("*").checksumCRC32C(checksum(content)),
                        body(content));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public Upload upload(String name) {
        return new S3Upload(this, name);
    }

    @Override
    public Optional<byte[]> get(String name) {
        Optional<ResponseInputStream<GetObjectResponse>> found = open(name, Optional.empty());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = new AbortingStream(found.get())) {
            long size = found.get().response().contentLength();
            if (size > SMALL) {
                throw Failures.tooLarge(description, name, size);
            }
            return Optional.of(whole(in, (int) size));
        } catch (IOException e) {
            throw failures.broken(e);
        }
    }

    @Override
    public Optional<InputStream> read(String name, long offset, long length) {
        if (length == 0) {
            return size(name).map(any -> InputStream.nullInputStream());
        }
        try {
            return open(name, Optional.of("bytes=" + offset + "-" + Math.addExact(offset, length - 1)))
                    .map(AbortingStream::new);
        } catch (RangeBehindEnd e) {
            return Optional.of(InputStream.nullInputStream());
        }
    }

    @Override
    public Optional<Long> size(String name) {
        String key = key(name);
        return failures.attempt(() -> {
            try {
                return Optional.of(
                        client.headObject(r -> r.bucket(bucket).key(key)).contentLength());
            } catch (S3Exception e) {
                return absent(e);
            }
        });
    }

    /** One that is composed of the parts' is none of the whole. */
    @Override
    public Optional<Integer> crc32c(String name) {
        String key = key(name);
        return failures.attempt(() -> {
            try {
                var head = client.headObject(r -> r.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
                return Optional.ofNullable(head.checksumCRC32C())
                        .filter(c -> head.checksumType() != ChecksumType.COMPOSITE && !c.contains("-"))
                        .map(c -> ByteBuffer.wrap(Base64.getDecoder().decode(c)).getInt());
            } catch (S3Exception e) {
                return absent(e);
            }
        });
    }

    @Override
    public void list(String begin, Consumer<Item> each) {
        Names.checkPrefix(begin);
        var pages = client.listObjectsV2Paginator(
                        r -> r.bucket(bucket).prefix(prefix + begin).maxKeys(page))
                .iterator();
        while (failures.attempt(pages::hasNext)) {
            for (S3Object object : failures.attempt(pages::next).contents()) {
                String name = object.key().substring(prefix.length());
                // Tools and consoles leave objects such as "keys/" behind, which stand for folders.
                if (Names.isName(name)) {
                    each.accept(new Item(name, object.size()));
                }
            }
        }
    }

    @Override
    public boolean delete(String name) {
        boolean existed = size(name).isPresent();
        failures.attempt(() -> client.deleteObject(r -> r.bucket(bucket).key(key(name))));
        return existed;
    }

    @Override
    public void close() {
        client.close();
    }

    S3Client client() {
        return client;
    }

    S3Failures failures() {
        return failures;
    }

    PartBuffers buffers() {
        return buffers;
    }

    String bucket() {
        return bucket;
    }

    String key(String name) {
        return prefix + Names.check(name);
    }

    /** Whether the store is given checksums, compares them, and keeps them. */
    boolean checksums() {
        return checksums;
    }

    /** CRC-32C as S3 writes it; null where the store is given none. The store compares it with what arrives, and keeps it. */
    @Nullable String checksum(ByteBuffer content) {
        if (!checksums) {
            return null;
        }
        var crc = new CRC32C();
        crc.update(content.duplicate());
        return encoded(crc);
    }

    static String encoded(CRC32C crc) {
        byte[] bytes = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A body that can be sent again, and copies nothing. */
    static RequestBody body(ByteBuffer content) {
        ByteBuffer fixed = content.asReadOnlyBuffer();
        return RequestBody.fromContentProvider(
                () -> new BufferStream(fixed.duplicate()), fixed.remaining(), "application/octet-stream");
    }

    private Optional<ResponseInputStream<GetObjectResponse>> open(String name, Optional<String> range) {
        String key = key(name);
        return failures.attempt(() -> {
            try {
                return Optional.of(
                        client.getObject(r -> r.bucket(bucket).key(key).range(range.orElse(null))));
            } catch (S3Exception e) {
                if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                    throw new RangeBehindEnd();
                }
                return absent(e);
            }
        });
    }

    /** A 404 says "no such object", unless it says that the bucket is not there. */
    private static <T> Optional<T> absent(S3Exception e) {
        if (e.statusCode() == NOT_FOUND && !(e instanceof NoSuchBucketException) && !S3Failures.isNoBucket(e)) {
            return Optional.empty();
        }
        throw e;
    }

    private static byte[] whole(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length != size || in.read() >= 0) {
            throw new IOException("the answer ended after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    /** The object exists and ends before the range begins. */
    private static final class RangeBehindEnd extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RangeBehindEnd() {
            super(null, null, false, false);
        }
    }
}
