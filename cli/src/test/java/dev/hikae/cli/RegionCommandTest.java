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
                        "region", "status", "--output", "json", "--repo", cli.region("osaka").toString())
                .exits(3)
                .out());
        List<String> parts = new ArrayList<>();
        alone.get("regions").forEach(r -> parts.add(r.get("region").asText() + " " + r.get("part").asText()));
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

    private JsonNode status() {
        return Json.parse(cli.run("region", "status", "--output", "json").exits(0).out());
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
