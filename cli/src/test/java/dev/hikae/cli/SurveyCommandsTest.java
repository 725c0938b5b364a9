package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diff}, {@code find} and {@code stats} over three snapshots of one host and one of another. */
class SurveyCommandsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @SuppressWarnings("NullAway.Init")
    private Path source;

    private final List<String> ids = new ArrayList<>();

    @BeforeEach
    void fourSnapshots() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        Path key = Files.writeString(temporary.resolve("key"), "hikae-key-1 " + "07".repeat(32) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        cli.without("HIKAE_PASSPHRASE_FILE").with("HIKAE_KEY_FILE", key.toString());
        source = Files.createDirectory(temporary.resolve("source"));
        Path sub = Files.createDirectories(source.resolve("sub/Deep"));
        byte[] large = new byte[300_000];
        new Random(1).nextBytes(large);
        Files.write(sub.resolve("large"), large);
        Files.writeString(source.resolve("changed"), "one\n");
        Files.writeString(source.resolve("gone"), "gone\n");
        Files.writeString(source.resolve("moded"), "m\n");
        Files.writeString(source.resolve("kind"), "a file\n");
        cli.run("init").exits(0);
        backup("host a");
        Files.writeString(source.resolve("changed"), "two!\n");
        Files.delete(source.resolve("gone"));
        Files.setPosixFilePermissions(source.resolve("moded"), PosixFilePermissions.fromString("rwx------"));
        Files.delete(source.resolve("kind"));
        Files.createDirectory(source.resolve("kind"));
        Files.writeString(source.resolve("kind/in it"), "x");
        Files.writeString(source.resolve("added.TXT"), "added\n");
        Files.setLastModifiedTime(source.resolve("added.TXT"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        backup("host a");
        Files.writeString(source.resolve("gone"), "gone\n");
        backup("host a");
        backup("host b");
    }

    private void backup(String host) {
        JsonNode done = Json.parse(cli.run("backup", "--host", host, source.toString(), "--output", "json")
                .exits(0)
                .out());
        JsonNode id = done.findValue("id");
        ids.add(id.asText());
    }

    @Test
    void diff_tellsEveryChangeByItsKind_andNothingElse() {
        Cli.Said said = cli.run("diff", ids.get(0), ids.get(1)).exits(0);
        List<String> lines =
                said.out().lines().map(l -> l.replace(source.toString(), "")).toList();
        assertEquals(
                List.of("U", "+  /added.TXT", "M  /changed", "-  /gone", "T  /kind", "+  /kind/in it", "U  /moded"),
                lines.stream()
                        .map(l -> l.startsWith("U    (") || l.startsWith("U  (") ? "U" : l.replaceFirst("  \\(.*", ""))
                        .toList(),
                said.out());
        assertTrue(lines.get(2).contains("4 B -> 5 B"), lines.get(2));
        assertTrue(lines.get(6).contains("mode"), lines.get(6));
        Cli.Said content =
                cli.run("diff", "--content-only", ids.get(0), ids.get(1)).exits(0);
        assertFalse(content.out().contains("moded"), content.out());
        assertEquals("", cli.run("diff", ids.get(1), ids.get(1)).exits(0).out());
    }

    @Test
    void diff_worksAcrossHosts_forAPath_andForMachines() {
        JsonNode same = Json.parse(cli.run("diff", ids.get(2), ids.get(3), "--output", "json")
                .exits(0)
                .out());
        assertEquals(0, same.get("items").size(), same.toString());
        JsonNode part = Json.parse(cli.run("diff", ids.get(0), ids.get(3), source + "/kind", "--output", "json")
                .exits(0)
                .out());
        assertEquals(2, part.get("items").size(), part.toString());
        assertEquals("type", part.get("items").get(0).get("change").asText());
        assertEquals(1, part.get("totals").get("added").asInt());
        List<String> lines = cli.run("diff", ids.get(0), ids.get(1), "--output", "jsonl")
                .exits(0)
                .out()
                .lines()
                .toList();
        assertEquals("diff-totals", Json.parse(lines.getLast()).get("kind").asText());
        assertEquals("diff", Json.parse(lines.getFirst()).get("kind").asText());
        Cli.Said none = cli.run("diff", ids.get(0), ids.get(1), "/nowhere").exits(10);
        assertTrue(none.err().contains("HKE-2119"), none.err());
        assertTrue(cli.run("diff", "latest", ids.get(0)).exits(2).err().contains("HKE-2113"));
    }

    @Test
    void find_showsEachVersion_withTheSnapshotsThatHoldIt() {
        List<JsonNode> changed = found("changed");
        assertEquals(3, changed.size());
        assertEquals(ids.get(3), newest(changed.get(0), 0));
        JsonNode second = changed.get(1).get("snapshots");
        assertEquals(1, second.size());
        assertEquals(ids.get(2), newest(changed.get(1), 0));
        assertEquals(ids.get(1), second.get(0).get("oldest").asText());
        assertEquals(2, second.get(0).get("count").asInt());
        assertEquals(ids.get(0), newest(changed.get(2), 0));
        assertEquals(
                2,
                found("gone", "--snapshot", ids.get(0), "--snapshot", ids.get(2))
                        .size());
        assertEquals(0, found("gone", "--snapshot", ids.get(1)).size());
    }

    private static String newest(JsonNode found, int range) {
        return found.get("snapshots").get(range).get("newest").asText();
    }

    private List<JsonNode> found(String... arguments) {
        List<String> line = new ArrayList<>(List.of("find", "--output", "jsonl"));
        line.addAll(List.of(arguments));
        return cli.run(line.toArray(String[]::new))
                .exits(0)
                .out()
                .lines()
                .map(Json::parse)
                .filter(n -> n.get("kind").asText().equals("find"))
                .toList();
    }

    @Test
    void find_knowsPatternsAndFilters() {
        String newest = ids.get(3);
        assertEquals(1, found("*.txt", "-i", "--snapshot", newest).size());
        assertEquals(0, found("*.txt", "--snapshot", newest).size());
        assertEquals(1, found("sub/*/large", "--snapshot", newest).size());
        assertEquals(
                1,
                found(source + "/sub/**", "--type", "f", "--snapshot", newest).size());
        assertEquals(1, found("*", "--larger", "200K", "--snapshot", newest).size());
        assertEquals(
                1, found("*", "--older", "2020-06-01", "--snapshot", newest).size());
        assertEquals(
                2,
                found("*e*", "!changed", "--type", "f", "--smaller", "1k", "--snapshot", newest, "--newer", "2d")
                        .size());
        assertTrue(cli.run("find", "x", "--larger", "much").exits(2).err().contains("HKE-7100"));
        assertTrue(cli.run("find", "x", "--newer", "then").exits(2).err().contains("HKE-7100"));
        assertTrue(cli.run("find", "x", "--type", "z").exits(2).err().contains("HKE-7100"));
        Cli.Said table = cli.run("find", "large").exits(0);
        assertTrue(table.out().contains("3 snapshots"), table.out());
    }

    @Test
    void stats_tellWhatIsSharedAndWhatIsOnlyThere() throws IOException {
        JsonNode stats =
                Json.parse(cli.run("stats", "--output", "json").exits(0).out());
        assertEquals(4, stats.get("snapshots").size());
        assertEquals(2, stats.get("sources").size());
        assertTrue(stats.get("dedup_ratio").asDouble() > 3, stats.toString());
        assertEquals(0, stats.get("missing").asInt());
        JsonNode a = stats.get("sources").get(1);
        assertEquals("host a", a.get("host").asText());
        assertTrue(a.get("different_bytes").asLong() > 300_000);
        assertTrue(a.get("only_bytes").asLong() < 100_000, "the large file is shared: " + a);
        JsonNode tokyo = stats.get("regions").get(0);
        assertEquals(stats.get("seed_bytes").asLong(), tokyo.get("needed_bytes").asLong());
        assertTrue(tokyo.get("held_bytes").asLong() > tokyo.get("needed_bytes").asLong());
        JsonNode one = Json.parse(
                cli.run("stats", ids.get(0), "--output", "json").exits(0).out());
        assertEquals(1, one.get("snapshots").size());
        assertTrue(one.get("snapshots").get(0).get("different_bytes").asLong() > 300_000);
        Cli.Said table = cli.run("stats", "--until", "1T").exits(0);
        assertTrue(table.out().contains("not known before three snapshots over at least a day"), table.out());
        assertTrue(cli.run("stats", "snap_ffff").exits(10).err().contains("HKE-2111"));
    }

    @Test
    void damagedListings_areLoud() throws IOException {
        for (String region : List.of("tokyo", "osaka", "singapore")) {
            try (Stream<Path> packs = Files.walk(cli.region(region).resolve("packs"))) {
                for (Path pack : packs.filter(Files::isRegularFile).toList()) {
                    byte[] bytes = Files.readAllBytes(pack);
                    if (bytes[8] == 2) {
                        assertTrue(pack.toFile().setWritable(true));
                        bytes[400] ^= 1;
                        Files.write(pack, bytes);
                    }
                }
            }
        }
        Cli.Said diff = cli.run("diff", ids.get(0), ids.get(1)).exits(4);
        assertTrue(diff.err().contains("HKE-2104") || diff.err().contains("HKE-2562"), diff.err());
        assertTrue(cli.run("find", "large").exits(4).err().contains("not searched"));
        assertTrue(cli.run("stats").exits(4).err().contains("too small"));
    }
}
