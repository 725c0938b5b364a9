package dev.hikae.engine.file;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;
import dev.hikae.config.text.Text;

/** Failures of the file layer and of restore: HKE-2500 to HKE-2699. */
public enum FileError implements ErrorCode {
    ROOT_MISSING(2500, Failure.NOT_FOUND),
    ROOT_UNREADABLE(2501, Failure.FAILED),
    ROOT_NOT_ABSOLUTE(2502, Failure.USAGE),
    TARGET_NOT_A_DIRECTORY(2520, Failure.CONFLICT),
    TARGET_NOT_EMPTY(2521, Failure.CONFLICT),
    TARGET_UNUSABLE(2522, Failure.FAILED),
    TARGET_FULL(2523, Failure.STORAGE_FULL),
    PATH_NOT_IN_SNAPSHOT(2524, Failure.NOT_FOUND),
    TARGET_MISSING(2525, Failure.NOT_FOUND),
    PLATFORM(2530, Failure.FAILED),
    ACCOUNT_UNKNOWN(2540, Failure.USAGE),
    NOTHING_TO_RESUME(2541, Failure.CONFLICT),
    EXCLUDE_INVALID(2580, Failure.USAGE),
    EXCLUDE_FILE_UNREADABLE(2581, Failure.USAGE);

    private final int number;
    private final Failure failure;

    FileError(int number, Failure failure) {
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
        return BUNDLE;
    }

    private static final String BUNDLE = "dev.hikae.engine.messages";

    /** A sentence about one path, from the block {@code file.} of the messages. */
    public static Text text(String key, Object... params) {
        return Text.of(BUNDLE, "file." + key, params);
    }
}
