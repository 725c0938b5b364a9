package dev.hikae.engine.store;

import dev.hikae.config.repository.Location.StorageClass;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the answers of an S3 store mean, by error code first, then by status. */
final class S3Failures {
    private static final Set<String> KEY_CODES = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "InvalidTokenId",
            "AuthorizationHeaderMalformed");
    private static final Set<String> FULL_CODES =
            Set.of("XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded");

    private static final int NOT_IMPLEMENTED = 501;

    private final String store;
    private final String bucket;
    private final String storageClass;

    S3Failures(String store, String bucket, Optional<StorageClass> storageClass) {
        this.store = store;
        this.bucket = bucket;
        this.storageClass = storageClass.map(Enum::name).orElse("");
    }

    <T> T attempt(Supplier<T> call) {
        try {
            return call.get();
        } catch (S3Exception e) {
            throw answered(e);
        } catch (AbortedException e) {
            throw Failures.interrupted(e, store);
        } catch (SdkException e) {
            throw ours(e).orElseGet(() -> unanswered(e));
        }
    }

    /** A failure of ours that the SDK wrapped. */
    static Optional<StoreException> ours(Throwable e) {
        return causes(e).stream()
                .filter(StoreException.class::isInstance)
                .map(StoreException.class::cast)
                .findFirst();
    }

    /** Whether the keys are what an answer is about. */
    static boolean isKey(S3Exception e) {
        return KEY_CODES.contains(code(e));
    }

    /** A connection that broke while an answer was read. */
    StoreException broken(IOException e) {
        return new StoreException(e, true, StoreError.UNREACHABLE, store, reason(e));
    }

    StoreException stalled(Throwable cause, Duration silence) {
        return new StoreException(
                cause, true, StoreError.UNREACHABLE, store, "nothing moved for " + silence.toSeconds() + " s");
    }

    StoreException storageClass(S3Exception e) {
        return new StoreException(e, false, StoreError.STORAGE_CLASS, store, storageClass);
    }

    StoreException interrupted(Throwable cause) {
        return Failures.interrupted(cause, store);
    }

    static boolean isNoBucket(S3Exception e) {
        return code(e).equals("NoSuchBucket");
    }

    private StoreException answered(S3Exception e) {
        String code = code(e);
        if (isNoBucket(e)) {
            return new StoreException(e, false, StoreError.BUCKET_MISSING, store, bucket);
        }
        if (isKey(e)) {
            return new StoreException(e, false, StoreError.CREDENTIALS_REFUSED, store, code);
        }
        if (FULL_CODES.contains(code) || e.statusCode() == 507) {
            return new StoreException(e, false, StoreError.FULL, store);
        }
        if (code.equals("InvalidStorageClass")) {
            return storageClass(e);
        }
        if (code.equals("InvalidObjectState")) {
            return new StoreException(e, false, StoreError.ARCHIVED, store);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return new StoreException(e, false, StoreError.CLOCK_SKEWED, store);
        }
        if (e.statusCode() == 401 || e.statusCode() == 403) {
            return new StoreException(e, false, StoreError.DENIED, store, code);
        }
        if (isBusy(e, code)) {
            return new StoreException(e, true, StoreError.BUSY, store, e.statusCode(), code);
        }
        return new StoreException(e, false, StoreError.ANSWERED, store, e.statusCode(), code);
    }

    /** 409 is how AWS tells one of two conditional puts at the same moment to try again. */
    private static boolean isBusy(S3Exception e, String code) {
        return (e.statusCode() >= 500 && e.statusCode() != NOT_IMPLEMENTED)
                || e.statusCode() == 429
                || e.statusCode() == 408
                || code.equals("ConditionalRequestConflict")
                || code.equals("OperationAborted")
                || code.equals("RequestTimeout");
    }

    private StoreException unanswered(SdkException e) {
        return missing(e, store)
                .or(() -> untrusted(e, store))
                .orElseGet(() -> new StoreException(e, true, StoreError.UNREACHABLE, store, reason(e)));
    }

    /** Nothing names any credentials. */
    static Optional<StoreException> missing(SdkException e, String what) {
        boolean missing = e instanceof SdkClientException
                && String.valueOf(e.getMessage()).contains("Unable to load credentials");
        return missing
                ? Optional.of(new StoreException(e, false, StoreError.CREDENTIALS_MISSING, what, ""))
                : Optional.empty();
    }

    /** A certificate of another authority, for another name, or of another time: the same a minute later. */
    static Optional<StoreException> untrusted(Throwable e, String what) {
        return causes(e).stream()
                .filter(CertificateException.class::isInstance)
                .findFirst()
                .map(certificate -> new StoreException(e, false, StoreError.UNTRUSTED, what, reason(certificate)));
    }

    /** In the words of the first cause. */
    static String reason(Throwable e) {
        Throwable cause = causes(e).getLast();
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }

    private static List<Throwable> causes(Throwable e) {
        List<Throwable> causes = new ArrayList<>(List.of(e));
        for (Throwable next = e.getCause(); next != null && !causes.contains(next); next = next.getCause()) {
            causes.add(next);
        }
        return causes;
    }

    static String code(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("HTTP " + e.statusCode());
    }
}
