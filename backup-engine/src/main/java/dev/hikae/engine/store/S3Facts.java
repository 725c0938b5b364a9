package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import dev.hikae.engine.store.StoreFacts.Answer;
import dev.hikae.engine.store.StoreFacts.Lock;
import dev.hikae.engine.store.StoreFacts.Retention;
import dev.hikae.engine.store.StoreFacts.Rule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/** Asks an S3 store for what it does with a bucket. What it will not tell is an answer, too. */
final class S3Facts {
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int DAYS_OF_A_YEAR = 365;

    /** Storage classes whose objects must be brought back before they can be read. */
    private static final Set<TransitionStorageClass> ARCHIVES =
            Set.of(TransitionStorageClass.GLACIER, TransitionStorageClass.DEEP_ARCHIVE);

    private final S3Client client;
    private final String bucket;
    private final S3Failures failures;

    S3Facts(S3Store store) {
        this.client = store.client();
        this.bucket = store.bucket();
        this.failures = store.failures();
    }

    StoreFacts read() {
        return new StoreFacts(
                ask(
                        () -> client.getBucketVersioning(r -> r.bucket(bucket)).status()
                                == BucketVersioningStatus.ENABLED,
                        "",
                        false),
                ask(
                        () -> lock(client.getObjectLockConfiguration(r -> r.bucket(bucket))
                                .objectLockConfiguration()),
                        "ObjectLockConfigurationNotFoundError",
                        new Lock(false, Optional.empty())),
                ask(
                        () -> client.getBucketLifecycleConfiguration(r -> r.bucket(bucket)).rules().stream()
                                .filter(r -> r.status() == ExpirationStatus.ENABLED)
                                .map(S3Facts::rule)
                                .toList(),
                        "NoSuchLifecycleConfiguration",
                        List.of()),
                serverTime());
    }

    /** @param none error code that says that there is nothing of the kind */
    private <T> Answer<T> ask(Supplier<T> call, String none, T nothing) {
        return failures.attempt(() -> {
            try {
                return Answer.of(call.get());
            } catch (S3Exception e) {
                if (S3Failures.isKey(e) || e.statusCode() >= SERVER_ERROR && e.statusCode() != NOT_IMPLEMENTED) {
                    throw e;
                }
                String code = S3Failures.code(e);
                return code.equals(none) ? Answer.of(nothing) : new Answer<>(Optional.empty(), code);
            }
        });
    }

    private static Lock lock(ObjectLockConfiguration lock) {
        Optional<DefaultRetention> retention =
                Optional.ofNullable(lock.rule()).flatMap(r -> Optional.ofNullable(r.defaultRetention()));
        return new Lock(
                lock.objectLockEnabled() == ObjectLockEnabled.ENABLED,
                retention.map(r -> new Retention(r.modeAsString(), days(r))));
    }

    private static int days(DefaultRetention retention) {
        return Optional.ofNullable(retention.days()).orElse(0)
                + DAYS_OF_A_YEAR * Optional.ofNullable(retention.years()).orElse(0);
    }

    private static Rule rule(LifecycleRule rule) {
        Optional<LifecycleRuleFilter> filter = Optional.ofNullable(rule.filter());
        Optional<LifecycleRuleAndOperator> all = filter.flatMap(f -> Optional.ofNullable(f.and()));
        String prefix = filter.flatMap(f -> Optional.ofNullable(f.prefix()))
                .or(() -> all.flatMap(a -> Optional.ofNullable(a.prefix())))
                .or(() -> older(rule))
                .orElse("");
        boolean tagged = filter.map(f -> f.tag() != null).orElse(false)
                || all.map(a -> a.hasTags() && !a.tags().isEmpty()).orElse(false);
        return new Rule(
                Optional.ofNullable(rule.id()).orElse("?"),
                prefix,
                tagged,
                Optional.ofNullable(rule.expiration()).map(S3Facts::expires).orElse(false),
                rule.transitions().stream().anyMatch(t -> ARCHIVES.contains(t.storageClass())),
                rule.noncurrentVersionExpiration() != null,
                rule.abortIncompleteMultipartUpload() != null);
    }

    /** Where rules of the first form name their prefix. */
    @SuppressWarnings("deprecation")
    private static Optional<String> older(LifecycleRule rule) {
        return Optional.ofNullable(rule.prefix());
    }

    /** A rule may also do no more than clear away markers of deletion. */
    private static boolean expires(LifecycleExpiration expiration) {
        return expiration.days() != null || expiration.date() != null;
    }

    private Optional<Instant> serverTime() {
        return failures.attempt(() -> client.headBucket(r -> r.bucket(bucket))
                .sdkHttpResponse()
                .firstMatchingHeader("Date")
                .flatMap(S3Facts::time));
    }

    private static Optional<Instant> time(String header) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Puts an object as packs are put, and asks which class it lies in; what a store does not say is {@code STANDARD}. */
    String kept(String key, Location.StorageClass asked) {
        return failures.attempt(() -> {
            try {
                client.putObject(
                        r -> r.bucket(bucket).key(key).storageClass(asked.name()),
                        RequestBody.fromBytes(new byte[S3Store.LEAST_CHARGED]));
            } catch (S3Exception e) {
                // Ceph has no more than this to say of a class that it does not know.
                throw S3Failures.code(e).equals("InvalidArgument") ? failures.storageClass(e) : e;
            }
            return Optional.ofNullable(
                            client.headObject(r -> r.bucket(bucket).key(key)).storageClassAsString())
                    .orElse(StorageClass.STANDARD.toString());
        });
    }

    /** Deletes every version below a prefix of keys; what may not be deleted stays. */
    void purge(String keys) {
        try {
            client.listObjectVersionsPaginator(r -> r.bucket(bucket).prefix(keys))
                    .forEach(page -> {
                        page.versions().forEach(v -> delete(v.key(), v.versionId()));
                        page.deleteMarkers().forEach(m -> delete(m.key(), m.versionId()));
                    });
        } catch (S3Exception notAllowed) {
            // What is left are a few tiny objects below probe/.
        }
    }

    private void delete(String key, String version) {
        client.deleteObject(r -> r.bucket(bucket).key(key).versionId(version));
    }
}
