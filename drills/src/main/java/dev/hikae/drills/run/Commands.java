package dev.hikae.drills.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.drills.DrillError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs a drill's programs without a shell, and ends those that they left behind.
 *
 * <p>A program sees little of the service's environment: secrets may lie in the rest. What it starts carries
 * {@code HIKAE_RUN}, by which it is found again even when its parent is gone.
 */
final class Commands {
    private static final int OUTPUT_LIMIT = 1 << 16;
    private static final Set<String> KEPT = Set.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ");

    private final RunId run;

    Commands(RunId run) {
        this.run = run;
    }

    /** What a program said. */
    record Ended(int exit, String output) {
        /** The end of the output on one line, for people. */
        String tail() {
            String line = output.strip().replaceAll("\\s+", " ");
            return line.length() <= 200 ? line : "…" + line.substring(line.length() - 200);
        }
    }

    /** Waits for its end; an interrupt or the limit ends it with all that it started. */
    Ended run(List<String> argv, Path folder, Optional<Path> sandbox, Path output, Optional<Duration> limit)
            throws InterruptedException {
        Process process = start(argv, folder, sandbox, output);
        try {
            if (limit.isPresent() && !process.waitFor(limit.get())) {
                throw new HikaeException(DrillError.COMMAND_TOO_SLOW, argv.getFirst(), limit.get());
            }
            return new Ended(process.waitFor(), read(output));
        } finally {
            if (process.isAlive()) {
                Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                        .toList()
                        .forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    private Process start(List<String> argv, Path folder, Optional<Path> sandbox, Path output) {
        var builder = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(KEPT);
        environment.put("HIKAE_RUN", run.value());
        sandbox.ifPresent(s -> environment.put("HIKAE_SANDBOX", s.toString()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new HikaeException(e, DrillError.COMMAND_NOT_STARTED, String.valueOf(e.getMessage()));
        }
    }

    private static String read(Path output) {
        try (InputStream in = Files.newInputStream(output)) {
            return new String(in.readNBytes(OUTPUT_LIMIT), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Ends every process of this run that still lives; returns how many there were. */
    int endAll() {
        List<ProcessHandle> ours = ours();
        ours.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : ours) {
            try {
                each.onExit().get(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // Not ours to wait for any longer; what it still holds shows when the place is destroyed.
            }
        }
        return ours.size();
    }

    private List<ProcessHandle> ours() {
        byte[] mark = ("HIKAE_RUN=" + run.value()).getBytes(StandardCharsets.UTF_8);
        var found = new ArrayList<ProcessHandle>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (carries(process.resolve("environ"), mark)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static boolean carries(Path environ, byte[] mark) {
        try {
            String all = new String(Files.readAllBytes(environ), StandardCharsets.ISO_8859_1);
            return Stream.of(all.split("\0")).anyMatch(new String(mark, StandardCharsets.ISO_8859_1)::equals);
        } catch (IOException e) {
            return false;
        }
    }
}
