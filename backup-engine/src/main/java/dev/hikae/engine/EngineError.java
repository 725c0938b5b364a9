package dev.hikae.engine;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** Failures of repositories, keys, snapshots and commits. */
public enum EngineError implements ErrorCode {
    KEY_REFUSED("HKE-2100", Failure.KEY_REFUSED),
    NO_KEY_SLOT("HKE-2101", Failure.KEY_REFUSED),
    FORMAT_UNSUPPORTED("HKE-2102", Failure.INVALID),
    DAMAGED("HKE-2103", Failure.VERIFICATION),
    BLOB_LOST("HKE-2104", Failure.VERIFICATION),
    NOT_A_REPOSITORY("HKE-2105", Failure.NOT_FOUND),
    OTHER_REPOSITORY("HKE-2106", Failure.CONFLICT),
    REGION_NOT_EMPTY("HKE-2107", Failure.CONFLICT),
    NO_CREATE_IF_ABSENT("HKE-2108", Failure.INVALID),
    HOME_UNREACHABLE("HKE-2109", Failure.UNREACHABLE),
    QUORUM_NOT_MET("HKE-2110", Failure.UNREACHABLE),
    SNAPSHOT_UNKNOWN("HKE-2111", Failure.NOT_FOUND),
    SNAPSHOT_AMBIGUOUS("HKE-2112", Failure.USAGE),
    LATEST_AMBIGUOUS("HKE-2113", Failure.USAGE),
    SAME_ID("HKE-2667", Failure.CONFLICT),
    CANCELLED("HKE-2114", Failure.CANCELLED),
    NO_REGION_REACHABLE("HKE-2115", Failure.UNREACHABLE),
    OBJECT_MISSING("HKE-2116", Failure.VERIFICATION),
    SESSION_FENCED("HKE-2117", Failure.CONFLICT),
    BAD_SIGNATURE("HKE-2118", Failure.VERIFICATION),
    PATH_UNKNOWN("HKE-2119", Failure.NOT_FOUND),
    KEY_FILE_INVALID("HKE-2120", Failure.KEY_REFUSED),
    FILE_EXISTS("HKE-2121", Failure.CONFLICT),
    FILE_NOT_WRITTEN("HKE-2122", Failure.FAILED),
    ROOTS_INVALID("HKE-2123", Failure.USAGE),
    WRONG_HOME("HKE-2124", Failure.INVALID),
    REGION_UNKNOWN("HKE-2125", Failure.NOT_FOUND),
    NOT_A_DIRECTORY("HKE-2126", Failure.USAGE),
    RECOVERY_CODE_LENGTH("HKE-2127", Failure.KEY_REFUSED),
    RECOVERY_CODE_TYPO("HKE-2128", Failure.KEY_REFUSED),
    KEY_MISSING("HKE-2129", Failure.FORBIDDEN),
    KIT_WITHOUT_CODE("HKE-2130", Failure.USAGE),
    KIT_UNREADABLE("HKE-2131", Failure.USAGE),
    SCRATCH_FAILED("HKE-2140", Failure.FAILED),
    INDEX_LOST("HKE-2141", Failure.FAILED),
    INDEX_DAMAGED("HKE-2142", Failure.FAILED),
    TOO_MANY_OBJECTS("HKE-2143", Failure.FAILED),
    CONTENT_CUT_OFF("HKE-2560", Failure.VERIFICATION),
    NOT_A_FILE("HKE-2561", Failure.USAGE),
    LISTING_DAMAGED("HKE-2562", Failure.VERIFICATION),
    HOOK_FAILED("HKE-2582", Failure.FAILED),
    HOOK_TIMED_OUT("HKE-2583", Failure.FAILED),
    HOOK_NOT_STARTED("HKE-2584", Failure.FAILED),
    SPILL_FAILED("HKE-2620", Failure.FAILED);

    /** Bundle of all the engine's messages. */
    public static final String BUNDLE = "dev.hikae.engine.messages";

    private final String id;
    private final Failure failure;

    EngineError(String id, Failure failure) {
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
