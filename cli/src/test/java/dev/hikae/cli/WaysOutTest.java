package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dump} and {@code export}, as a person types them and as a pipe takes them. */
class WaysOutTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @SuppressWarnings("NullAway.Init")
    private Path source;

    private final byte[] large = new byte[6 << 20];

    @BeforeEach
    void repositoryWithOneSnapshot() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        source = Files.createDirectory(temporary.resolve("source"));
        Files.writeString(source.resolve("text"), "one\n二\n");
        new Random(1).nextBytes(large);
        Files.write(source.resolve("large"), large);
        Path key = Files.writeString(temporary.resolve("key"), "hikae-key-1 " + "07".repeat(32) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        cli.without("HIKAE_PASSPHRASE_FILE").with("HIKAE_KEY_FILE", key.toString());
        cli.run("init").exits(0);
        cli.run("backup", source.toString()).exits(0);
    }

    @Test
    void dump_writesTheFileAndNothingElse() throws IOException {
        assertEquals(
                "one\n二\n",
                cli.run("dump", "latest:" + source + "/text").exits(0).out());
        Path file = temporary.resolve("out");
        cli.run("dump", "latest:" + source + "/large", "--output", file.toString())
                .exits(0);
        assertArrayEquals(large, Files.readAllBytes(file));
        Cli.Said refused = cli.run("dump", "latest:" + source + "/text", "--output", file.toString())
                .exits(11);
        assertTrue(refused.err().contains("HKE-7152"), refused.err());
        cli.run("dump", "latest:" + source + "/text", "-o", file.toString(), "--force")
                .exits(0);
        assertEquals("one\n二\n", Files.readString(file));
    }

    @Test
    void dumpOfWhatIsNoFile_orNotThere_isRefused() {
        assertTrue(cli.run("dump", "latest").exits(2).err().contains("HKE-7100"));
        assertTrue(cli.run("dump", "latest:" + source).exits(2).err().contains("HKE-2561"));
        assertTrue(
                cli.run("dump", "latest:" + source + "/nothing").exits(10).err().contains("HKE-2119"));
        cli.run("backup", "--host", "another", source.toString()).exits(0);
        assertTrue(cli.run("dump", "latest:" + source + "/text").exits(2).err().contains("HKE-2113"));
        assertTrue(cli.run("export", "latest").exits(2).err().contains("HKE-2113"));
    }

    @Test
    void damageInEveryRegion_failsLoudly_andLeavesNoFile() throws IOException {
        for (String region : List.of("tokyo", "osaka", "singapore")) {
            try (Stream<Path> packs = Files.walk(cli.region(region).resolve("packs"))) {
                for (Path pack :
                        packs.filter(f -> f.toFile().length() > 1 << 20).toList()) {
                    assertTrue(pack.toFile().setWritable(true));
                    try (var file = new RandomAccessFile(pack.toFile(), "rw")) {
                        for (long at = 100_000; at < file.length() - 100_000; at += 300_000) {
                            file.seek(at);
                            file.write(0);
                            file.write(1);
                        }
                    }
                }
            }
        }
        Path file = temporary.resolve("out");
        Cli.Said said = cli.run("dump", "latest:" + source + "/large", "--output", file.toString())
                .exits(4);
        assertTrue(said.err().contains("HKE-2560"), said.err());
        assertFalse(Files.exists(file));
        assertEquals(
                0, cli.run("dump", "latest:" + source + "/large").exits(4).out().length());
        Cli.Said export = cli.run(
                        "export", "latest", "-o", temporary.resolve("a.tar").toString())
                .exits(4);
        assertTrue(export.err().contains("not exported: " + source + "/large"), export.err());
    }

    @Test
    void export_reportsForMachines_andFollowsTheFilesName() throws IOException {
        Path zip = temporary.resolve("a.zip");
        Cli.Said said = cli.run("export", "latest", "-o", zip.toString(), "--report", "json")
                .exits(0);
        JsonNode report = Json.parse(said.err());
        assertEquals("export", report.get("kind").asText());
        assertEquals(2, report.get("files").asInt());
        assertEquals("PK", new String(Files.readAllBytes(zip), 0, 2, StandardCharsets.US_ASCII));
        Files.createSymbolicLink(source.resolve("a link"), Path.of("text"));
        new ProcessBuilder("mkfifo", source.resolve("fifo").toString())
                .start()
                .onExit()
                .join();
        cli.run("backup", source.toString()).exits(0);
        Cli.Said warned = cli.run(
                        "export",
                        "latest",
                        "--format",
                        "zip",
                        "-o",
                        temporary.resolve("b").toString())
                .exits(3);
        assertTrue(warned.err().contains(source + "/fifo"), warned.err());
        cli.run("export", "latest", "--format", "rar").exits(2);
        cli.run("export", "latest", "--format", "zip", "--level", "12").exits(2);
    }

    @Test
    void readerThatHasEnough_endsItQuietly() throws Exception {
        String line = process() + " dump 'latest:" + source + "/large' | head -c 5 >/dev/null; echo ${PIPESTATUS[0]}";
        assertEquals("141\n", shell(line));
    }

    @Test
    void terminal_getsTextButNoBinary() throws Exception {
        String text = shell("script -qec \"" + process() + " dump latest:" + source + "/text\" /dev/null");
        assertTrue(text.contains("二"), text);
        String binary =
                shell("script -qec \"" + process() + " dump --no-input latest:" + source + "/large\" /dev/null");
        assertTrue(binary.contains("HKE-7150"), binary);
        assertTrue(binary.length() < 2000, binary);
    }

    private static String process() {
        return Path.of(System.getProperty("java.home"), "bin", "java")
                + " --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8"
                + " -Dstdout.encoding=UTF-8 -Dslf4j.internal.verbosity=WARN dev.hikae.cli.Main";
    }

    /** What it printed, both streams. */
    private String shell(String line) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true);
        cli.environment(builder.environment());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return out;
    }
}
