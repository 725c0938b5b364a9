package dev.hikae.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors that never reach a resource (malformed requests, wrong host name) as problems instead of Jetty's pages. */
public final class ProblemErrorHandler extends org.eclipse.jetty.server.handler.ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorHandler.class);

    private final ObjectMapper mapper;

    public ProblemErrorHandler(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback)
            throws java.io.IOException {
        HikaeException error = StatusErrors.of(status, Optional.ofNullable(message), Optional.empty());
        if (error.code() == ServerError.UNEXPECTED) {
            LOG.error("{} (status {}: {})", error.getMessage(), status, message, cause);
        }
        Optional<String> language = Optional.ofNullable(request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE));
        Problem problem = Problem.of(error, Language.accepted(language), Request.getPathInContext(request));
        SecurityHeaders.set(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.setStatus(problem.status());
        Content.Sink.write(response, true, ByteBuffer.wrap(mapper.writeValueAsBytes(problem)));
        callback.succeeded();
    }
}
