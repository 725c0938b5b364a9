package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.http.BodyLimit;
import dev.hikae.server.settings.ServerError;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Tells a form of ours from a form on somebody else's page: by its origin and by a token only our pages know. */
public final class SameSite {
    /** Field of every form. */
    public static final String FIELD = "_csrf";
    /** The same for scripts. */
    private static final String HEADER = "X-CSRF-Token";

    private SameSite() {}

    /** Refuses a request from elsewhere, or without the token. */
    public static void require(ContainerRequestContext request, String token) {
        requireOrigin(request);
        String given = Optional.ofNullable(request.getHeaderString(HEADER))
                .or(() -> field(request))
                .orElseThrow(() -> new HikaeException(ServerError.CSRF));
        if (!RandomTokens.same(token, given)) {
            throw new HikaeException(ServerError.CSRF);
        }
    }

    /** Refuses a form that was not shown in this browser: before sign-in there is no session to tell by. */
    static void requireSameBrowser(ContainerRequestContext request) {
        String shown = Optional.ofNullable(request.getCookies().get(Session.FORM_COOKIE))
                .map(Cookie::getValue)
                .orElseThrow(() -> new HikaeException(ServerError.CSRF));
        require(request, shown);
    }

    /** Every browser of today names the origin of a form; a request that does not is refused. */
    static void requireOrigin(ContainerRequestContext request) {
        String own = origin(request.getUriInfo().getBaseUri());
        String given = Optional.ofNullable(request.getHeaderString("Origin"))
                .orElseThrow(() -> new HikaeException(ServerError.ORIGIN, "-", own));
        if (!given.equals(own)) {
            throw new HikaeException(ServerError.ORIGIN, given, own);
        }
    }

    private static String origin(URI uri) {
        boolean usual = uri.getPort() == -1 || uri.getPort() == 443;
        return uri.getScheme() + "://" + uri.getHost() + (usual ? "" : ":" + uri.getPort());
    }

    private static Optional<String> field(ContainerRequestContext request) {
        boolean form = Optional.ofNullable(request.getMediaType())
                .map(MediaType.APPLICATION_FORM_URLENCODED_TYPE::isCompatible)
                .orElse(false);
        if (!form) {
            return Optional.empty();
        }
        try {
            byte[] body = request.getEntityStream().readNBytes(BodyLimit.BYTES + 1);
            request.setEntityStream(new ByteArrayInputStream(body));
            return Arrays.stream(new String(body, StandardCharsets.UTF_8).split("&"))
                    .filter(p -> p.startsWith(FIELD + "="))
                    .map(p -> URLDecoder.decode(p.substring(FIELD.length() + 1), StandardCharsets.UTF_8))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new HikaeException(e, ServerError.CSRF);
        }
    }
}
