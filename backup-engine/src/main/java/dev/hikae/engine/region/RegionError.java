package dev.hikae.engine.region;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;
import dev.hikae.engine.EngineError;

/** What can go wrong with one region among several. */
public enum RegionError implements ErrorCode {
    HOME_FAILED("HKE-2801", Failure.FAILED),
    HOME_FULL("HKE-2802", Failure.STORAGE_FULL),
    LEFT_OUT("HKE-2803", Failure.UNREACHABLE),
    LACKS_OBJECTS("HKE-2804", Failure.FAILED),
    LACKS_PREDECESSOR("HKE-2805", Failure.FAILED),
    NO_GOOD_COPY("HKE-2806", Failure.VERIFICATION),
    COPY_DIFFERS("HKE-2807", Failure.VERIFICATION),
    TARGET_NOT_EMPTY("HKE-2808", Failure.CONFLICT),
    TOO_SLOW("HKE-2809", Failure.UNREACHABLE),
    HOME_TAKEN("HKE-2640", Failure.CONFLICT),
    NO_MAJORITY("HKE-2641", Failure.UNREACHABLE),
    CHANGE_UNFINISHED("HKE-2642", Failure.CONFLICT),
    CHANGE_BEGUN("HKE-2643", Failure.UNREACHABLE),
    NOT_CAUGHT_UP("HKE-2644", Failure.FAILED),
    NOT_CONFIGURED("HKE-2645", Failure.NOT_FOUND),
    ALREADY_ADDED("HKE-2646", Failure.CONFLICT),
    NOT_ADDED("HKE-2647", Failure.NOT_FOUND),
    RETIRE_HOME("HKE-2648", Failure.CONFLICT),
    ONLY_THERE("HKE-2649", Failure.CONFLICT),
    HOME_WIPED("HKE-2650", Failure.CONFLICT),
    EXPIRES("HKE-2651", Failure.INVALID),
    ARCHIVES("HKE-2652", Failure.INVALID),
    LOCK_UNVERSIONED("HKE-2653", Failure.INVALID),
    READS_WRONG("HKE-2654", Failure.INVALID),
    CHANGED_YET_BEHIND("HKE-2655", Failure.UNREACHABLE),
    PLACE_EMPTY("HKE-2656", Failure.CONFLICT);

    private final String id;
    private final Failure failure;

    RegionError(String id, Failure failure) {
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
