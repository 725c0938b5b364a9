package dev.hikae.engine.hook;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.plan.Hooks.Hook;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.command.CommandRun;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One hook that ran.
 *
 * @param when {@code before}, {@code after} or {@code after-failure}
 * @param exit its exit code; empty when it did not start or was ended
 * @param lastLines of what it printed, errors among it; at most ten
 */
public record HookRun(
        String when,
        Hook hook,
        CommandRun.End end,
        OptionalInt exit,
        Duration elapsed,
        String lastLines,
        String problem) {
    private static final int LINES = 10;

    static HookRun of(String when, Hook hook, CommandRun run, Duration elapsed) {
        return new HookRun(
                when, hook, run.end(), run.exit(), elapsed, run.stdout().lastLines(LINES), run.problem());
    }

    /** Only the name: arguments may hold what is nobody's business. */
    public String command() {
        return hook.argv().getFirst();
    }

    /** What went wrong, if anything. */
    public Optional<HikaeException> failure() {
        return switch (end) {
            case EXITED ->
                exit.orElse(0) == 0
                        ? Optional.empty()
                        : Optional.of(new HikaeException(
                                EngineError.HOOK_FAILED, command(), when, exit.orElse(0), lastLine()));
            case TIMED_OUT ->
                Optional.of(new HikaeException(EngineError.HOOK_TIMED_OUT, command(), when, hook.timeout()));
            case NOT_STARTED -> Optional.of(new HikaeException(EngineError.HOOK_NOT_STARTED, command(), when, problem));
            case CANCELLED -> Optional.of(new HikaeException(EngineError.CANCELLED));
        };
    }

    private String lastLine() {
        return lastLines.substring(lastLines.lastIndexOf('\n') + 1);
    }
}
