package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/hikae} with a program that only says how it was started. */
class LauncherTest {
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @BeforeEach
    void programInAFolderOfItsOwn() throws IOException {
        // A space, since people have them.
        home = Files.createDirectory(temporary.resolve("hikae home"));
        for (String script : List.of("hikae", "jdk")) {
            Path copy = home.resolve("bin").resolve(script);
            Files.createDirectories(home.resolve("bin"));
            Files.copy(Path.of("..", "bin", script), copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.createDirectories(start());
        program(home.resolve("cli/target/hikae.jar"), "whole", BUILT);
    }

    private Path start() {
        return home.resolve("cli/target/start");
    }

    @Test
    void withoutStartFiles_theWholeProgramRuns() throws Exception {
        assertEquals(List.of("whole", "snapshots", "two words"), said("snapshots", "two words"));
    }

    @Test
    void startFiles_areUsed_whileNewerThanTheProgram() throws Exception {
        program(start().resolve("hikae-core.jar"), "core", BUILT.plusSeconds(1));
        assertEquals(List.of("core", "snapshots"), said("snapshots"));
        assertEquals(List.of("whole", "server"), said("server"));
    }

    @Test
    void startFilesOfAnOlderBuild_areNotUsed() throws Exception {
        program(start().resolve("hikae-core.jar"), "stale", BUILT.minusSeconds(1));
        assertEquals(List.of("whole", "snapshots"), said("snapshots"));
    }

    @Test
    void cacheThatDoesNotFit_isLeftAside_withoutAWord() throws Exception {
        program(start().resolve("hikae-core.jar"), "core", BUILT.plusSeconds(1));
        Files.writeString(start().resolve("hikae.aot"), "no cache at all");
        assertEquals(List.of("core", "snapshots"), said("snapshots"));
    }

    @Test
    void cacheOfAnotherProgram_isLeftAside_withoutAWord() throws Exception {
        Path core = start().resolve("hikae-core.jar");
        program(core, "first", BUILT.plusSeconds(1));
        Path cache = start().resolve("hikae.aot");
        recorded(cache);
        assertTrue(Files.size(cache) > 0);
        assertEquals(List.of("first", "snapshots"), said("snapshots"));
        program(core, "second", BUILT.plusSeconds(2));
        assertEquals(List.of("second", "snapshots"), said("snapshots"));
    }

    @Test
    void repositoriesInBuckets_startFromACacheOfTheirOwn() throws Exception {
        program(start().resolve("hikae-core.jar"), "core", BUILT.plusSeconds(1));
        Files.writeString(start().resolve("hikae.aot"), "no cache at all");
        String bucket = "s3:http://127.0.0.1/bucket";
        assertEquals(List.of("core", "ls", "--repo", bucket, "none"), said("ls", "--repo", bucket, "--cache"));
        Files.writeString(start().resolve("hikae-remote.aot"), "no cache at all");
        assertEquals(
                List.of("core", "ls", "--repo", bucket, "hikae-remote.aot"), said("ls", "--repo", bucket, "--cache"));
        assertEquals(List.of("core", "ls", "hikae.aot"), said("ls", "--cache"));
    }

    @Test
    void link_leadsToTheProgram() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("hikae"), home.resolve("bin/hikae"));
        assertEquals(List.of("whole", "ls"), run(link, "ls"));
    }

    private void recorded(Path cache) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:AOTCacheOutput=" + cache,
                        "-cp",
                        start().resolve("hikae-core.jar") + ":" + home.resolve("cli/target/hikae.jar"),
                        "dev.hikae.cli.Main")
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("record.log").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> log("record.log"));
    }

    private String log(String name) {
        try {
            return Files.readString(temporary.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<String> said(String... arguments) throws Exception {
        return run(home.resolve("bin/hikae"), arguments);
    }

    /** What came out on either stream: one line more than the program's is a failure. */
    private List<String> run(Path launcher, String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HIKAE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("HIKAE_JAVA_OPTIONS");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertFalse(said.isEmpty());
        return said.lines().toList();
    }

    private void program(Path jar, String name, Instant modified) throws IOException {
        Path classes = Files.createTempDirectory(temporary, "classes");
        Path source = Files.createDirectories(classes.resolve("dev/hikae/cli")).resolve("Main.java");
        Files.writeString(source, """
                package dev.hikae.cli;
                public class Main {
                    public static void main(String[] args) {
                        System.out.println("%s");
                        for (String arg : args) System.out.println(arg.equals("--cache") ? cache() : arg);
                    }

                    private static String cache() {
                        for (String option : ProcessHandle.current().info().arguments().orElseThrow()) {
                            if (option.startsWith("-XX:AOTCache=")) return option.replaceAll(".*/", "");
                        }
                        return "none";
                    }
                }
                """.formatted(name));
        assertEquals(
                0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", source.toString()), name);
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("dev/hikae/cli/Main.class"));
            out.write(Files.readAllBytes(source.resolveSibling("Main.class")));
            out.closeEntry();
        }
        Files.setLastModifiedTime(jar, FileTime.from(modified));
    }
}
