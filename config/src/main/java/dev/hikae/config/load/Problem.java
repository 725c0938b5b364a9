package dev.hikae.config.load;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One thing wrong with a configuration file, and where.
 *
 * @param line counted from 1
 * @param column counted from 1, in code points
 * @param text what is wrong
 * @param hint what to do about it
 */
public record Problem(Path file, int line, int column, ErrorCode code, Text text, Text hint) {
    /** As compilers write it: {@code file:line:column: HKE-nnnn: what is wrong}. */
    public String render(Locale locale) {
        return file + ":" + line + ":" + column + ": " + code.id() + ": " + Messages.render(text, locale);
    }
}
