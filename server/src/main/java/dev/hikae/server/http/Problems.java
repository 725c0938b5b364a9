package dev.hikae.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.server.http.Problem.FieldError;
import dev.hikae.server.settings.ServerError;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.glassfish.jersey.server.ParamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever was thrown into a problem, and logs what is a bug of ours, once. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** What went wrong, with the fields of the body that were refused. */
    record Cause(HikaeException error, List<FieldError> fields) {
        Problem problem(Locale locale, String instance) {
            return Problem.of(error, locale, instance, fields);
        }
    }

    static Cause cause(Throwable thrown) {
        return switch (thrown) {
            case HikaeException e -> logged(e);
            case ConstraintViolationException e -> violations(e);
            case JsonMappingException e -> mapping(e);
            case JsonProcessingException e ->
                new Cause(new HikaeException(e, ServerError.MALFORMED_JSON, place(e)), List.of());
            case WebApplicationException e -> web(e);
            default -> bug(thrown);
        };
    }

    /** Headers that belong to an error of this kind. */
    static Response.ResponseBuilder headers(Response.ResponseBuilder builder, ErrorCode code, Throwable thrown) {
        if (Problem.status(code) == 401) {
            builder.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"hikae\"");
        }
        if (thrown instanceof RetryLater later) {
            builder.header(HttpHeaders.RETRY_AFTER, later.seconds());
        }
        if (thrown instanceof WebApplicationException web && web.getResponse().getHeaderString("Allow") != null) {
            builder.header("Allow", web.getResponse().getHeaderString("Allow"));
        }
        return builder;
    }

    private static Cause logged(HikaeException e) {
        if (Problem.status(e.code()) >= 500) {
            LOG.error("{}", e.getMessage(), e);
        }
        return new Cause(e, List.of());
    }

    private static Cause violations(ConstraintViolationException e) {
        List<FieldError> fields = e.getConstraintViolations().stream()
                .map(v -> new FieldError(field(v), v.getMessage()))
                .sorted(java.util.Comparator.comparing(FieldError::field))
                .toList();
        return new Cause(new HikaeException(e, ServerError.INVALID_BODY, names(fields)), fields);
    }

    private static Cause mapping(JsonMappingException e) {
        Throwable inner = e.getCause();
        if (inner instanceof HikaeException hikae) {
            return new Cause(hikae, List.of());
        }
        String name = e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."));
        String why = inner instanceof IllegalArgumentException
                ? String.valueOf(inner.getMessage())
                : e.getOriginalMessage().lines().findFirst().orElse("").replaceAll(" ?\\(class [^)]*\\)", "");
        FieldError field = new FieldError(name.isEmpty() ? "body" : name, plain(why));
        return new Cause(new HikaeException(e, ServerError.INVALID_BODY, field.field()), List.of(field));
    }

    /** Jackson names our classes in its sentences; they are nobody's business. */
    private static String plain(String sentence) {
        return sentence.replaceAll("`?(java|dev)\\.[\\w.$<>\\[\\]]+`?", "the expected type")
                .replaceAll(", not marked as ignorable.*", "");
    }

    private static Cause web(WebApplicationException e) {
        // Jersey says 404 when a query parameter is not a number; the address is right, the parameter is not.
        if (e instanceof ParamException.QueryParamException query) {
            return new Cause(new HikaeException(e, ServerError.MALFORMED_REQUEST, query.getParameterName()), List.of());
        }
        int status = e.getResponse().getStatus();
        if (e.getCause() instanceof JsonProcessingException json) {
            return cause(json);
        }
        HikaeException error = StatusErrors.of(status, Optional.ofNullable(e.getMessage()), Optional.of(e));
        return error.code() == ServerError.UNEXPECTED ? bug(e) : new Cause(error, List.of());
    }

    private static Cause bug(Throwable thrown) {
        HikaeException error = StatusErrors.unexpected(Optional.of(thrown));
        LOG.error("{}", error.getMessage(), thrown);
        return new Cause(error, List.of());
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? "?"
                : e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
    }

    private static String names(List<FieldError> fields) {
        return fields.stream().map(FieldError::field).distinct().collect(Collectors.joining(", "));
    }

    /** Without the method's and the parameter's names: those of the body only. */
    private static String field(ConstraintViolation<?> v) {
        String path = StreamSupport.stream(v.getPropertyPath().spliterator(), false)
                .filter(n -> n.getKind() == jakarta.validation.ElementKind.PROPERTY
                        || n.getKind() == jakarta.validation.ElementKind.CONTAINER_ELEMENT)
                .map(Path.Node::toString)
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }
}
