package dev.hikae.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a program that tests need by its script in {@code bin}, which also builds it when that is possible; once per process. */
final class BuiltProgram {
    static final BuiltProgram MINIO = new BuiltProgram("minio");
    static final BuiltProgram TOXIPROXY = new BuiltProgram("toxiproxy");

    private final String script;
    private @Nullable Optional<Path> found;

    private BuiltProgram(String script) {
        this.script = script;
    }

    synchronized Optional<Path> find() {
        Optional<Path> known = found;
        if (known == null) {
            known = ask();
            found = known;
        }
        return known;
    }

    private Optional<Path> ask() {
        try {
            Process process = new ProcessBuilder(List.of(path().toString())).start();
            process.getOutputStream().close();
            Thread errors = Thread.ofVirtual().start(() -> relay(process));
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            errors.join();
            if (process.waitFor() == 0) {
                return Optional.of(Path.of(printed));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static void relay(Process process) {
        try {
            process.getErrorStream().transferTo(System.err);
        } catch (IOException ended) {
            // Nothing more to pass on.
        }
    }

    private Path path() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path path = folder.resolve("bin").resolve(script);
            if (Files.isExecutable(path) && Files.exists(folder.resolve("backup-engine"))) {
                return path;
            }
        }
        throw new AssertionError("no bin/" + script + " above " + Path.of("").toAbsolutePath());
    }
}
