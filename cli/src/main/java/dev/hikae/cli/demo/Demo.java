package dev.hikae.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.cli.client.ServiceClient;
import dev.hikae.cli.client.ServiceException;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The eight steps of the demo; each ends normally only when what it shows is so. */
final class Demo {
    private static final int ALERT_SECONDS = 30;

    private final DemoFolder folder;
    private final DemoPeople people;
    private final DemoApplication application;
    private final DemoScreen screen;
    private final List<Expected> expected = new ArrayList<>();

    Demo(DemoFolder folder, DemoPeople people, DemoApplication application, DemoScreen screen) {
        this.folder = folder;
        this.people = people;
        this.application = application;
        this.screen = screen;
    }

    /** A run that the demo asked for, and how it ended; the register must say the same. */
    private record Expected(String run, String state) {}

    /** Runs all steps and returns where the evidence of the drill lies. */
    Evidence run() {
        backup();
        watermarks();
        JsonNode incremental = changeAndBackup();
        restoreOne(incremental);
        restoreTest();
        backupWithoutTokyo();
        String evidence = drill();
        return audit(evidence);
    }

    /** Where the auditor's files are. */
    record Evidence(Path bundle, Path root, String fingerprint) {}

    private void backup() {
        screen.step("step.backup");
        JsonNode run = runAs("operator", "/backups", body().put("plan", DemoFolder.PLAN), "succeeded", "warning");
        sayBackup(run);
    }

    private void sayBackup(JsonNode run) {
        JsonNode outcome = run.get("outcome");
        screen.say(
                "backup.done",
                outcome.get("snapshot").asText(),
                outcome.get("files").asLong(),
                DemoScreen.size(outcome.get("bytes").asLong()),
                DemoScreen.size(outcome.get("bytes_new").asLong()),
                DemoScreen.size(outcome.get("bytes_stored").asLong()),
                DemoScreen.millis(outcome.get("elapsed_ms").asLong()));
    }

    private void watermarks() {
        screen.step("step.watermarks");
        ServiceClient operator = people.as("operator");
        await("every region's watermark", Duration.ofMinutes(2), () -> {
            JsonNode regions =
                    operator.get("/repositories/" + DemoFolder.REPOSITORY).get("regions");
            boolean whole = true;
            for (JsonNode region : regions) {
                whole &= region.get("snapshots_behind").asLong() == 0 && region.has("watermark");
            }
            return whole;
        });
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode region :
                operator.get("/repositories/" + DemoFolder.REPOSITORY).get("regions")) {
            rows.add(List.of(
                    region.get("region").asText() + (region.get("home").asBoolean() ? " (home)" : ""),
                    DemoScreen.words(
                            "watermark", seconds(region.get("watermark").asText())),
                    DemoScreen.words("held", region.get("snapshots_held").asLong())));
        }
        screen.table(rows);
    }

    /** A time without its fraction. */
    private static String seconds(String instant) {
        return instant.replaceFirst("\\.\\d+", "");
    }

    private JsonNode changeAndBackup() {
        screen.step("step.incremental");
        lost = folder.change();
        JsonNode run = runAs("operator", "/backups", body().put("plan", DemoFolder.PLAN), "succeeded", "warning");
        sayBackup(run);
        require(
                run.get("outcome").get("bytes_new").asLong() < 1 << 20,
                "an incremental backup of four small changes stored over 1 MiB of new data");
        return run;
    }

    private Path lost = Path.of("");

    private void restoreOne(JsonNode incremental) {
        screen.step("step.restore", lost.getFileName());
        ServiceClient operator = people.as("operator");
        JsonNode snapshots =
                operator.get("/snapshots?plan=" + DemoFolder.PLAN + "&limit=10").get("items");
        String older = snapshots.get(1).get("id").asText();
        require(
                snapshots
                        .get(0)
                        .get("id")
                        .asText()
                        .equals(incremental.get("outcome").get("snapshot").asText()),
                "the newest snapshot is not the one just made");
        JsonNode listed = operator.get("/snapshots/" + older + "/entries?limit=500&path=" + encoded(letters()));
        List<String> names = listed.get("items").findValuesAsText("name");
        require(names.contains(String.valueOf(lost.getFileName())), "the deleted file is not in the older snapshot");
        screen.say("restore.browsed", letters(), names.size());

        Path target = folder.restores().resolve("one-letter");
        ObjectNode request =
                body().put("snapshot", older).put("target", target.toString()).put("compare", true);
        request.putArray("paths").add(lost.toString());
        JsonNode dry = runAs("operator", "/restores", request.deepCopy().put("dry_run", true), "succeeded");
        screen.say(
                "restore.dry",
                dry.get("outcome").get("entries").asLong(),
                DemoScreen.size(dry.get("outcome").get("bytes").asLong()));
        require(!Files.exists(target), "a dry run wrote something");
        JsonNode run = runAs("operator", "/restores", request.put("dry_run", false), "succeeded");
        require(run.get("outcome").get("comparison").get("same").asBoolean(), "the restored file differs");
        require(Files.exists(target.resolve(lost.getFileName())), "the restored file is not there");
        screen.say("restore.done", target.resolve(lost.getFileName()));
    }

    private void restoreTest() {
        screen.step("step.test");
        JsonNode run = runAs("operator", "/restore-tests", body().put("plan", DemoFolder.PLAN), "succeeded");
        JsonNode outcome = run.get("outcome");
        RestoreTestLines.show(screen, outcome);
        require(outcome.get("verdict").asText().equals("passed"), "the restore test did not pass");

        screen.say("control");
        JsonNode control = runAs(
                "operator",
                "/restore-tests",
                body().put("plan", DemoFolder.PLAN).put("negative_control", true),
                "succeeded");
        RestoreTestLines.showControl(screen, control.get("outcome"));
    }

    private void backupWithoutTokyo() {
        screen.step("step.down");
        Path away = folder.root().resolve("regions/tokyo-away");
        move(folder.region("tokyo"), away);
        try {
            while (application.awaitAlert(0).isPresent()) {
                // earlier alerts are not this step's
            }
            JsonNode run = runAs("operator", "/backups", body().put("plan", DemoFolder.PLAN), "failed");
            require(run.get("error").asText().startsWith(run.get("error_code").asText()), "the error has no number");
            screen.say("down.failed", run.get("error").asText());
            String alert = application.awaitAlert(ALERT_SECONDS).orElse("");
            require(!alert.isEmpty(), "no alert arrived at the webhook");
            screen.say("down.alert", Json.parse(alert).path("text").asText(alert));
        } finally {
            move(away, folder.region("tokyo"));
        }
    }

    private String drill() {
        screen.step("step.drill");
        ServiceClient operator = people.as("operator");
        JsonNode asked = operator.post("/drills", body().put("runbook", DemoFolder.RUNBOOK));
        String id = asked.get("id").asText();
        CompletableFuture<JsonNode> end = CompletableFuture.supplyAsync(() -> operator.follow(id, screen::event));
        ServiceClient approver = people.as("approver");
        List<JsonNode> pending = new ArrayList<>();
        await("the approval", Duration.ofMinutes(2), () -> {
            approver.get("/approvals?state=pending").get("items").forEach(pending::add);
            return !pending.isEmpty();
        });
        String approval = pending.getFirst().get("id").asText();
        ObjectNode decision = body().put("decision", "approved").put("comment", "Recovery into isolation is safe.");
        int refused = statusOf(() -> operator.post("/approvals/" + approval + "/decision", decision));
        require(refused == 403, "whoever started the drill could approve it");
        screen.say("drill.self");
        approver.post("/approvals/" + approval + "/decision", decision);
        screen.say("drill.approved");
        JsonNode run = join(end);
        screen.endOfProgress();
        expected.add(new Expected(id, run.get("state").asText()));
        DrillLines.show(screen, run.get("outcome"));
        require(
                run.get("state").asText().equals("succeeded"),
                "the drill did not pass: " + run.path("error").asText());
        return run.get("outcome").get("evidence").asText();
    }

    private Evidence audit(String id) {
        screen.step("step.audit");
        ServiceClient auditor = people.as("auditor");
        require(auditor.status("/plans") == 403, "an auditor could read plans");
        screen.say("audit.only");
        Path bundle = folder.evidence().resolve("drill.zip");
        Path root = folder.evidence().resolve("root.pem");
        auditor.download("/evidence/" + id + "/bundle", bundle);
        auditor.download("/trust/root", root);
        auditor.download("/trust/verifier", folder.evidence().resolve("hikae-verify.jar"));
        for (String language : List.of("ja", "en")) {
            auditor.download(
                    "/evidence/" + id + "/report.pdf?lang=" + language,
                    folder.evidence().resolve("report." + language + ".pdf"));
        }
        JsonNode population = auditor.get("/register/population");
        screen.table(PopulationLines.of(population));
        List<String> others = runsOfTheService();
        PopulationLines.requireSame(
                population, expected.stream().map(Expected::state).toList(), others);
        screen.say("audit.reconciled", expected.size(), others.size());
        return new Evidence(
                bundle, root, auditor.get("/trust").get("fingerprint").asText());
    }

    /** How the runs ended that the service asked for itself, such as catching up. */
    private List<String> runsOfTheService() {
        List<String> asked = expected.stream().map(Expected::run).toList();
        List<String> states = new ArrayList<>();
        for (JsonNode run : people.as("operator").get("/runs?limit=500").get("items")) {
            if (!asked.contains(run.get("id").asText())) {
                states.add(run.get("state").asText());
            }
        }
        return states;
    }

    private Path letters() {
        return folder.own().resolve("letters");
    }

    private JsonNode runAs(String role, String path, ObjectNode body, String... states) {
        ServiceClient client = people.as(role);
        String id = client.post(path, body).get("id").asText();
        JsonNode run = client.follow(id, screen::event);
        screen.endOfProgress();
        String state = run.get("state").asText();
        expected.add(new Expected(id, state));
        require(
                List.of(states).contains(state),
                path + " ended as " + state + ": " + run.path("error_code").asText() + " "
                        + run.path("error").asText());
        return run;
    }

    private static ObjectNode body() {
        return Json.mapper().createObjectNode();
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new DemoRun.Failed(otherwise);
        }
    }

    private static int statusOf(Runnable call) {
        try {
            call.run();
            return 200;
        } catch (ServiceException e) {
            return e.status();
        }
    }

    private static String encoded(Path path) {
        return java.net.URLEncoder.encode(path.toString(), StandardCharsets.UTF_8);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode join(CompletableFuture<JsonNode> end) {
        return end.orTimeout(10, TimeUnit.MINUTES).join();
    }

    /** Asks again until it holds. */
    private static void await(String what, Duration limit, java.util.function.BooleanSupplier holds) {
        long until = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            require(System.nanoTime() < until, "waited too long for " + what);
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DemoRun.Failed("interrupted");
            }
        }
    }
}
