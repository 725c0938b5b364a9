package dev.hikae.engine.store;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Object lock of S3: retention and legal hold, each of one version. */
final class S3Locking implements Locking {
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    /** MinIO says so with the status 400. */
    private static final String NEVER_LOCKED = "NoSuchObjectLockConfiguration";

    private final S3Store store;
    private final LockPolicy policy;

    S3Locking(S3Store store, LockPolicy policy) {
        this.store = store;
        this.policy = policy;
    }

    @Override
    public LockPolicy policy() {
        return policy;
    }

    @Override
    public void requireLockable() {
        var versioning = store.failures()
                .attempt(() -> store.client().getBucketVersioning(r -> r.bucket(store.bucket())))
                .status();
        if (versioning != BucketVersioningStatus.ENABLED) {
            throw cannot(LockError.VERSIONING_OFF);
        }
        boolean enabled = found(() -> store.client().getObjectLockConfiguration(r -> r.bucket(store.bucket())))
                .map(answer -> answer.objectLockConfiguration().objectLockEnabled() == ObjectLockEnabled.ENABLED)
                .orElse(false);
        if (!enabled) {
            throw cannot(LockError.LOCK_OFF);
        }
        requireNoExpiry();
    }

    /** A rule that expires objects hides them as soon as it likes, and one for older versions takes away what is hidden. */
    private void requireNoExpiry() {
        // Reading the rules is not among the smallest rights.
        found(store, Set.of(NOT_FOUND, FORBIDDEN), () -> store.client()
                        .getBucketLifecycleConfiguration(r -> r.bucket(store.bucket())))
                .flatMap(answer -> answer.rules().stream().filter(this::expires).findFirst())
                .ifPresent(rule -> {
                    throw new StoreException(
                            null,
                            false,
                            LockError.EXPIRES,
                            store.describe(),
                            store.bucket(),
                            Optional.ofNullable(rule.id()).orElse("-"));
                });
    }

    private boolean expires(LifecycleRule rule) {
        boolean takes = rule.noncurrentVersionExpiration() != null
                || Optional.ofNullable(rule.expiration())
                        .filter(e -> e.days() != null || e.date() != null)
                        .isPresent();
        return takes && rule.status() == ExpirationStatus.ENABLED && concerns(beginning(rule));
    }

    @SuppressWarnings("deprecation") // older rules have their prefix there
    private static String beginning(LifecycleRule rule) {
        return Optional.ofNullable(rule.filter())
                .map(f -> Optional.ofNullable(f.prefix())
                        .or(() -> Optional.ofNullable(f.and()).map(and -> and.prefix()))
                        .orElse(""))
                .or(() -> Optional.ofNullable(rule.prefix()))
                .orElse("");
    }

    private boolean concerns(String prefix) {
        return prefix.startsWith(store.keyPrefix()) || store.keyPrefix().startsWith(prefix);
    }

    private StoreException cannot(LockError error) {
        return new StoreException(null, false, error, store.describe(), store.bucket());
    }

    @Override
    public void versions(String prefix, Consumer<Versions> each) {
        store.versions().list(prefix, each);
    }

    @Override
    public Optional<Versions> versionsOf(String name) {
        return store.versions().of(name);
    }

    @Override
    public Lock lock(Version version) {
        return read(version).lock();
    }

    @Override
    public Instant extend(Version version, Instant until) {
        Read now = read(version);
        Optional<Instant> enough = now.enough(until);
        return enough.isPresent() ? enough.get() : prolong(version, until, now);
    }

    /** An object's own mode stays: it can be the stronger one. */
    private Instant prolong(Version version, Instant until, Read now) {
        ObjectLockRetentionMode mode = now.mode()
                .filter(m -> now.lock().lasts(policy.clock().instant()))
                .orElse(ObjectLockRetentionMode.fromValue(mode().toString()));
        var retention =
                ObjectLockRetention.builder().mode(mode).retainUntilDate(until).build();
        try {
            store.failures().attempt(() -> store.client().putObjectRetention(r -> r.bucket(store.bucket())
                    .key(store.key(version.name()))
                    .versionId(version.id())
                    .retention(retention)));
        } catch (StoreException e) {
            // Another one who extends may have been faster, and shortening is refused.
            return read(version).enough(until).orElseThrow(() -> e);
        }
        return until;
    }

    @Override
    public void hold(Version version, boolean on) {
        store.failures().attempt(() -> store.client().putObjectLegalHold(r -> r.bucket(store.bucket())
                .key(store.key(version.name()))
                .versionId(version.id())
                .legalHold(h -> h.status(on ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF))));
    }

    /** As the header of a put says it. */
    ObjectLockMode mode() {
        return switch (policy.lock().mode()) {
            case COMPLIANCE -> ObjectLockMode.COMPLIANCE;
            case GOVERNANCE -> ObjectLockMode.GOVERNANCE;
        };
    }

    /** What a version says of itself. */
    private record Read(Lock lock, Optional<ObjectLockRetentionMode> mode) {
        Optional<Instant> enough(Instant wanted) {
            return lock.until().filter(u -> !u.isBefore(wanted));
        }
    }

    private Read read(Version version) {
        return read(store, version);
    }

    /** How a version is kept, whether or not this store locks what it puts. */
    static Lock lock(S3Store store, Version version) {
        return read(store, version).lock();
    }

    private static Read read(S3Store store, Version version) {
        var head = store.failures().attempt(() -> store.client()
                .headObject(r ->
                        r.bucket(store.bucket()).key(store.key(version.name())).versionId(version.id())));
        boolean held = head.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON;
        Optional<Instant> until = Optional.ofNullable(head.objectLockRetainUntilDate());
        return until.isPresent()
                ? new Read(
                        new Lock(until, held),
                        Optional.ofNullable(head.objectLockModeAsString()).map(ObjectLockRetentionMode::fromValue))
                : asked(store, version, held);
    }

    /** Without the right to read locks the answer above leaves them out: here that is refused, and does not pass for "none". */
    private static Read asked(S3Store store, Version version, boolean held) {
        Optional<ObjectLockRetention> retention = found(
                        store, Set.of(NOT_FOUND), () -> store.client().getObjectRetention(r -> r.bucket(store.bucket())
                                .key(store.key(version.name()))
                                .versionId(version.id())))
                .flatMap(answer -> Optional.ofNullable(answer.retention()));
        return new Read(
                new Lock(retention.flatMap(r -> Optional.ofNullable(r.retainUntilDate())), held),
                retention.flatMap(r -> Optional.ofNullable(r.mode())));
    }

    private <T> Optional<T> found(Supplier<T> call) {
        return found(store, Set.of(NOT_FOUND), call);
    }

    /** Empty where the answer has one of these statuses, or says that there is none. */
    private static <T> Optional<T> found(S3Store store, Set<Integer> none, Supplier<T> call) {
        return store.failures().attempt(() -> {
            try {
                return Optional.of(call.get());
            } catch (S3Exception e) {
                boolean nothing =
                        none.contains(e.statusCode()) || S3Failures.code(e).equals(NEVER_LOCKED);
                if (nothing && !S3Failures.isNoBucket(e)) {
                    return Optional.<T>empty();
                }
                throw e;
            }
        });
    }
}
