package dev.hikae.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs command lines in this process or as processes of their own, with one repository in three folders. */
final class Cli {
    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private InstantSource clock = Clock.systemUTC();

    Cli(Path folder) throws IOException {
        this.folder = folder;
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "a passphrase for tests\n");
        Path repository = Files.writeString(folder.resolve("repository.yml"), """
                name: test
                home: tokyo
                quorum: 2
                regions:
                  - {name: tokyo, type: folder, path: ./tokyo}
                  - {name: osaka, type: folder, path: ./osaka}
                  - {name: singapore, type: folder, path: ./singapore}
                """);
        environment.put("HIKAE_REPOSITORY", repository.toString());
        environment.put("HIKAE_PASSPHRASE_FILE", passphrase.toString());
        environment.put("HIKAE_CACHE", folder.resolve("cache").toString());
        environment.put("HIKAE_LANG", "en");
    }

    /** What a command line printed, and its exit code. */
    record Said(int exit, String out, String err) {
        /** The same, or a failure that shows what was said. */
        Said exits(int expected) {
            if (exit != expected) {
                throw new AssertionError("exit " + exit + ", not " + expected + "\n" + out + "\n" + err);
            }
            return this;
        }
    }

    Path folder() {
        return folder;
    }

    Path region(String name) {
        return folder.resolve(name);
    }

    Cli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Commands in this process take this to be the time. */
    Cli at(InstantSource time) {
        clock = time;
        return this;
    }

    Cli without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** For a process of its own that somebody else starts. */
    void environment(Map<String, String> to) {
        to.putAll(environment);
    }

    Said run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                clock);
        int exit = Main.run(List.of(arguments), environment, terminal);
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A process of its own, to be killed. */
    Process start(String... arguments) throws IOException {
        return start(Main.class, arguments);
    }

    Process start(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("process.log").toFile())
                .start();
    }
}
