package dev.hikae.verify;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** Failures of restore tests: HKE-3000 to HKE-3499. */
public enum VerifyError implements ErrorCode {
    SANDBOX_ROOT("HKE-3001", Failure.INVALID),
    SANDBOX_SPACE("HKE-3002", Failure.STORAGE_FULL),
    NO_USABLE_POINT("HKE-3003", Failure.NOT_FOUND),
    NO_POINT_IN_WINDOW("HKE-3004", Failure.NOT_FOUND),
    POINT_NOT_IN_REGION("HKE-3005", Failure.NOT_FOUND),
    SCRATCH_IS_REGION("HKE-3006", Failure.CONFLICT),
    NOTHING_TO_DAMAGE("HKE-3007", Failure.NOT_FOUND),
    SCRATCH_NOT_WRITABLE("HKE-3008", Failure.FAILED);

    static final String BUNDLE = "dev.hikae.verify.messages";

    private final String id;
    private final Failure failure;

    VerifyError(String id, Failure failure) {
        this.id = id;
        this.failure = failure;
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
        return BUNDLE;
    }
}
