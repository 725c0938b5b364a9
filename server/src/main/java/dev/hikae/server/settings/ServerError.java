package dev.hikae.server.settings;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** Failures of the service itself: start, requests, sign-in, audit ({@code HKE-6000} to {@code HKE-6299}). */
public enum ServerError implements ErrorCode {
    UNEXPECTED(6000, Failure.FAILED),
    SETTINGS(6001, Failure.INVALID),
    DATA_FOLDER(6003, Failure.FAILED),
    LISTEN(6004, Failure.FAILED),
    CERTIFICATE(6005, Failure.INVALID),
    START(6006, Failure.FAILED),

    NO_ROUTE(6010, Failure.NOT_FOUND),
    METHOD(6011, Failure.USAGE, 405),
    NOT_ACCEPTABLE(6012, Failure.USAGE, 406),
    MEDIA_TYPE(6013, Failure.USAGE, 415),
    TOO_LARGE(6014, Failure.USAGE, 413),
    MALFORMED_JSON(6015, Failure.USAGE),
    INVALID_BODY(6016, Failure.INVALID),
    MALFORMED_REQUEST(6018, Failure.USAGE),
    TOO_MANY_REQUESTS(6019, Failure.TOO_MANY),
    NO_SUCH(6020, Failure.NOT_FOUND),
    CHANGED_MEANWHILE(6021, Failure.CONFLICT, 412),
    IF_MATCH_MISSING(6022, Failure.USAGE, 428),
    KEY_IN_PROGRESS(6024, Failure.CONFLICT),
    CURSOR(6025, Failure.USAGE),
    STOPPING(6026, Failure.UNREACHABLE),
    IDEMPOTENCY_KEY(6027, Failure.USAGE),

    NOT_SIGNED_IN(6100, Failure.UNAUTHENTICATED),
    TOKEN_EXPIRED(6101, Failure.UNAUTHENTICATED),
    TOKEN_REFUSED(6102, Failure.UNAUTHENTICATED),
    SESSION_OVER(6103, Failure.UNAUTHENTICATED),
    SIGN_IN_REFUSED(6104, Failure.UNAUTHENTICATED),
    LOCKED_OUT(6105, Failure.TOO_MANY),
    SECOND_FACTOR_NEEDED(6107, Failure.UNAUTHENTICATED),
    SECOND_FACTOR_REFUSED(6108, Failure.UNAUTHENTICATED),
    PASSWORD_CHANGE_NEEDED(6109, Failure.FORBIDDEN),
    NOT_PERMITTED(6110, Failure.FORBIDDEN),
    CSRF(6111, Failure.FORBIDDEN),
    ORIGIN(6112, Failure.FORBIDDEN),
    PASSWORD_WEAK(6113, Failure.INVALID),
    ACCOUNT_EXISTS(6114, Failure.CONFLICT),
    PASSWORD_SAME(6115, Failure.INVALID),
    LAST_ADMINISTRATOR(6116, Failure.CONFLICT),
    SERVICE_TOKEN_REFUSED(6117, Failure.UNAUTHENTICATED),

    AUDIT_UNWRITABLE(6200, Failure.UNREACHABLE);

    private final String id;
    private final Failure failure;
    private final int status;

    ServerError(int number, Failure failure) {
        this(number, failure, failure.httpStatus());
    }

    ServerError(int number, Failure failure, int status) {
        this.id = "HKE-" + number;
        this.failure = failure;
        this.status = status;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Failure failure() {
        return failure;
    }

    @Override
    public String bundle() {
        return "dev.hikae.server.messages";
    }

    /** The HTTP status where it is finer than the failure's own. */
    public int httpStatus() {
        return status;
    }
}
