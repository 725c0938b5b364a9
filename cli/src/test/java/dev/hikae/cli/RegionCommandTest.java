package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hikae region} as a person types it, with regions that are folders. */
class RegionCommandTest {
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
        // A key file: tests need not wait for Argon2.
        Path key = temporary.resolve("key");
        cli.run("key", "generate", key.toString()).exits(0);
        cli.without("HIKAE_PASSPHRASE_FILE").with("HIKAE_KEY_FILE", key.toString());
        cli.run("init").exits(0);
        cli.run("backup", source.toString()).exits(0);
    }

    @Test
    void list_namesEachRegion_withItsPlaceAndReason() throws IOException {
        away("osaka");
        Cli.Said said = cli.run("region", "list").exits(0);
        assertTrue(said.out().lines().anyMatch(l -> l.matches("tokyo +home +/.*/tokyo +up")), said.out());
        assertTrue(said.out().lines().anyMatch(l -> l.matches("osaka +copy +/.*/osaka +down: .*")), said.out());
        assertTrue(said.out().contains("Home tokyo, epoch 0, quorum 2 of 3 regions."), said.out());
    }

    @Test
    void status_countsWhatEachLacks_andHowManyHoldASnapshot() throws IOException {
        JsonNode whole = status().get("regions").get(1);
        assertEquals(1, whole.get("snapshots_held").asInt());
        away("osaka");
        cli.run("backup", source.toString()).exits(3);
        cli.run("region", "status").exits(3);
        back("osaka");
        Cli.Said said = cli.run("region", "status", "--snapshots").exits(3);
        assertTrue(said.out().contains("REPLICATED 3 of 3"), said.out());
        assertTrue(said.out().contains("REPLICATED 2 of 3"), said.out());
        JsonNode behind = Json.parse(cli.run("region", "status", "--snapshots", "--output", "json")
                .exits(3)
                .out());
        assertEquals(1, behind.get("regions").get(1).get("snapshots_behind").asInt());
        assertEquals(2, behind.get("snapshots").get(1).get("copies").asInt());
        cli.run("replicate").exits(0);
        cli.run("region", "status").exits(0);
    }

    @Test
    void oneRegionAlone_saysThatTheOthersAreNotConfigured() {
        JsonNode alone = Json.parse(cli.run(
                        "region",
                        "status",
                        "--output",
                        "json",
                        "--repo",
                        cli.region("osaka").toString())
                .exits(3)
                .out());
        List<String> parts = new ArrayList<>();
        alone.get("regions")
                .forEach(r ->
                        parts.add(r.get("region").asText() + " " + r.get("part").asText()));
        assertEquals(List.of("osaka member", "tokyo not_configured", "singapore not_configured"), parts);
        assertEquals("tokyo", alone.get("home").asText());
    }

    @Test
    void configuredRegionThatWasNeverAdded_disturbsNoBackup() throws IOException {
        configure("""
              - {name: nagoya, type: folder, path: ./nagoya}
            """);
        cli.run("backup", source.toString()).exits(0);
        Cli.Said said = cli.run("region", "list").exits(0);
        assertTrue(said.out().lines().anyMatch(l -> l.matches("nagoya +not added +/.*/nagoya +down: .*")), said.out());
        assertTrue(said.err().contains("hikae region add nagoya"), said.err());
        assertFalse(Files.exists(cli.region("nagoya")));
    }

    @Test
    void lostHome_isMovedAndReturns() throws IOException {
        away("tokyo");
        Cli.Said failed = cli.run("backup", source.toString()).exits(13);
        assertTrue(failed.err().contains("hikae region failover"), failed.err());
        assertTrue(cli.run("region", "failover", "osaka", "--dry-run")
                .exits(0)
                .out()
                .contains("Nothing was changed"));
        Cli.Said said = cli.run("region", "failover", "osaka").exits(0);
        assertTrue(said.out().contains("osaka is the home now (epoch 1; held by osaka, singapore)."), said.out());
        assertTrue(said.out().contains("tokyo does not answer."), said.out());
        assertTrue(said.out().contains("snap_"), said.out());
        // Two of three hold it; that tokyo does not is no failure of the backup.
        cli.run("backup", source.toString()).exits(3);
        back("tokyo");
        cli.run("replicate").exits(0);
        Cli.Said list = cli.run("region", "list").exits(0);
        assertTrue(list.err().contains("the configuration names tokyo as the home"), list.err());
        cli.run("backup", source.toString()).exits(0);
        assertTrue(cli.run("region", "failover", "osaka").exits(0).out().contains("already"));
    }

    @Test
    void lostRpo_isTold_toMachines() throws IOException {
        away("tokyo");
        JsonNode said = Json.parse(cli.run("region", "failover", "osaka", "--output", "json")
                .exits(0)
                .out());
        assertFalse(said.get("planned").asBoolean());
        assertTrue(said.get("newest").get(0).get("lost_rpo_ms").asLong() > 0, said.toString());
        back("tokyo");
    }

    @Test
    void minority_cannotMoveTheHome() throws IOException {
        away("tokyo");
        away("osaka");
        Cli.Said said = cli.run("region", "failover", "singapore").exits(13);
        assertTrue(said.err().contains("HKE-2641"), said.err());
        assertTrue(said.err().contains("osaka, tokyo"), said.err());
    }

    @Test
    void region_isAdded_filled_andRetired() throws IOException {
        cli.run("region", "add", "nagoya").exits(10);
        configure("""
              - {name: nagoya, type: folder, path: ./nagoya}
            """);
        Cli.Said said = cli.run("region", "add", "nagoya").exits(0);
        assertTrue(
                said.out().contains("nagoya is a region of the repository now: 4 regions, quorum 3 (epoch 1)."),
                said.out());
        cli.run("region", "add", "nagoya").exits(11);
        cli.run("region", "status").exits(0);
        cli.run("backup", source.toString()).exits(0);
        JsonNode alone = Json.parse(cli.run(
                        "snapshots",
                        "--output",
                        "json",
                        "--repo",
                        cli.region("nagoya").toString())
                .exits(0)
                .out());
        assertEquals(2, alone.get("items").size());
        assertTrue(cli.run("region", "retire", "tokyo").exits(11).err().contains("HKE-2648"));
        said = cli.run("region", "retire", "nagoya").exits(0);
        assertTrue(said.out().contains("nagoya is retired: 3 regions are left, quorum 2 (epoch 2)."), said.out());
        cli.run("backup", source.toString()).exits(0);
        said = cli.run("region", "list").exits(0);
        assertTrue(said.out().lines().anyMatch(l -> l.matches("nagoya +retired +.*")), said.out());
        assertTrue(said.err().contains("nagoya was retired"), said.err());
        // What it had stays readable by itself.
        cli.run("snapshots", "--repo", cli.region("nagoya").toString()).exits(0);
    }

    /** What only it had is not taken over: more than a remark for whoever runs it in a script. */
    @Test
    void regionThatDoesNotAnswer_isRetiredWithAWarning() throws IOException {
        away("osaka");
        Cli.Said said = cli.run("region", "retire", "osaka").exits(3);
        assertTrue(said.out().contains("osaka is retired"), said.out());
        assertTrue(said.err().contains("osaka"), said.err());
    }

    @Test
    void wipedRegion_isFilledAgain_butNotTheHome() throws IOException {
        away("osaka");
        Cli.Said unasked = cli.run("region", "seed", "osaka").exits(11);
        assertTrue(unasked.err().contains("HKE-2656") && unasked.err().contains("--wiped"), unasked.err());
        cli.run("region", "seed", "--wiped", "osaka").exits(0);
        cli.run("region", "status").exits(0);
        cli.run("check", "--read-data").exits(0);
        away("tokyo");
        Cli.Said said = cli.run("region", "seed", "tokyo").exits(11);
        assertTrue(said.err().contains("HKE-2650"), said.err());
        cli.run("region", "failover", "osaka").exits(0);
        cli.run("region", "seed", "tokyo", "--wiped").exits(0);
        cli.run("region", "status").exits(0);
    }

    @Test
    void probe_triesAFolder_andNeedsNoKey() throws IOException {
        cli.without("HIKAE_KEY_FILE");
        Path place = Files.createDirectory(temporary.resolve("place"));
        Cli.Said said = cli.run("region", "probe", place.toString()).exits(0);
        assertTrue(said.out().contains("Verdict: safe."), said.out());
        assertTrue(said.out().lines().anyMatch(l -> l.matches("creates an object only once +yes")), said.out());
        JsonNode probes = Json.parse(
                cli.run("region", "probe", "--output", "json").exits(0).out());
        assertEquals(3, probes.get("items").size());
        JsonNode osaka = Json.parse(cli.run("region", "probe", "osaka", "--output", "json")
                        .exits(0)
                        .out())
                .get("items")
                .get(0);
        assertTrue(osaka.get("safe").asBoolean() && osaka.get("place").asText().endsWith("/osaka"), osaka.toString());
        cli.run("region", "probe", temporary.resolve("nowhere").toString()).exits(13);
        cli.run("region", "probe", "nowhere").exits(2);
        assertFalse(Files.exists(temporary.resolve("nowhere")));
    }

    @Test
    void nameThatIsNone_isRefused() {
        assertTrue(cli.run("region", "failover", "../etc").exits(2).err().contains("HKE-7190"));
        cli.run("region", "failover", "nowhere").exits(10);
        cli.run("region", "seed", "nowhere").exits(10);
        cli.run("region", "retire", "nowhere").exits(10);
        cli.run("region").exits(2);
    }

    private JsonNode status() {
        return Json.parse(
                cli.run("region", "status", "--output", "json").exits(0).out());
    }

    private void configure(String more) throws IOException {
        Path yaml = cli.folder().resolve("repository.yml");
        Files.writeString(yaml, Files.readString(yaml).replace("quorum: 2\n", "") + more);
    }

    private void away(String region) throws IOException {
        Files.move(cli.region(region), temporary.resolve("gone-" + region));
    }

    private void back(String region) throws IOException {
        Files.move(temporary.resolve("gone-" + region), cli.region(region));
    }
}
