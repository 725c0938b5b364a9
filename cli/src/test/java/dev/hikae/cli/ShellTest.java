package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.json.Json;
import dev.hikae.engine.EngineError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts and shells rely on: completion, doctor, exit codes, usage errors; and that docs/CLI.md says the same. */
class ShellTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @BeforeEach
    void commandLine() throws IOException {
        cli = new Cli(temporary);
    }

    private static String manual() throws IOException {
        return Files.readString(Path.of("..", "docs", "CLI.md"));
    }

    @Test
    void completion_namesEveryCommand_inEachShell() throws Exception {
        for (String shell : new String[] {"bash", "zsh", "fish"}) {
            String script = cli.run("completion", shell).exits(0).out();
            Verb.all().forEach(verb -> assertTrue(script.contains(verb.word()), shell + ": " + verb));
            assertTrue(script.contains("one-file-system"), shell);
        }
    }

    @Test
    void bash_completesACommandAndItsOptions() throws Exception {
        Path script = Files.writeString(
                temporary.resolve("hikae.bash"),
                cli.run("completion", "bash").exits(0).out());
        Process bash = new ProcessBuilder(
                        "bash",
                        "--norc",
                        "-c",
                        "compopt() { :; }; source '" + script
                                + "'; COMP_WORDS=(hikae snap); COMP_CWORD=1; COMP_LINE='hikae snap';"
                                + " _complete_hikae; echo \"${COMPREPLY[*]}\"")
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("snapshots", said.strip());
    }

    @Test
    void doctor_reports_andItsExitCodeIsTheRepositorys() {
        Cli.Said said = cli.run("doctor", "--no-speed", "--output", "json").exits(13);
        JsonNode found = Json.parse(said.out());
        assertEquals("missing", missing(found) ? "missing" : "there");
        assertTrue(
                found.get("cache_bytes").isNumber() && found.get("open_files").isTextual(), said.out());
        // Tests have no start cache: a warning, not a failure.
        cli.without("HIKAE_REPOSITORY").run("doctor", "--no-speed").exits(3);
    }

    private static boolean missing(JsonNode found) {
        return found.get("start").asText().equals("not there");
    }

    @Test
    void doctor_measuresEachPrimitive() {
        JsonNode found = Json.parse(cli.without("HIKAE_REPOSITORY")
                .run("doctor", "--output", "json")
                .exits(3)
                .out());
        Set<String> names = new TreeSet<>();
        for (JsonNode speed : found.get("speeds")) {
            names.add(speed.get("name").asText());
            assertTrue(speed.get("bytes_per_second").asLong() > 0, speed.toString());
        }
        assertEquals(Set.of("aes-256-gcm", "hmac-sha-256", "zstd-1", "zstd-3", "chunker"), names);
        assertEquals(found.get("speeds").get(0).get("by"), found.get("aead"));
    }

    @Test
    void usageErrors_areSpokenInJapanese() {
        for (String[] line : new String[][] {
            {"--lang", "ja", "restore", "latest"},
            {"--lang", "ja", "snapshot"},
            {"--lang", "ja", "snapshots", "--output", "xml"},
            {"--lang", "ja", "init", "--write-recovery-kit", "a", "--write-recovery-kit", "b"}
        }) {
            String err = cli.run(line).exits(2).err();
            assertFalse(
                    Pattern.compile("Missing|Unknown|Unmatched|Invalid|should be")
                            .matcher(err)
                            .find(),
                    err);
            assertTrue(err.startsWith("hikae: HKE-7100: コマンドラインを解釈できません"), err);
        }
        assertTrue(cli.run("snapshot").exits(2).err().contains("snapshots"));
    }

    /** Every number the command line can end with, by what leads to it; docs/CLI.md has the same table. */
    @Test
    void exitCodes_areThoseOfTheManual() throws IOException {
        Map<Integer, Set<String>> codes = new TreeMap<>();
        Stream.of(CliError.values(), EngineError.values())
                .flatMap(values -> Arrays.stream((ErrorCode[]) values))
                .forEach(e -> codes.computeIfAbsent(e.failure().exitCode(), c -> new TreeSet<>())
                        .add(e.id()));
        Set<Integer> documented = manual().lines()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(line -> Integer.parseInt(line.split("\\|")[1].strip()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(documented.containsAll(codes.keySet()), () -> documented + " lacks some of " + codes.keySet());
        assertEquals(Set.of(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 130, StandardOutput.READER_GONE), documented);
        assertEquals(2, CliError.USAGE.failure().exitCode());
        assertEquals(130, CliError.INTERRUPTED.failure().exitCode());
    }

    @Test
    void manual_listsEveryCommandAndOption() throws IOException {
        String manual = manual();
        var terminal = new Terminal(Map.of(), System.out, System.err);
        Main.line(Verb.all(), terminal).getSubcommands().forEach((name, command) -> {
            assertTrue(manual.contains("`" + name + "`"), name);
            command.getCommandSpec()
                    .options()
                    .forEach(option ->
                            assertTrue(manual.contains(option.longestName()), () -> name + " " + option.longestName()));
        });
    }

    /** The events in the manual are what the program prints: the same fields. */
    @Test
    void manual_showsEventsAsTheyAre() throws IOException {
        String key = temporary.resolve("key").toString();
        cli.run("key", "generate", key).exits(0);
        cli.without("HIKAE_PASSPHRASE_FILE").with("HIKAE_KEY_FILE", key);
        cli.run("init").exits(0);
        Path source = Files.createDirectory(temporary.resolve("source"));
        Files.writeString(source.resolve("a"), "a");
        Cli.Said said = cli.run("backup", "--json", source.toString()).exits(0);
        String error = cli.run("ls", "--json", "snap_ffff").exits(10).err();
        for (String line : new String[] {
            said.err().lines().reduce((a, b) -> b).orElseThrow(), said.out().strip(), error.strip()
        }) {
            JsonNode event = Json.parse(line);
            String kind = event.get("kind").asText();
            JsonNode shown = manual().lines()
                    .filter(l -> l.startsWith("{\"hikae\":1,\"kind\":\"" + kind + "\""))
                    .map(Json::parse)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("docs/CLI.md shows no " + kind));
            assertEquals(fields(event), fields(shown), kind);
        }
    }

    /** Without those that may be absent. */
    private static Set<String> fields(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        names.removeAll(Set.of("left_ms"));
        return names;
    }
}
