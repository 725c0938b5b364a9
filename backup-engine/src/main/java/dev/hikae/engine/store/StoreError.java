package dev.hikae.engine.store;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** What can go wrong with an object store. */
public enum StoreError implements ErrorCode {
    UNREACHABLE("HKE-2701", Failure.UNREACHABLE),
    FOLDER_VANISHED("HKE-2702", Failure.UNREACHABLE),
    FOLDER_ON_NETWORK("HKE-2703", Failure.INVALID),
    NO_HARD_LINKS("HKE-2704", Failure.INVALID),
    FULL("HKE-2705", Failure.STORAGE_FULL),
    DENIED("HKE-2706", Failure.FORBIDDEN),
    EXISTS("HKE-2707", Failure.CONFLICT),
    TOO_LARGE("HKE-2708", Failure.FAILED),
    INPUT_OUTPUT("HKE-2709", Failure.FAILED),
    BUCKET_MISSING("HKE-2710", Failure.UNREACHABLE),
    CREDENTIALS_REFUSED("HKE-2711", Failure.FORBIDDEN),
    CREDENTIALS_MISSING("HKE-2712", Failure.INVALID),
    CA_FILE("HKE-2713", Failure.INVALID),
    ANSWERED("HKE-2714", Failure.FAILED),
    BUSY("HKE-2715", Failure.UNREACHABLE),
    CLOCK_SKEWED("HKE-2716", Failure.FAILED),
    NOT_CREATE_IF_ABSENT("HKE-2717", Failure.INVALID),
    NOT_LISTED_AFTER_PUT("HKE-2718", Failure.INVALID),
    NOT_A_FOLDER("HKE-2719", Failure.INVALID),
    INTERRUPTED("HKE-2720", Failure.CANCELLED),
    PAST("HKE-2721", Failure.INVALID),
    PROFILE_MISSING("HKE-2722", Failure.INVALID),
    PROFILE_UNUSABLE("HKE-2723", Failure.INVALID),
    ROLE_MISSING("HKE-2724", Failure.INVALID),
    TOKEN_UNREADABLE("HKE-2725", Failure.INVALID),
    ROLE_REFUSED("HKE-2726", Failure.FORBIDDEN),
    ROLE_UNANSWERED("HKE-2727", Failure.UNREACHABLE),
    UNTRUSTED("HKE-2728", Failure.UNREACHABLE),
    STORAGE_CLASS("HKE-2729", Failure.INVALID),
    ARCHIVED("HKE-2730", Failure.FAILED);

    private final String id;
    private final Failure failure;

    StoreError(String id, Failure failure) {
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
