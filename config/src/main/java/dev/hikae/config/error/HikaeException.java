package dev.hikae.config.error;

import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is the caller's or the world's to mend, never a bug of ours.
 *
 * <p>Carries a code, and parameters for its sentence and hint.
 */
public class HikaeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient List<String> params;

    public HikaeException(ErrorCode code, Object... params) {
        this(null, code, params);
    }

    public HikaeException(@Nullable Throwable cause, ErrorCode code, Object... params) {
        super(render(code, strings(params)), cause);
        this.code = code;
        this.params = strings(params);
    }

    public ErrorCode code() {
        return code;
    }

    /** Code and sentence in English, for logs. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** One sentence: what went wrong. */
    public Text text() {
        return new Text(code.bundle(), "error." + code.id(), params);
    }

    /** What to do about it: names a setting or a command. */
    public Text hint() {
        return new Text(code.bundle(), "error." + code.id() + ".hint", params);
    }

    private static List<String> strings(Object... params) {
        return Arrays.stream(params).map(String::valueOf).toList();
    }

    private static String render(ErrorCode code, List<String> params) {
        return code.id() + ": "
                + Messages.render(new Text(code.bundle(), "error." + code.id(), params), Locale.ENGLISH);
    }
}
