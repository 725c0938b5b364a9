package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hikae scrub}: what it prints and how it ends. */
class ScrubCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void repository() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        String key = temporary.resolve("key").toString();
        cli.run("key", "generate", key).exits(0);
        cli.without("HIKAE_PASSPHRASE_FILE").with("HIKAE_KEY_FILE", key);
        cli.run("init").exits(0);
        Path source = Files.createDirectory(temporary.resolve("source"));
        byte[] content = new byte[200_000];
        new Random(1).nextBytes(content);
        file = Files.write(source.resolve("file"), content);
        cli.run("backup", source.toString()).exits(0);
    }

    private Path pack(String region) throws IOException {
        try (Stream<Path> files = Files.walk(cli.region(region).resolve("packs"))) {
            return files.filter(f -> f.toFile().length() > 150_000 && Files.isRegularFile(f))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void damage(String region) throws IOException {
        try (var open = new RandomAccessFile(pack(region).toFile(), "rw")) {
            open.seek(100_000);
            int value = open.read();
            open.seek(100_000);
            open.write(value ^ 1);
        }
    }

    @Test
    void nameThatNoRegionCanHave_isWrongUse() {
        String err = cli.run("scrub", "--region", "No Such").exits(2).err();
        assertTrue(err.contains("HKE-7190"), err);
    }

    @Test
    void wholeRegions_end0() {
        String out = cli.run("scrub").exits(0).out();
        assertTrue(out.contains("No damage is left in what 1 snapshots need"), out);
        assertTrue(out.contains("checked 3 by L2"), out);
    }

    @Test
    void healedDamage_isToldAndEnds0() throws IOException {
        damage("osaka");
        Cli.Said said = cli.run("scrub").exits(0);
        assertTrue(said.err().contains("healed: osaka: packs/"), said.err());
        assertTrue(said.err().contains("replaced by the copy of region tokyo"), said.err());
        assertTrue(said.out().contains("Healed: 1."), said.out());
        cli.run("check", "--read-data").exits(0);
    }

    @Test
    void damageThatIsLeft_ends4AsJsonSays() throws IOException {
        damage("osaka");
        JsonNode found = Json.parse(
                cli.run("scrub", "--no-heal", "--output", "json").exits(4).out());
        assertFalse(found.get("whole").asBoolean());
        assertEquals(1, found.get("unhealed").asInt());
        JsonNode finding = found.get("findings").get(0);
        assertEquals("osaka", finding.get("region").asText());
        assertEquals("damaged", finding.get("state").asText());
        assertEquals(3, found.get("regions").size());
        assertEquals(0, found.get("losses").size(), "other regions have it");
    }

    @Test
    void whatIsLost_isToldByPath() throws IOException {
        for (String region : new String[] {"tokyo", "osaka", "singapore"}) {
            damage(region);
        }
        Cli.Said said = cli.run("scrub").exits(4);
        assertTrue(said.err().contains("lost: tokyo: packs/"), said.err());
        assertTrue(
                said.err()
                        .lines()
                        .anyMatch(l -> l.startsWith("cannot be restored whole: snap_") && l.endsWith(":" + file)),
                said.err());
    }

    @Test
    void checksumsThatNoFolderKeeps_end3() {
        Cli.Said said = cli.run("scrub", "--level", "l1", "--region", "tokyo").exits(3);
        assertTrue(said.err().contains("tokyo keeps no checksum of 3 objects"), said.err());
    }

    @Test
    void budgetsAreTimesOrSizes() {
        assertTrue(cli.run("scrub", "--budget", "0s").exits(0).out().contains("left for later 3"));
        assertTrue(cli.run("scrub", "--budget", "1GiB", "--budget", "10m")
                .exits(0)
                .out()
                .contains("left for later 0"));
        assertTrue(cli.run("scrub", "--budget", "much").exits(2).err().contains("not a budget: much"));
    }

    @Test
    void sample_canBeRepeated() {
        String out = cli.run("scrub", "--level", "L4", "--seed", "7").exits(0).out();
        assertTrue(out.contains("0 differ (--seed 7)"), out);
    }
}
