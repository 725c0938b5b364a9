package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs of a repository alone, as a person types them. */
class RepositoryCommandsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @SuppressWarnings("NullAway.Init")
    private Path source;

    @BeforeEach
    void repositoryWithOneSnapshot() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        source = Files.createDirectory(temporary.resolve("source"));
        Files.writeString(source.resolve("one.txt"), "one\n");
        Files.createDirectory(source.resolve("sub"));
        Files.writeString(source.resolve("sub/two.txt"), "two\n");
        cli.run("init", "--write-recovery-kit", kit().toString()).exits(0);
        cli.run("backup", source.toString()).exits(0);
    }

    private Path kit() {
        return temporary.resolve("kit.txt");
    }

    @Test
    void singleDirectory_restoresIntoTheTargetItself_andCompares() throws IOException {
        Path target = temporary.resolve("back");
        Cli.Said said = cli.run("restore", "latest", "--target", target.toString(), "--verify")
                .exits(0);
        assertEquals("two\n", Files.readString(target.resolve("sub/two.txt")));
        assertTrue(said.out().contains("identical"), said.out());
    }

    @Test
    void singleFile_landsUnderItsOwnName() throws IOException {
        Path target = temporary.resolve("back");
        cli.run("restore", "latest:" + source + "/sub/two.txt", "--target", target.toString())
                .exits(0);
        assertEquals("two\n", Files.readString(target.resolve("two.txt")));
        assertFalse(Files.exists(target.resolve("one.txt")));
    }

    @Test
    void dryRun_showsAndWritesNothing() {
        Path target = temporary.resolve("back");
        Cli.Said said = cli.run("restore", "latest", "--target", target.toString(), "--dry-run")
                .exits(0);
        assertTrue(said.out().contains("sub/two.txt"), said.out());
        assertFalse(Files.exists(target));
    }

    @Test
    void uniquePrefixOfAnId_isEnough_andAnUnknownOneIsNot() {
        String id = snapshots().get(0).get("id").asText();
        cli.run("ls", id.substring(0, id.length() - 4)).exits(0);
        Cli.Said said = cli.run("ls", "snap_ffff").exits(10);
        assertTrue(said.err().contains("HKE-2111"), said.err());
    }

    @Test
    void targetThatIsNotEmpty_isRefused_andKeepsWhatItHas() throws IOException {
        Path target = Files.createDirectory(temporary.resolve("full"));
        Files.writeString(target.resolve("precious"), "keep me");
        Cli.Said said =
                cli.run("restore", "latest", "--target", target.toString()).exits(11);
        assertTrue(said.err().contains("HKE-2521"), said.err());
        assertEquals("keep me", Files.readString(target.resolve("precious")));
        assertEquals(1, Files.list(target).count());
    }

    @Test
    void wrongPassphrase_isRefusedWithItsNumber() throws IOException {
        Path wrong = Files.writeString(temporary.resolve("wrong"), "not the passphrase\n");
        Cli.Said said = cli.with("HIKAE_PASSPHRASE_FILE", wrong.toString())
                .run("snapshots")
                .exits(12);
        assertTrue(said.err().contains("HKE-2100"), said.err());
        assertTrue(said.err().contains("HINT: "), said.err());
    }

    @Test
    void recoveryKit_opensASingleRegion_whenNothingElseIsLeft() throws IOException {
        cli.without("HIKAE_PASSPHRASE_FILE")
                .with("HIKAE_REPOSITORY", cli.region("singapore").toString());
        deleted("tokyo");
        deleted("osaka");
        Path target = temporary.resolve("back");
        cli.run("restore", "latest", "--target", target.toString(), "--recovery-kit", kit().toString(), "--verify")
                .exits(0);
        assertEquals("one\n", Files.readString(target.resolve("one.txt")));
        Cli.Said said = cli.run("key", "recovery", "confirm", "--recovery-kit", kit().toString())
                .exits(0);
        assertTrue(said.out().contains("opens repository"), said.out());
    }

    private void deleted(String region) throws IOException {
        Files.move(cli.region(region), temporary.resolve("gone-" + region));
    }

    @Test
    void homeRegionDown_failsLoudly_andShowsNoHalfSnapshot() throws IOException {
        deleted("tokyo");
        Cli.Said said = cli.run("backup", source.toString()).exits(13);
        assertTrue(said.err().contains("HKE-2109"), said.err());
        Files.move(temporary.resolve("gone-tokyo"), cli.region("tokyo"));
        assertEquals(1, snapshots().size());
    }

    @Test
    void otherRegionDown_commitsAndNamesIt() throws IOException {
        deleted("osaka");
        Cli.Said said = cli.run("backup", source.toString()).exits(3);
        assertTrue(said.err().contains("osaka"), said.err());
    }

    @Test
    void severalPlansOrHosts_makeLatestAmbiguous() {
        cli.run("backup", "--host", "another", source.toString()).exits(0);
        Cli.Said said = cli.run("ls", "latest").exits(2);
        assertTrue(said.err().contains("another"), said.err());
    }

    @Test
    void errorsForMachines_areOneJsonObject() {
        Cli.Said said = cli.run("ls", "snap_ffff", "--output", "json").exits(10);
        JsonNode error = Json.parse(said.err());
        assertEquals("HKE-2111", error.get("code").asText());
        assertEquals(10, error.get("exit").asInt());
        assertFalse(error.get("hint").asText().isEmpty());
    }

    @Test
    void japanese_isSpoken() {
        Cli.Said said = cli.run("--lang", "ja", "check").exits(0);
        assertTrue(said.out().contains("破損はありません"), said.out());
    }

    @Test
    void existingKit_isNeverOverwritten() throws IOException {
        String before = Files.readString(kit());
        cli.run("key", "recovery", "write", kit().toString()).exits(11);
        assertEquals(before, Files.readString(kit()));
    }

    @Test
    void missingPath_isNotBackedUpAsNothing() {
        Cli.Said said =
                cli.run("backup", temporary.resolve("nowhere").toString()).exits(10);
        assertTrue(said.err().contains("HKE-7116"), said.err());
        assertEquals(1, snapshots().size());
    }

    @Test
    void keysOfARepositoryYaml_areUsed_whenNothingElseIsGiven() throws IOException {
        Path yaml = cli.folder().resolve("repository.yml");
        Files.writeString(yaml, Files.readString(yaml) + "keys: {type: passphrase-file, path: ./passphrase}\n");
        cli.without("HIKAE_PASSPHRASE_FILE").run("snapshots").exits(0);
    }

    @Test
    void replicate_bringsARegionUpToDate() throws IOException {
        deleted("osaka");
        cli.run("backup", source.toString()).exits(3);
        Files.move(temporary.resolve("gone-osaka"), cli.region("osaka"));
        cli.run("replicate").exits(0);
        assertTrue(snapshots().get(1).get("regions").toString().contains("osaka"));
    }

    @Test
    void prune_freesLeftOvers_inAllRegions_onlyWhenAsked() throws IOException {
        String pack = "packs/ab/ab" + "0".repeat(30);
        for (String region : List.of("tokyo", "osaka")) {
            Path leftOver = cli.region(region).resolve(pack);
            Files.createDirectories(leftOver.getParent());
            Files.write(leftOver, new byte[1000]);
        }
        Cli.Said would = cli.run("prune", "--dry-run").exits(0);
        assertTrue(would.out().contains("osaka: 1 objects would be deleted, 1000 B freed"), would.out());
        assertTrue(Files.exists(cli.region("tokyo").resolve(pack)));
        JsonNode freed =
                Json.parse(cli.run("prune", "--output", "json").exits(0).out());
        assertEquals(1000, freed.at("/regions/0/bytes").asLong(), freed.toString());
        assertFalse(Files.exists(cli.region("tokyo").resolve(pack)));
        assertFalse(Files.exists(cli.region("osaka").resolve(pack)));
        cli.run("check", "--read-data").exits(0);
        deleted("osaka");
        assertTrue(cli.run("prune").exits(13).err().contains("HKE-2660"));
        cli.run("prune", "--grace", "-1h").exits(2);
        cli.run("prune", "--repack-below", "101").exits(2);
    }

    @Test
    void prune_repacksWhatIsWorn_andTellsBefore() throws IOException {
        var random = new java.util.Random(3);
        for (String content : List.of("first", "second")) {
            for (int i = 0; i < 24; i++) {
                if (content.equals("first") || i % 4 != 0) {
                    byte[] bytes = new byte[384 << 10];
                    random.nextBytes(bytes);
                    Files.write(source.resolve("large" + i), bytes);
                }
            }
            cli.run("backup", "--host", "h", source.toString()).exits(0);
        }
        String first = snapshots().get(1).get("id").asText();
        cli.run("forget", first).exits(0);
        assertFalse(cli.run("prune", "--no-repack", "--dry-run").exits(0).out().contains("repacked"));
        Cli.Said would = cli.run("prune", "--dry-run", "--grace", "0s").exits(0);
        assertTrue(would.out().contains("Would be repacked"), would.out());
        JsonNode done = Json.parse(
                cli.run("prune", "--grace", "0s", "--output", "json").exits(0).out());
        assertTrue(done.at("/repacked/packs").asLong() > 0, done.toString());
        assertTrue(done.at("/repacked/bytes_freed").asLong() > 1 << 20, done.toString());
        cli.run("check", "--read-data").exits(0);
    }

    @Test
    void initOverARepository_isRefused() {
        cli.run("init").exits(11);
        cli.run("check", "--read-data").exits(0);
    }

    @Test
    void usage_isNumberedAndHinted() {
        for (List<String> line : List.of(List.<String>of(), List.of("frobnicate"), List.of("restore", "latest"))) {
            Cli.Said said = cli.run(line.toArray(String[]::new)).exits(2);
            assertTrue(said.err().startsWith("hikae: HKE-7100: "), said.err());
            assertTrue(said.err().contains("HINT: "), said.err());
        }
    }

    private JsonNode snapshots() {
        return Json.parse(cli.run("snapshots", "--output", "json").exits(0).out())
                .get("items");
    }
}
