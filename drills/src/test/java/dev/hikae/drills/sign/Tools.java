package dev.hikae.drills.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a real tool, in English, and keeps what it said. */
public final class Tools {
    private Tools() {}

    public record Result(int exit, String output) {}

    public static Result run(Path folder, String... command) throws IOException {
        return run(folder, List.of(command));
    }

    public static Result run(Path folder, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        try (var output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Whether a tool can be started; says so and fails under CI when it cannot. */
    public static boolean has(String tool, String... probe) {
        try {
            run(Path.of("."), probe);
            return true;
        } catch (IOException e) {
            System.out.println("SKIPPED: " + tool + ": not installed");
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(tool + " is not installed", e);
            }
            return false;
        }
    }
}
