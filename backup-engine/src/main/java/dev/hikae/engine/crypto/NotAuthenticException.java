package dev.hikae.engine.crypto;

import org.jspecify.annotations.Nullable;

/** Sealed bytes were not sealed under this key, or were changed since. */
public final class NotAuthenticException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotAuthenticException(String what) {
        this(what, null);
    }

    public NotAuthenticException(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
