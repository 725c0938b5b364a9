package dev.hikae.drills;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** Failures of register, signatures, bundle and verifier: HKE-4000 to HKE-4499. */
public enum EvidenceError implements ErrorCode {
    REGISTER_IN_USE(4000, Failure.CONFLICT),
    REGISTER_DAMAGED(4001, Failure.VERIFICATION),
    REGISTER_FILES(4002, Failure.FAILED),
    LEAF_TOO_LARGE(4003, Failure.INVALID),
    NO_SUCH_LEAF(4004, Failure.NOT_FOUND),
    KEYS_UNREADABLE(4010, Failure.KEY_REFUSED),
    KEYS_NOT_MADE(4011, Failure.FAILED),
    NOT_SIGNED(4012, Failure.FAILED),
    TIME_STAMP_REFUSED(4013, Failure.UNREACHABLE),
    BUNDLE_ENTRY_NAME(4020, Failure.INVALID),
    BUNDLE_TOO_LARGE(4021, Failure.INVALID),
    REPORT_NOT_CANONICAL(4022, Failure.INVALID),
    REPORT_LACKS(4023, Failure.INVALID),
    BUNDLE_NOT_READ(4030, Failure.NOT_FOUND),
    VERIFIER_INPUT(4031, Failure.USAGE);

    private final int number;
    private final Failure failure;

    EvidenceError(int number, Failure failure) {
        this.number = number;
        this.failure = failure;
    }

    @Override
    public String id() {
        return "HKE-" + number;
    }

    @Override
    public Failure failure() {
        return failure;
    }

    @Override
    public String bundle() {
        return "dev.hikae.drills.messages";
    }
}
