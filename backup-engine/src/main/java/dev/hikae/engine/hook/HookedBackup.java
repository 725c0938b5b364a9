package dev.hikae.engine.hook;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.plan.Hooks;
import dev.hikae.config.plan.Hooks.Hook;
import dev.hikae.config.plan.Hooks.OnFailure;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.command.CommandPlace;
import dev.hikae.engine.command.CommandRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A backup between its hooks.
 *
 * <p>What runs after it runs however it ended, and even if the repository could not be opened or a hook before it failed:
 * what the hooks before began must be ended, and whoever is to be told must hear. It gets its full time even when
 * the backup was cancelled.
 */
public final class HookedBackup {
    private final Hooks hooks;
    private final Map<String, String> environment;
    private final Path directory;
    private final Cancellation cancellation;
    private final Consumer<HookRun> observer;
    private final List<HookRun> runs = new ArrayList<>();

    /**
     * A backup to come.
     *
     * @param environment all that commands see, besides {@code HIKAE_HOOK}, {@code HIKAE_OUTCOME}, {@code HIKAE_SNAPSHOT} and
     *     {@code HIKAE_ERROR}
     * @param directory where they run
     * @param observer told of each command that ran, also of those that failed
     */
    public HookedBackup(
            Hooks hooks,
            Map<String, String> environment,
            Path directory,
            Cancellation cancellation,
            Consumer<HookRun> observer) {
        this.hooks = hooks;
        this.environment = Map.copyOf(environment);
        this.directory = directory;
        this.cancellation = cancellation;
        this.observer = observer;
    }

    /**
     * A backup with what its hooks did.
     *
     * @param failures of hooks that only warn
     */
    public record Result(BackupResult backup, List<HookRun> runs, List<HikaeException> failures) {
        public Result {
            runs = List.copyOf(runs);
            failures = List.copyOf(failures);
        }
    }

    /**
     * Runs everything.
     *
     * @param backup opens the repository and backs up
     * @throws HikaeException HKE-2582 to HKE-2584 when a hook before it failed, HKE-2114 when cancelled, or the backup's own
     */
    public Result run(Supplier<BackupResult> backup) {
        BackupResult result;
        try {
            before();
            result = backup.get();
        } catch (Throwable e) {
            // An error, too: what is frozen must be thawed even when memory has run out.
            ended(e);
            throw e;
        }
        String outcome = result.snapshot().complete() ? "succeeded" : "warning";
        after(
                "after",
                hooks.after(),
                Map.of(
                        "HIKAE_OUTCOME",
                        outcome,
                        "HIKAE_SNAPSHOT",
                        result.snapshot().id().value()));
        return new Result(
                result, runs, runs.stream().flatMap(r -> r.failure().stream()).toList());
    }

    private void before() {
        goOn();
        for (Hook hook : hooks.before()) {
            HookRun run = one("before", hook, Map.of(), cancellation);
            // A command may take the signal that cancels for itself and end well, or fail of it.
            goOn();
            boolean stops = hook.onFailure() == OnFailure.FAIL || run.end() == CommandRun.End.CANCELLED;
            if (stops && run.failure().isPresent()) {
                throw run.failure().get();
            }
        }
    }

    private void goOn() {
        if (cancellation.requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
    }

    private void ended(Throwable e) {
        var variables = new TreeMap<String, String>();
        boolean cancelled = e instanceof HikaeException h && h.code().failure() == Failure.CANCELLED;
        variables.put("HIKAE_OUTCOME", cancelled ? "cancelled" : "failed");
        variables.put("HIKAE_ERROR", e instanceof HikaeException h ? h.code().id() : "");
        try {
            after("after-failure", hooks.afterFailure(), variables);
        } finally {
            after("after", hooks.after(), variables);
        }
        runs.stream().flatMap(r -> r.failure().stream()).filter(f -> f != e).forEach(e::addSuppressed);
    }

    private void after(String when, List<Hook> some, Map<String, String> variables) {
        some.forEach(hook -> one(when, hook, variables, Cancellation.NEVER));
    }

    private HookRun one(String when, Hook hook, Map<String, String> variables, Cancellation stop) {
        var all = new TreeMap<>(environment);
        all.putAll(variables);
        all.put("HIKAE_HOOK", when);
        String mark = UUID.randomUUID().toString();
        all.put("HIKAE_HOOK_ID", mark);
        long started = System.nanoTime();
        CommandRun command = CommandRun.of(
                hook.argv(), hook.timeout(), true, new CommandPlace(directory, all, "HIKAE_HOOK_ID=" + mark, stop));
        HookRun run = HookRun.of(when, hook, command, Duration.ofNanos(System.nanoTime() - started));
        runs.add(run);
        observer.accept(run);
        return run;
    }
}
