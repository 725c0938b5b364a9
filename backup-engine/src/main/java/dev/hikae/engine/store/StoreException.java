package dev.hikae.engine.store;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import org.jspecify.annotations.Nullable;

/** A store could not do what it was asked. */
public class StoreException extends HikaeException {
    private static final long serialVersionUID = 1L;

    private final boolean temporary;

    public StoreException(@Nullable Throwable cause, boolean temporary, ErrorCode code, Object... params) {
        super(cause, code, params);
        this.temporary = temporary;
    }

    /** Whether the same call may succeed later. */
    public boolean temporary() {
        return temporary;
    }
}
