package dev.hikae.config.error;

/** Kinds of failure: the one table of CLI exit codes and HTTP statuses. */
public enum Failure {
    FAILED(1, 500),
    USAGE(2, 400),
    INVALID(2, 422),
    PARTIAL(3, 200),
    VERIFICATION(4, 422),
    APPROVAL_PENDING(5, 409),
    NOT_FOUND(10, 404),
    CONFLICT(11, 409),
    UNAUTHENTICATED(12, 401),
    FORBIDDEN(12, 403),
    KEY_REFUSED(12, 403),
    UNREACHABLE(13, 503),
    STORAGE_FULL(13, 507),
    TOO_MANY(13, 429),
    CANCELLED(130, 409);

    private final int exitCode;
    private final int httpStatus;

    Failure(int exitCode, int httpStatus) {
        this.exitCode = exitCode;
        this.httpStatus = httpStatus;
    }

    /** Exit code of the CLI. */
    public int exitCode() {
        return exitCode;
    }

    /** Status of the API's answer. */
    public int httpStatus() {
        return httpStatus;
    }
}
