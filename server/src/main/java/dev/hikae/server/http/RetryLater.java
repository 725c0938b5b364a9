package dev.hikae.server.http;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import java.time.Duration;

/** Refused for now; the answer says when to try again. The wait in seconds is the error's first parameter. */
public final class RetryLater extends HikaeException {
    private static final long serialVersionUID = 1L;

    private final long seconds;

    public RetryLater(ErrorCode code, Duration wait) {
        super(code, secondsOf(wait));
        this.seconds = secondsOf(wait);
    }

    long seconds() {
        return seconds;
    }

    private static long secondsOf(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
