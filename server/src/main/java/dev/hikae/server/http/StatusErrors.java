package dev.hikae.server.http;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import java.util.Optional;
import java.util.UUID;

/** Gives a bare HTTP status its error code. */
final class StatusErrors {
    private StatusErrors() {}

    static HikaeException of(int status, Optional<String> message, Optional<Throwable> cause) {
        String detail = message.orElse("");
        return switch (status) {
            case 404 -> new HikaeException(ServerError.NO_ROUTE);
            case 405 -> new HikaeException(ServerError.METHOD);
            case 406 -> new HikaeException(ServerError.NOT_ACCEPTABLE);
            case 413 -> new HikaeException(ServerError.TOO_LARGE);
            case 415 -> new HikaeException(ServerError.MEDIA_TYPE);
            case 429 -> new HikaeException(ServerError.TOO_MANY_REQUESTS);
            case 503 -> new HikaeException(ServerError.STOPPING);
            default ->
                status >= 400 && status < 500
                        ? new HikaeException(ServerError.MALFORMED_REQUEST, detail)
                        : unexpected(cause);
        };
    }

    /** A bug of ours: the caller gets an incident's id, the log the rest. */
    static HikaeException unexpected(Optional<Throwable> cause) {
        return new HikaeException(cause.orElse(null), ServerError.UNEXPECTED, UUID.randomUUID());
    }
}
