package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.plan.Hooks;
import dev.hikae.config.plan.Hooks.Hook;
import dev.hikae.config.plan.Hooks.OnFailure;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.hook.HookRun;
import dev.hikae.engine.hook.HookedBackup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Commands before and after a backup. */
final class HookOptions {
    private static final List<String> PASSED_ON =
            List.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TMPDIR", "SSH_AUTH_SOCK");

    private final Terminal terminal;

    @Option(names = "--pre-hook", paramLabel = "COMMAND", converter = Command.class)
    private List<Line> before = new ArrayList<>();

    @Option(names = "--post-hook", paramLabel = "COMMAND", converter = Command.class)
    private List<Line> after = new ArrayList<>();

    @Option(names = "--failure-hook", paramLabel = "COMMAND", converter = Command.class)
    private List<Line> afterFailure = new ArrayList<>();

    @Option(names = "--hook-timeout", paramLabel = "DURATION", converter = Span.class, defaultValue = "10m")
    private Duration timeout = Duration.ofMinutes(10);

    @Option(names = "--pre-hook-warns")
    private boolean beforeWarns;

    HookOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * A backup between the hooks.
     *
     * @param backup given what stops all of it; nothing when there are no hooks, so that it minds signals by itself, once
     *     there is something to be ended
     */
    HookedBackup.Result run(String host, Function<Optional<Cancellation>, BackupResult> backup) {
        var hooks = new Hooks(
                hooks(before, beforeWarns ? OnFailure.WARN : OnFailure.FAIL),
                hooks(after, OnFailure.WARN),
                hooks(afterFailure, OnFailure.WARN));
        if (hooks.equals(Hooks.NONE)) {
            return new HookedBackup.Result(backup.apply(Optional.empty()), List.of(), List.of());
        }
        var environment = new TreeMap<String, String>();
        PASSED_ON.forEach(name -> terminal.environment(name).ifPresent(value -> environment.put(name, value)));
        environment.putIfAbsent("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HIKAE_HOST", host);
        try (Interruption interruption = Interruption.patient(terminal)) {
            return new HookedBackup(hooks, environment, Path.of("").toAbsolutePath(), interruption, this::show)
                    .run(() -> backup.apply(Optional.of(interruption)));
        }
    }

    private List<Hook> hooks(List<Line> commands, OnFailure onFailure) {
        return commands.stream()
                .map(line -> new Hook(line.argv(), timeout, onFailure))
                .toList();
    }

    private void show(HookRun run) {
        Optional<String> problem = run.failure().map(HikaeException::text).map(Words::render);
        var lines = new ArrayList<String>();
        run.lastLines().lines().forEach(line -> lines.add(run.command() + ": " + line));
        problem.ifPresent(text -> lines.add(Words.of("backup.hook-failed", text)));
        ObjectNode event = json(run);
        problem.ifPresent(text -> event.put("problem", text));
        terminal.event("hook", event, String.join("\n", lines));
    }

    static ArrayNode json(List<HookRun> runs) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        runs.forEach(run -> array.add(json(run)));
        return array;
    }

    private static ObjectNode json(HookRun run) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("when", run.when())
                .put("command", run.command())
                .put("end", run.end().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        run.exit().ifPresent(exit -> node.put("exit", exit));
        return node.put("elapsed_ms", run.elapsed().toMillis()).put("last_lines", run.lastLines());
    }

    /** The words of a command. */
    record Line(List<String> argv) {}

    /** A command by its words. */
    static final class Command implements ITypeConverter<Line> {
        @Override
        public Line convert(String value) {
            return Argv.split(value).map(Line::new).orElseThrow(() -> new TypeConversionException("'" + value + "'"));
        }
    }

    /** {@code 30s}, {@code 10m}. */
    static final class Span implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return dev.hikae.config.load.Durations.parse(value)
                    .filter(d -> d.isPositive())
                    .orElseThrow(() -> new TypeConversionException("'" + value + "'"));
        }
    }
}
