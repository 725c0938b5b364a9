package dev.hikae.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process started from the cache that the build recorded. */
enum StartState {
    USED,
    /** Named by the launcher, but of another JDK, another build or other options. */
    UNFIT,
    /** Not made, or older than the program, or started without the launcher. */
    MISSING;

    private static final String OPTION = "-XX:AOTCache=";

    static StartState now() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(OPTION))
                .map(argument -> Path.of(argument.substring(OPTION.length())))
                .findFirst()
                .map(cache -> mapped(cache) ? USED : UNFIT)
                .orElse(MISSING);
    }

    /** The kernel says which files this process has mapped: the JVM drops a cache that it does not use. */
    private static boolean mapped(Path cache) {
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.anyMatch(line -> line.endsWith(cache.toString()));
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
