package dev.hikae.engine.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How many files this process may have open at once. */
public final class OpenFiles {
    /** What every Linux allows unless somebody lowered it. */
    private static final int USUAL = 1024;

    private OpenFiles() {}

    /** The limit in force, from proc(5); the usual one where that cannot be learnt. */
    public static int limit() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line ->
                            line.substring("Max open files".length()).strip().split("\\s+", 2)[0])
                    .mapToInt(soft -> soft.equals("unlimited") ? 1 << 20 : Integer.parseInt(soft))
                    .findFirst()
                    .orElse(USUAL);
        } catch (IOException | NumberFormatException e) {
            return USUAL;
        }
    }
}
