package dev.hikae.engine.store;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** What can be wrong with object lock. */
public enum LockError implements ErrorCode {
    LOCKED("HKE-2680", Failure.CONFLICT),
    VERSIONING_OFF("HKE-2681", Failure.INVALID),
    LOCK_OFF("HKE-2682", Failure.INVALID),
    EXPIRES("HKE-2683", Failure.INVALID),
    CANNOT_LOCK("HKE-2684", Failure.INVALID),
    NO_REGION_LOCKS("HKE-2685", Failure.INVALID),
    HELD("HKE-2686", Failure.CONFLICT),
    TAMPERED("HKE-2687", Failure.VERIFICATION);

    private final String id;
    private final Failure failure;

    LockError(String id, Failure failure) {
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
        return "dev.hikae.engine.messages";
    }
}
