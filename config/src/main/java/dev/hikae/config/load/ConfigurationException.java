package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.error.HikaeException;
import java.util.List;
import java.util.Locale;

/** Configuration files that cannot be used, with every problem found in them. */
public final class ConfigurationException extends HikaeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigurationException(List<Problem> problems) {
        super(
                ConfigError.CONFIGURATION_INVALID,
                problems.size(),
                problems.getFirst().render(Locale.ENGLISH));
        this.problems = List.copyOf(problems);
    }

    /** All of them, by file and line; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
