package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * Objects of a bucket, below a prefix.
 *
 * <p>Where it locks what it puts, or reads the oldest versions, deleting takes away all versions of an object: a delete marker
 * would hide it and free nothing.
 *
 * <p>Exactly-one creation is the store's own: a single PUT with {@code If-None-Match: *} (RFC 9110 section 13.1.2),
 * refused with 412 when the name exists. What is too long for one goes up as a multipart upload and appears at its completion.
 * Nothing is retried here.
 */
public final class S3Store implements Store {
    /** Bytes that a smaller object is charged as, in classes that are not read often. */
    static final int LEAST_CHARGED = 128 << 10;

    private static final int LARGEST_PAGE = 1000;
    private static final String PACKS = "packs/";
    /** What five packs need that are on their way at once; more is made and not kept. */
    private static final int BUFFERS = 192;

    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Client client;
    private final int page;
    private final String bucket;
    private final String prefix;
    private final String description;
    private final S3Failures failures;
    private final Sending sending;
    private final boolean checksums;
    private final Optional<StorageClass> storageClass;
    private final Optional<LockPolicy> policy;
    private final S3Versions versions;
    /** Whether the oldest version of an object is the one that is read. */
    private final boolean oldest;

    private final Verification verification;
    private final S3Upload.Sizes sizes;

    private final PartBuffers buffers = new PartBuffers(S3Upload.PIECE, BUFFERS);

    /** As {@link #open}, with another client and other pages of listings. */
    S3Store(S3Client client, Location.S3 location, int page) {
        this(client, location, page, Optional.empty(), Patience.DEFAULT, S3Upload.Sizes.DEFAULT);
    }

    /** @param sizes when uploads go up in parts */
    S3Store(
            S3Client client,
            Location.S3 location,
            int page,
            Optional<LockPolicy> policy,
            Patience patience,
            S3Upload.Sizes sizes) {
        this.client = client;
        this.sizes = sizes;
        this.policy = policy;
        this.versions = new S3Versions(this, page);
        this.oldest =
                location.versions().filter(v -> v == Location.Versions.OLDEST).isPresent();
        this.page = page;
        this.bucket = location.bucket();
        this.prefix = location.prefix();
        this.description = "s3:" + location.endpoint().map(e -> e + "/").orElse("") + bucket
                + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
        this.failures = new S3Failures(description, bucket, location.storageClass());
        this.sending = new Sending(failures, patience.silence());
        this.checksums = location.checksums() == Location.ChecksumMode.WHEN_SUPPORTED;
        this.verification = new Verification(S3Clients.isPlain(location), checksums);
        this.storageClass = location.storageClass().map(c -> StorageClass.fromValue(c.name()));
    }

    /** Opens a bucket; asks it nothing yet. */
    public static S3Store open(Location.S3 location) {
        return open(location, Optional.empty(), Patience.DEFAULT, Optional.empty());
    }

    /** The same, locking what is put, and within a bandwidth. */
    static S3Store open(Location.S3 location, Optional<LockPolicy> policy, Patience patience, Optional<Pace> pace) {
        if (!location.prefix().isEmpty() && !location.prefix().endsWith("/")) {
            throw new IllegalArgumentException("bug: prefix without a slash at its end: " + location.prefix());
        }
        return new S3Store(
                S3Clients.open(location, patience, pace),
                location,
                LARGEST_PAGE,
                policy,
                patience,
                S3Upload.Sizes.DEFAULT);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public boolean putIfAbsent(String name, ByteBuffer content) {
        String key = key(name);
        if (content.remaining() > Store.largest(name)) {
            throw Failures.tooLarge(description, name, content.remaining());
        }
        if (oldest && versions.oldest(name).isPresent()) {
            return false;
        }
        Body body = Body.of(content);
        return created(body, r -> r.bucket(bucket)
                        .key(key)
                        .ifNoneMatch("*")
                        .checksumCRC32C(checksum(body))
                        .applyMutation(p -> lock(name, body, p))
                        .applyMutation(p -> storageClass(name, body.length()).ifPresent(p::storageClass)))
                .isPresent();
    }

    /** A large object in one PUT, as far as the store's limit for one. */
    boolean putWhole(String name, Body body, IntSupplier crc32c) {
        String key = key(name);
        if (oldest && versions.oldest(name).isPresent()) {
            return false;
        }
        return verification.put(
                crc32c,
                (checksum, unsigned) -> created(body, r -> r.bucket(bucket)
                        .key(key)
                        .ifNoneMatch("*")
                        .checksumCRC32C(checksum.orElse(null))
                        .applyMutation(p -> lock(name, body, p))
                        .applyMutation(p -> storageClass(name, body.length()).ifPresent(p::storageClass))
                        .applyMutation(p -> {
                            if (unsigned) {
                                UnsignedBodies.mark(p);
                            }
                        })));
    }

    /** Whether the object was created, and with what checksum, as the store says. */
    private Optional<PutObjectResponse> created(Body body, Consumer<PutObjectRequest.Builder> put) {
        return failures.attempt(() -> {
            try {
                return Optional.of(sending.send(body, bytes -> client.putObject(put, bytes)));
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private void lock(String name, Body body, PutObjectRequest.Builder put) {
        locking(name).ifPresent(locking -> {
            put.objectLockMode(locking.mode())
                    .objectLockRetainUntilDate(locking.policy().until());
            if (!checksums) {
                // Amazon asks for a checksum of what it is to lock.
                put.contentMD5(md5(body));
            }
        });
    }

    private static String md5(Body body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            body.pieces().forEach(piece -> digest.update(piece.duplicate()));
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("bug: every Java has MD5", e);
        }
    }

    /**
     * Only packs, which hold nearly all bytes and are seldom read: what every command reads would cost more there. Classes that are
     * not read often charge a small object as a larger one.
     */
    Optional<StorageClass> storageClass(String name, long size) {
        return storageClass.filter(c -> name.startsWith(PACKS) && size >= LEAST_CHARGED);
    }

    /** What locks an object of this name when it is put. */
    Optional<S3Locking> locking(String name) {
        return policy.filter(p -> LockPolicy.locks(name)).map(p -> new S3Locking(this, p));
    }

    @Override
    public Optional<Locking> locking() {
        return policy.map(p -> new S3Locking(this, p));
    }

    @Override
    public Upload upload(String name) {
        return new S3Upload(this, name, sizes);
    }

    @Override
    public Optional<byte[]> get(String name) {
        Optional<ResponseInputStream<GetObjectResponse>> found = open(name, Optional.empty());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = new AbortingStream(found.get())) {
            long size = found.get().response().contentLength();
            if (size > Store.largest(name)) {
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
        if (oldest) {
            return versions.oldest(name).map(Locking.Version::size);
        }
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
        if (oldest) {
            versions.list(begin, v -> v.oldest().ifPresent(o -> each.accept(new Item(o.name(), o.size()))));
            return;
        }
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
        if (oldest || policy.isPresent()) {
            return versions.of(name).map(this::deleteAll).orElse(false);
        }
        boolean existed = size(name).isPresent();
        failures.attempt(() -> client.deleteObject(r -> r.bucket(bucket).key(key(name))));
        return existed;
    }

    /** The oldest first: where it is locked the object stays as it is. */
    private boolean deleteAll(Locking.Versions found) {
        List<Locking.Version> all = new ArrayList<>(found.all());
        all.addAll(found.markers());
        all.forEach(this::delete);
        versions.forget(found.name());
        return !found.all().isEmpty() && (oldest || !found.hidden());
    }

    private void delete(Locking.Version version) {
        try {
            failures.attempt(() -> client.deleteObject(
                    r -> r.bucket(bucket).key(key(version.name())).versionId(version.id())));
        } catch (StoreException e) {
            if (e.temporary()) {
                throw e;
            }
            // Stores refuse in words of their own.
            Locking.Lock lock = S3Locking.lock(this, version);
            Instant now = policy.map(p -> p.clock().instant()).orElse(Instant.MIN);
            throw lock.held() || lock.lasts(now) ? LockedException.of(e, description, version.name(), lock) : e;
        }
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

    Sending sending() {
        return sending;
    }

    PartBuffers buffers() {
        return buffers;
    }

    String bucket() {
        return bucket;
    }

    S3Versions versions() {
        return versions;
    }

    /** What every key begins with. */
    String keyPrefix() {
        return prefix;
    }

    String key(String name) {
        return prefix + Names.check(name);
    }

    /** Whether the store is given checksums, compares them, and keeps them. */
    boolean checksums() {
        return checksums;
    }

    /** CRC-32C as S3 writes it; null where the store is given none. The store compares it with what arrives, and keeps it. */
    @Nullable String checksum(Body body) {
        return checksums ? Verification.encoded(body.crc32c()) : null;
    }

    private Optional<ResponseInputStream<GetObjectResponse>> open(String name, Optional<String> range) {
        String key = key(name);
        Optional<String> version = oldest ? versions.oldest(name).map(Locking.Version::id) : Optional.empty();
        if (oldest && version.isEmpty()) {
            return Optional.empty();
        }
        return failures.attempt(() -> {
            try {
                return Optional.of(client.getObject(
                        r -> r.bucket(bucket).key(key).range(range.orElse(null)).versionId(version.orElse(null))));
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
