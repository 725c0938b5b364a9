package dev.hikae.server.http;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Optional;

/** Entity tags of what can be edited: a reader gets one, an editor must name it. */
public final class Versioned {
    private Versioned() {}

    /** An answer that carries the version of what it shows. */
    public static Response ok(Object entity, long version) {
        return Response.ok(entity).tag(tag(version)).build();
    }

    /** Refuses a change without {@code If-Match} (428), or of another version than the present one (412). */
    public static void requireMatch(HttpHeaders headers, long version) {
        String wanted = Optional.ofNullable(headers.getHeaderString(HttpHeaders.IF_MATCH))
                .orElseThrow(() -> new HikaeException(ServerError.IF_MATCH_MISSING));
        String present = "\"" + tag(version).getValue() + "\"";
        boolean matches = Arrays.stream(wanted.split(",", -1))
                .map(String::strip)
                .anyMatch(t -> t.equals("*") || t.equals(present));
        if (!matches) {
            throw new HikaeException(ServerError.CHANGED_MEANWHILE);
        }
    }

    private static EntityTag tag(long version) {
        return new EntityTag("v" + version);
    }
}
