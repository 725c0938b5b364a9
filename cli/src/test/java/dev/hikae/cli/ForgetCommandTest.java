package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hikae forget} over five snapshots of one host and one of another. */
class ForgetCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @SuppressWarnings("NullAway.Init")
    private Path source;

    private final List<String> ids = new ArrayList<>();

    @BeforeEach
    void sixSnapshots() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        Path key = Files.writeString(temporary.resolve("key"), "hikae-key-1 " + "07".repeat(32) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        cli.without("HIKAE_PASSPHRASE_FILE").with("HIKAE_KEY_FILE", key.toString());
        source = Files.createDirectory(temporary.resolve("source"));
        Files.writeString(source.resolve("file"), "content\n");
        at("2026-11-20T00:00:00Z").run("init").exits(0);
        backup("2026-11-24T20:00:00Z", "a");
        backup("2026-11-25T08:00:00Z", "a");
        backup("2026-11-25T20:00:00Z", "a");
        backup("2026-11-26T08:00:00Z", "a");
        backup("2026-11-26T20:00:00Z", "a");
        backup("2026-11-26T20:00:01Z", "b");
        at("2026-11-26T21:00:00Z");
    }

    private Cli at(String time) {
        return cli.at(InstantSource.fixed(Instant.parse(time)));
    }

    private void backup(String time, String host) {
        JsonNode done = Json.parse(at(time).run("backup", "--host", host, source.toString(), "--output", "json")
                .exits(0)
                .out());
        ids.add(done.findValue("id").asText());
    }

    private List<String> listed() {
        return ids(Json.parse(cli.run("snapshots", "--output", "json").exits(0).out())
                .get("items"));
    }

    private static List<String> ids(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(n -> n.get("id").asText())
                .toList();
    }

    private JsonNode forget(String... arguments) {
        List<String> line = new ArrayList<>(List.of("forget", "--zone", "UTC", "--output", "json"));
        line.addAll(List.of(arguments));
        return Json.parse(cli.run(line.toArray(String[]::new)).exits(0).out());
    }

    @Test
    void aDryRun_tellsWhatIsKeptAndWhy_andWritesNothing() {
        JsonNode told = forget("--keep-daily", "2", "--dry-run");
        assertTrue(told.get("dry_run").asBoolean());
        assertEquals("--keep-daily 2", told.get("reason").asText());
        JsonNode a = told.get("groups").get(0);
        assertEquals("a", a.get("host").asText());
        assertEquals(List.of(ids.get(2), ids.get(4)), ids(a.get("keep")));
        assertEquals(List.of(ids.get(0), ids.get(1), ids.get(3)), ids(a.get("forget")));
        JsonNode reason = a.get("keep").get(0).get("reasons").get(0);
        assertEquals("daily", reason.get("rule").asText());
        assertEquals(2, reason.get("place").asInt());
        assertEquals("2026-11-25", reason.get("period").asText());
        assertEquals("day 2 of 2: 2026-11-25", reason.get("text").asText());
        JsonNode why = a.get("forget").get(1).get("reasons").get(0);
        assertEquals(ids.get(2), why.get("by").asText());
        assertEquals(
                ids.get(2) + " stands for the day 2026-11-25", why.get("text").asText());
        assertEquals(
                "no rule reaches it",
                a.get("forget").get(0).get("reasons").get(0).get("text").asText());
        assertEquals(3, told.get("kept").asInt());
        assertEquals(3, told.get("forgotten").asInt());
        assertEquals(0, told.get("recorded_in").size());
        Cli.Said table = cli.run("forget", "--keep-daily", "2", "--zone", "UTC", "--dry-run")
                .exits(0);
        assertTrue(table.out().contains("Would forget 3 snapshots; 3 stay. Nothing was written."), table.out());
        assertTrue(table.out().contains("newest, may yet be verified, 1 of 1, day 1 of 2: 2026-11-26"), table.out());
        assertEquals(6, listed().size());
        Cli.Said japanese = cli.run("forget", "--keep-daily", "2", "--dry-run", "--lang", "ja")
                .exits(0);
        assertTrue(japanese.out().contains("破棄の対象はスナップショット 3 件"), japanese.out());
    }

    @Test
    void rules_forget_whatADryRunTold() {
        JsonNode done = forget("--keep-daily", "2");
        assertFalse(done.get("dry_run").asBoolean());
        assertEquals(3, done.get("recorded_in").size());
        assertEquals(List.of(ids.get(2), ids.get(4), ids.get(5)), listed());
        assertEquals(0, forget("--keep-daily", "2").get("forgotten").asInt());
        assertTrue(cli.run("forget", "--keep-daily", "2", "--zone", "UTC")
                .exits(0)
                .out()
                .contains("Nothing to forget; 3 snapshots stay."));
    }

    @Test
    void rules_spareWhatIsNamedAsVerified_andOtherHosts() {
        forget("--keep-last", "1", "--host", "a", "--verified", ids.get(1), "--reason", "moved to a new disk");
        assertEquals(List.of(ids.get(1), ids.get(4), ids.get(5)), listed());
        assertTrue(cli.run("forget", "--keep-last", "1", "--plan", "nightly")
                .exits(10)
                .err()
                .contains("HKE-7182"));
        assertEquals(
                2,
                forget("--keep-last", "1", "--plan", "-", "--dry-run")
                        .get("groups")
                        .size());
    }

    @Test
    void aRegionThatIsDown_isNamed_andLearnsLater() throws IOException {
        Files.move(cli.region("singapore"), cli.region("away"));
        Cli.Said said = cli.run("forget", "--keep-last", "1", "--host", "a").exits(3);
        assertTrue(said.err().contains("region singapore does not know yet"), said.err());
        assertEquals(List.of(ids.get(4), ids.get(5)), listed());
        Files.move(cli.region("away"), cli.region("singapore"));
        cli.run("replicate").exits(0);
        assertEquals(List.of(ids.get(4), ids.get(5)), listed());
    }

    @Test
    void names_areForgotten_butTheNewestOnlyWhenAllowed() {
        Cli.Said refused = cli.run("forget", ids.get(0), ids.get(4)).exits(2);
        assertTrue(refused.err().contains("HKE-7181: snapshot " + ids.get(4)), refused.err());
        assertEquals(6, listed().size());
        JsonNode told = forget("--dry-run", ids.get(0));
        assertEquals(List.of(ids.get(0)), ids(told.get("groups").get(0).get("forget")));
        assertEquals("named on the command line", told.get("reason").asText());
        cli.run("forget", ids.get(0), ids.get(0), ids.get(1)).exits(0);
        assertEquals(ids.subList(2, 6), listed());
        cli.run("forget", "--allow-newest", ids.get(5)).exits(0);
        assertEquals(ids.subList(2, 5), listed());
        assertTrue(cli.run("forget", ids.get(0)).exits(10).err().contains("HKE-2111"));
    }

    @Test
    void whatSaysNothingOrTooMuch_isRefused() {
        Cli.Said nothing = cli.run("forget").exits(2);
        assertTrue(nothing.err().contains("HKE-7180") && nothing.err().contains("HINT: "), nothing.err());
        assertTrue(cli.run("forget", "--keep-verified", "3").exits(2).err().contains("HKE-7180"));
        for (String[] line : new String[][] {
            {"forget", "--keep-daily", "2", ids.get(0)},
            {"forget", "--host", "a", ids.get(0)},
            {"forget", "--keep-daily", "0"},
            {"forget", "--keep-daily", "many"},
            {"forget", "--keep-within", "soon"},
            {"forget", "--keep-within", "0s"},
            {"forget", "--keep-daily", "1", "--zone", "Mars/Olympus"}
        }) {
            String err = cli.run(line).exits(2).err();
            assertTrue(err.contains("HKE-7100"), err);
        }
        assertEquals(6, listed().size());
    }
}
