package dev.hikae.engine.store;

import java.io.IOException;
import java.time.Duration;
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
            "AuthorizationHeaderMalformed");
    private static final Set<String> FULL_CODES =
            Set.of("XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded");

    private static final int NOT_IMPLEMENTED = 501;

    private final String store;
    private final String bucket;

    S3Failures(String store, String bucket) {
        this.store = store;
        this.bucket = bucket;
    }

    <T> T attempt(Supplier<T> call) {
        try {
            return call.get();
        } catch (S3Exception e) {
            throw answered(e);
        } catch (AbortedException e) {
            throw Failures.interrupted(e, store);
        } catch (SdkException e) {
            throw unanswered(e);
        }
    }

    /** A connection that broke while an answer was read. */
    StoreException broken(IOException e) {
        return new StoreException(e, true, StoreError.UNREACHABLE, store, reason(e));
    }

    StoreException stalled(Throwable cause, Duration silence) {
        return new StoreException(
                cause, true, StoreError.UNREACHABLE, store, "nothing moved for " + silence.toSeconds() + " s");
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
        if (KEY_CODES.contains(code)) {
            return new StoreException(e, false, StoreError.CREDENTIALS_REFUSED, store, code);
        }
        if (FULL_CODES.contains(code) || e.statusCode() == 507) {
            return new StoreException(e, false, StoreError.FULL, store);
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
        String told = String.valueOf(e.getMessage());
        if (e instanceof SdkClientException && told.contains("Unable to load credentials")) {
            return new StoreException(e, false, StoreError.CREDENTIALS_MISSING, store, "");
        }
        return new StoreException(e, true, StoreError.UNREACHABLE, store, reason(e));
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }

    static String code(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("HTTP " + e.statusCode());
    }
}
