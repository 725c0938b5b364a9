package dev.hikae.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.load.ConfigurationException;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.server.settings.ServerError;
import java.util.List;
import java.util.Locale;

/**
 * A problem of RFC 9457, the body of every error of the API.
 *
 * @param type {@code urn:hikae:error:HKE-nnnn}
 * @param title what kind of problem it is, the same for all of a status
 * @param detail one sentence: what went wrong
 * @param code {@code HKE-nnnn}; never changes its meaning
 * @param hint what to do about it
 * @param instance path of the request
 * @param errors fields of the body that were refused
 * @param problems everything wrong with configuration files
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String hint,
        String instance,
        List<FieldError> errors,
        List<Wrong> problems) {
    /** The media type, as RFC 9457 names it. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
        problems = List.copyOf(problems);
    }

    public static Problem of(HikaeException e, Locale locale, String instance) {
        return of(e, locale, instance, List.of());
    }

    public static Problem of(HikaeException e, Locale locale, String instance, List<FieldError> errors) {
        int status = status(e.code());
        return new Problem(
                "urn:hikae:error:" + e.code().id(),
                Messages.render(Text.of("dev.hikae.server.messages", "problem." + status), locale),
                status,
                Messages.render(e.text(), locale),
                e.code().id(),
                Messages.render(e.hint(), locale),
                instance,
                errors,
                e instanceof ConfigurationException c
                        ? c.problems().stream().map(p -> Wrong.of(p, locale)).toList()
                        : List.of());
    }

    /** The HTTP status that answers an error. */
    public static int status(ErrorCode code) {
        return code instanceof ServerError s ? s.httpStatus() : code.failure().httpStatus();
    }

    /** One refused field: where, and why. */
    public record FieldError(String field, String message) {}

    /**
     * One thing wrong with a configuration file.
     *
     * @param file as it lies below the configuration folder
     * @param line counted from 1
     * @param column counted from 1
     */
    public record Wrong(String file, int line, int column, String code, String detail, String hint) {
        static Wrong of(dev.hikae.config.load.Problem p, Locale locale) {
            int names = p.file().getNameCount();
            return new Wrong(
                    p.file().subpath(Math.max(0, names - 2), names).toString(),
                    p.line(),
                    p.column(),
                    p.code().id(),
                    Messages.render(p.text(), locale),
                    Messages.render(p.hint(), locale));
        }
    }
}
