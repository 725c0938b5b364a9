package dev.hikae.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds MinIO by the script {@code bin/minio}, which also builds it when that is possible; once per process. */
final class MinioBinary {
    private static @Nullable Optional<Path> found;

    private MinioBinary() {}

    static synchronized Optional<Path> find() {
        Optional<Path> known = found;
        if (known == null) {
            known = ask();
            found = known;
        }
        return known;
    }

    private static Optional<Path> ask() {
        try {
            Process process = new ProcessBuilder(List.of(script().toString())).start();
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

    private static Path script() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path script = folder.resolve("bin/minio");
            if (Files.isExecutable(script) && Files.exists(folder.resolve("backup-engine"))) {
                return script;
            }
        }
        throw new AssertionError("no bin/minio above " + Path.of("").toAbsolutePath());
    }
}
