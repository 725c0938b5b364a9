package dev.hikae.engine.collection;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;
import dev.hikae.engine.EngineError;

/** Why nothing can be forgotten or collected now. */
public enum CollectionError implements ErrorCode {
    REGION_NEEDED("HKE-2660", Failure.UNREACHABLE),
    LATER_EPOCH("HKE-2661", Failure.CONFLICT),
    OUTCOME_UNREADABLE("HKE-2662", Failure.VERIFICATION),
    STATEMENT_UNREADABLE("HKE-2663", Failure.VERIFICATION),
    HOME_STATEMENT_MISSING("HKE-2664", Failure.VERIFICATION),
    OTHER_CONTENT("HKE-2665", Failure.CONFLICT),
    OTHERS_AT_WORK("HKE-2666", Failure.CONFLICT),
    HEALING("HKE-2668", Failure.CONFLICT);

    private final String id;
    private final Failure failure;

    CollectionError(String id, Failure failure) {
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
        return EngineError.BUNDLE;
    }
}
