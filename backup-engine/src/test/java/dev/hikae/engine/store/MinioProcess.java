package dev.hikae.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** MinIO as a child process; it never outlives the tests, not even when they are killed. */
final class MinioProcess implements MinioRun {
    /** A shell between lives as long as the server, and ends it at the end of its own input, which this process holds. */
    static final String SHELL =
            "exec 3<&0; \"$@\" </dev/null 3<&- & pid=$!; { cat <&3 >/dev/null; kill $pid 2>/dev/null; } & wait $pid";

    private final Path binary;
    private final Settings settings;
    private @Nullable Process process;

    MinioProcess(Path binary, Settings settings) {
        this.binary = binary;
        this.settings = settings;
    }

    @Override
    public void start() {
        try {
            String data =
                    Files.createDirectories(settings.folder().resolve("data")).toString();
            String address = "127.0.0.1:" + settings.port();
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "/bin/sh",
                            "-c",
                            SHELL,
                            "minio",
                            binary.toString(),
                            "server",
                            "--quiet",
                            "--address",
                            address,
                            "--certs-dir",
                            settings.folder().resolve(MinioServer.CERTIFICATES).toString(),
                            data))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            builder.environment()
                    .putAll(Map.of(
                            "MINIO_ROOT_USER",
                            settings.accessKey(),
                            "MINIO_ROOT_PASSWORD",
                            settings.secretKey(),
                            "MINIO_BROWSER",
                            "off",
                            "MINIO_PROMETHEUS_AUTH_TYPE",
                            "public",
                            "HOME",
                            settings.folder().toString()));
            builder.environment().putAll(settings.environment());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void kill() {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            stop();
        }
    }

    @Override
    public void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        process = null;
        try {
            running.getOutputStream().close();
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                running.descendants().forEach(ProcessHandle::destroyForcibly);
                running.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isAlive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    @Override
    public String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path logFile() {
        return settings.folder().resolve("minio.log");
    }
}
