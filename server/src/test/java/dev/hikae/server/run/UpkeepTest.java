package dev.hikae.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.json.Json;
import dev.hikae.config.text.Messages;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service does for a repository by itself. */
final class UpkeepTest {
    private static final String KEEP = "{keep_daily: 7, keep_within: 1d}";
    private static final String EACH_SECOND = "{cron: '* * * * * ?', attempts: 1}";

    @Test
    void scrubAndPrune_runBySchedule_andAFailureIsTold(@TempDir Path home) throws IOException {
        try (Installation here = new Installation(home, List.of())) {
            String upkeep =
                    "{scrub: {schedule: %1$s, level: l0, time: 1m}, prune: {schedule: %1$s}, replication: never}"
                            .formatted(EACH_SECOND);
            here.machinery.applying().apply(here.configuration("0 0 2 1 1 ?", KEEP, upkeep), "ann");
            here.ended(
                    here.machinery.service().backup(new PlanName("docs"), "ann").id());
            Installation.await(
                    () -> ended(here, RunKind.SCRUB, RunState.SUCCEEDED).isPresent());
            Installation.await(
                    () -> ended(here, RunKind.PRUNE, RunState.SUCCEEDED).isPresent());
            Run scrub = ended(here, RunKind.SCRUB, RunState.SUCCEEDED).orElseThrow();
            assertEquals("schedule", scrub.requestedBy());
            JsonNode asked = Json.parse(scrub.parameters());
            assertEquals("l0", asked.path("level").asText());
            assertEquals(60, asked.path("seconds").asLong());
            assertTrue(asked.path("heal").asBoolean());
            assertTrue(
                    here.machinery.schedules().find(RunKind.REPLICATION, "main").isEmpty());
            assertTrue(here.machinery
                    .schedules()
                    .find(RunKind.LOCK_EXTENSION, "main")
                    .isEmpty());

            Files.move(home.resolve("osaka"), home.resolve("away"));
            Installation.await(() -> ended(here, RunKind.PRUNE, RunState.FAILED).isPresent());
            Installation.await(() -> here.machinery.alerts().list(50).stream()
                    .anyMatch(a -> a.kind().equals(RunKind.PRUNE) && a.event().equals("run.failed")));
            var runs = new UpkeepRuns(here.machinery.runs(), here.machinery.schedules(), here.machinery.inForce());
            Installation.await(() -> runs.trouble().isPresent());
            String trouble = Messages.render(runs.trouble().orElseThrow(), Locale.ENGLISH);
            assertTrue(trouble.contains("main: ") && trouble.contains("prune"), trouble);
        }
    }

    @Test
    void whatIsNotNamed_isScheduledAsUsual_andPublishedOnce(@TempDir Path home) {
        try (Installation here = new Installation(home, List.of())) {
            here.machinery.applying().apply(here.configuration("0 0 2 1 1 ?", KEEP, "{}"), "ann");
            assertEquals("0 15 3 ? * SUN", cron(here, RunKind.SCRUB));
            assertEquals("0 15 5 ? * SUN", cron(here, RunKind.PRUNE));
            assertEquals("0 45 0 * * ?", cron(here, RunKind.REPLICATION));
            String scrub = here.machinery
                    .schedules()
                    .find(RunKind.SCRUB, "main")
                    .orElseThrow()
                    .parameters();
            assertTrue(scrub.contains("\"level\":\"l2\"") && scrub.contains("\"seconds\":3600"), scrub);
            long leaves = here.register.size();
            var repository = here.machinery.inForce().repositories().getFirst().value();
            here.machinery.applying().publish(repository);
            assertEquals(leaves, here.register.size());
        }
    }

    @Test
    void upkeepOfAnEarlierVersion_isScheduledAtTheNextStart(@TempDir Path home) {
        try (Installation here = new Installation(home, List.of())) {
            here.machinery.applying().apply(here.configuration("0 0 2 1 1 ?", KEEP, "{}"), "ann");
            here.machinery.schedules().withdraw(RunKind.SCRUB, "main");
        }
        try (Installation again = new Installation(home, List.of())) {
            assertEquals("0 15 3 ? * SUN", cron(again, RunKind.SCRUB));
            assertFalse(again.machinery.schedules().overdue(RunKind.SCRUB, "main"));
        }
    }

    private static String cron(Installation here, String kind) {
        return here.machinery
                .schedules()
                .find(kind, "main")
                .orElseThrow()
                .schedule()
                .cron();
    }

    private static Optional<Run> ended(Installation here, String kind, RunState state) {
        var filter = new RunStore.Filter(Optional.of(kind), Optional.of("main"), Optional.of(state), Optional.empty());
        return here.machinery.runs().list(filter, Optional.empty(), 1).stream().findFirst();
    }
}
