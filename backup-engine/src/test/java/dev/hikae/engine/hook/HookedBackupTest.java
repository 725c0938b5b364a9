package dev.hikae.engine.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Hooks;
import dev.hikae.config.plan.Hooks.Hook;
import dev.hikae.config.plan.Hooks.OnFailure;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.command.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookedBackupTest {
    private static final String SNAPSHOT = "snap_019aa000-0000-7000-8000-000000000001";

    private final Path folder;
    private final List<HookRun> seen = new ArrayList<>();

    HookedBackupTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void commands_runInOrder_andKnowWhatBecameOfTheBackup() throws IOException {
        var hooks = new Hooks(List.of(note("one"), note("two")), List.of(note("after")), List.of(note("never")));
        HookedBackup.Result result = run(hooks, this::backup);
        assertEquals(
                List.of(
                        "one before   night",
                        "two before   night",
                        "backup",
                        "after after succeeded " + SNAPSHOT + " night"),
                log());
        assertEquals(List.of(), result.failures());
        assertEquals(3, result.runs().size());
        assertEquals("said", result.runs().getFirst().lastLines());
        assertEquals(result.runs(), seen);
    }

    @Test
    void failureBefore_endsTheBackup_andWhatIsAfterHearsOfIt() throws IOException {
        var hooks = new Hooks(
                List.of(shell("echo cannot freeze; exit 7", OnFailure.FAIL), note("never")),
                List.of(note("after")),
                List.of(note("alarm")));
        var e = assertThrows(HikaeException.class, () -> run(hooks, this::backup));
        assertEquals(EngineError.HOOK_FAILED, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains("exit code 7: cannot freeze"), e.getMessage());
        assertEquals(
                List.of("alarm after-failure failed  night HKE-2582", "after after failed  night HKE-2582"), log());
    }

    @Test
    void failureBefore_canBeAWarning() throws IOException {
        var hooks = new Hooks(List.of(shell("exit 7", OnFailure.WARN)), List.of(), List.of());
        HookedBackup.Result result = run(hooks, this::backup);
        assertEquals(List.of("backup"), log());
        assertEquals(
                List.of(EngineError.HOOK_FAILED),
                result.failures().stream().map(HikaeException::code).toList());
    }

    @Test
    void failureAfter_isAWarning_andTheOthersRun() throws IOException {
        var hooks = new Hooks(
                List.of(),
                List.of(
                        shell("exit 1", OnFailure.WARN),
                        new Hook(List.of("/no/such"), TEN, OnFailure.WARN),
                        note("last")),
                List.of());
        HookedBackup.Result result = run(hooks, this::backup);
        assertEquals(
                List.of(EngineError.HOOK_FAILED, EngineError.HOOK_NOT_STARTED),
                result.failures().stream().map(HikaeException::code).toList());
        assertEquals("last after succeeded " + SNAPSHOT + " night", log().getLast());
    }

    @Test
    void unreachableTarget_isHeardOf_andStaysTheError() throws IOException {
        var hooks = new Hooks(
                List.of(note("before")),
                List.of(shell("exit 3", OnFailure.WARN), note("after")),
                List.of(note("alarm")));
        var unreachable = new HikaeException(EngineError.HOME_UNREACHABLE, "tokyo", "down");
        var e = assertThrows(
                HikaeException.class,
                () -> run(hooks, () -> {
                    throw unreachable;
                }));
        assertSame(unreachable, e);
        assertEquals(1, e.getSuppressed().length);
        assertEquals(
                List.of(
                        "before before   night",
                        "alarm after-failure failed  night HKE-2109",
                        "after after failed  night HKE-2109"),
                log());
    }

    @Test
    void commandThatHangs_isEndedWithAllItStarted() throws IOException {
        Path pid = folder.resolve("pid");
        var hang = shell("setsid sleep 600 & echo $! > " + pid + "; wait", OnFailure.FAIL, Duration.ofSeconds(2));
        var e = assertThrows(
                HikaeException.class, () -> run(new Hooks(List.of(hang), List.of(), List.of()), this::backup));
        assertEquals(EngineError.HOOK_TIMED_OUT, e.code());
        long sleeper = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(sleeper)
                .ifPresent(s -> s.onExit().orTimeout(60, TimeUnit.SECONDS).join());
        assertFalse(Files.exists(folder.resolve("log")));
    }

    @Test
    void commandThatHangs_mayFirstTidyUp_andIsKilledWhenItDoesNotEnd() throws IOException {
        var tidy = shell("trap 'echo tidied >> log; exit' TERM; while :; do sleep 0.1; done", OnFailure.FAIL, ONE);
        var deaf = shell("trap '' TERM; exec sleep 600", OnFailure.WARN, ONE);
        var hooks = new Hooks(List.of(tidy), List.of(deaf), List.of());
        var e = assertThrows(HikaeException.class, () -> run(hooks, this::backup));
        assertEquals(EngineError.HOOK_TIMED_OUT, e.code());
        assertEquals(List.of("tidied"), log());
        assertEquals(CommandRun.End.TIMED_OUT, seen.getLast().end());
    }

    @Test
    void cancelledBackup_stillRunsWhatIsAfter() throws IOException {
        var hooks = new Hooks(List.of(), List.of(note("after")), List.of());
        assertThrows(HikaeException.class, () -> new HookedBackup(hooks, ENVIRONMENT, folder, () -> true, seen::add)
                .run(() -> {
                    throw new HikaeException(EngineError.CANCELLED);
                }));
        assertEquals(List.of("after after cancelled  night HKE-2114"), log());
    }

    @Test
    void cancelledWhileACommandBeforeRuns_nothingIsBackedUp_howeverTheCommandEnds() throws IOException {
        for (String exit : List.of("exit 0", "exit 130")) {
            Files.deleteIfExists(folder.resolve("log"));
            seen.clear();
            var hooks =
                    new Hooks(List.of(shell(exit, OnFailure.WARN), note("never")), List.of(note("after")), List.of());
            var e = assertThrows(HikaeException.class, () -> new HookedBackup(
                            hooks, ENVIRONMENT, folder, () -> !seen.isEmpty(), seen::add)
                    .run(this::backup));
            assertEquals(EngineError.CANCELLED, e.code());
            assertEquals(List.of("after after cancelled  night HKE-2114"), log());
        }
    }

    @Test
    void error_doesNotSkipWhatIsAfter() throws IOException {
        var hooks = new Hooks(List.of(note("before")), List.of(note("after")), List.of(note("alarm")));
        var full = new OutOfMemoryError("a test");
        assertSame(
                full,
                assertThrows(
                        OutOfMemoryError.class,
                        () -> run(hooks, () -> {
                            throw full;
                        })));
        assertEquals(
                List.of("before before   night", "alarm after-failure failed  night", "after after failed  night"),
                log().stream().map(String::stripTrailing).toList());
    }

    @Test
    void longOutput_isKeptByItsEnd() {
        var hooks = new Hooks(List.of(shell("seq 1 200000", OnFailure.FAIL)), List.of(), List.of());
        String lines = run(hooks, this::backup).runs().getFirst().lastLines();
        assertTrue(lines.endsWith("199999\n200000"), lines);
        assertEquals(10, lines.lines().count());
    }

    private static final Duration ONE = Duration.ofSeconds(1);
    private static final Duration TEN = Duration.ofMinutes(10);
    private static final Map<String, String> ENVIRONMENT = Map.of("HIKAE_PLAN", "night", "PATH", "/usr/bin:/bin");

    private HookedBackup.Result run(Hooks hooks, Supplier<BackupResult> backup) {
        return new HookedBackup(hooks, ENVIRONMENT, folder, Cancellation.NEVER, seen::add).run(backup);
    }

    private Hook note(String name) {
        return shell(
                "echo said; echo " + name
                        + " $HIKAE_HOOK \"$HIKAE_OUTCOME\" \"$HIKAE_SNAPSHOT\" $HIKAE_PLAN $HIKAE_ERROR >> log",
                OnFailure.FAIL);
    }

    private static Hook shell(String script, OnFailure onFailure) {
        return shell(script, onFailure, TEN);
    }

    private static Hook shell(String script, OnFailure onFailure, Duration timeout) {
        return new Hook(List.of("/bin/sh", "-c", script), timeout, onFailure);
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("log"));
    }

    private BackupResult backup() {
        try {
            Files.writeString(
                    folder.resolve("log"),
                    "backup\n",
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        var snapshot = new Snapshot(
                new SnapshotId(SNAPSHOT),
                Optional.empty(),
                "host",
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                true,
                new Snapshot.Totals(0, 0, 0, 0, 0),
                Set.of());
        return new BackupResult(
                snapshot,
                List.of(),
                List.of(),
                BackupResult.Counts.NONE,
                Set.of(),
                Map.of(),
                BackupResult.Excluded.NOTHING,
                Duration.ZERO);
    }
}
