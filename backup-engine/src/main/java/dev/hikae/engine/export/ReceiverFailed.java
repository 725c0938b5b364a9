package dev.hikae.engine.export;

import java.io.IOException;

/** Carries what a receiver threw through the reading to the caller, who gets it as it was. */
final class ReceiverFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    ReceiverFailed(IOException failure) {
        super(failure);
        this.failure = failure;
    }

    IOException failure() {
        return failure;
    }
}
