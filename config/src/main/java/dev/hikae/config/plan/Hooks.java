package dev.hikae.config.plan;

import java.time.Duration;
import java.util.List;

/**
 * Commands around a backup, each list in its order.
 *
 * @param before run first; when one fails nothing is read, unless it says that this only warns
 * @param after run last, however the backup ended, also when it or the commands before never came to it
 * @param afterFailure run before those when there is no snapshot
 */
public record Hooks(List<Hook> before, List<Hook> after, List<Hook> afterFailure) {
    public static final Hooks NONE = new Hooks(List.of(), List.of(), List.of());

    public Hooks {
        before = List.copyOf(before);
        after = List.copyOf(after);
        afterFailure = List.copyOf(afterFailure);
    }

    /**
     * One command.
     *
     * @param argv run without a shell
     * @param timeout after which it is ended with everything it started
     */
    public record Hook(List<String> argv, Duration timeout, OnFailure onFailure) {
        public Hook {
            argv = List.copyOf(argv);
        }
    }

    /** What becomes of the backup when the command fails. */
    public enum OnFailure {
        FAIL,
        WARN
    }
}
