package dev.hikae.config.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.hikae.config.load.ConfigurationLoader;
import dev.hikae.config.plan.PlanDiff.Change;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlanRevisionTest {
    private static final String PLAN = """
            name: files
            repository: main
            source: {roots: [/srv/data]}
            schedule: {cron: "0 0 1 * * ?"}
            objectives: {rto: 4h, rpo: 1d}
            """;

    @Test
    void sameMeaningHasTheSameHash_whateverTheSpelling() {
        String other = """
                # written otherwise
                objectives:
                  rpo: PT24H
                  rto: 240m
                schedule: {attempts: 3, zone: Z, cron: "0 0 1 * * ?"}
                source:
                  type: files
                  roots:
                  - /srv/data
                repository: "main"
                name: 'files'
                """;
        assertEquals(
                PlanRevision.of(plan(PLAN)).sha256(),
                PlanRevision.of(plan(other)).sha256());
        assertEquals(List.of(), PlanDiff.between(plan(PLAN), plan(other)));
    }

    @Test
    void theHashIsFixed_becauseTheRegisterHoldsIt() {
        assertEquals(
                "{\"description\":\"\",\"name\":\"files\",\"objectives\":{\"rpo\":\"PT24H\",\"rto\":\"PT4H\"},"
                        + "\"repository\":\"main\",\"restore_test\":{\"probes\":[{\"type\":\"content\"}],"
                        + "\"region\":{\"type\":\"any\"},\"selection\":{\"type\":\"newest\"},\"stale_after\":\"PT720H\"},"
                        + "\"retention\":{},\"schedule\":{\"attempts\":3,\"backoff\":\"PT5M\",\"cron\":\"0 0 1 * * ?\","
                        + "\"on_missed\":\"run-once\",\"start_window\":\"PT4H\",\"zone\":\"Z\"},"
                        + "\"source\":{\"accept_unreadable\":[],\"exclude\":[],\"one_file_system\":false,"
                        + "\"roots\":[\"/srv/data\"],\"type\":\"files\"}}",
                PlanRevision.of(plan(PLAN)).canonical());
    }

    @Test
    void whatWasStoredIsReadBack() {
        var revision = PlanRevision.of(plan(PLAN));
        assertEquals(revision, PlanRevision.ofCanonical(revision.canonical()));
    }

    @Test
    void aChangeIsShownWithItsPath() {
        Plan before = plan(PLAN);
        Plan after = plan(PLAN.replace("4h", "8h").replace("[/srv/data]", "[/srv/data, /etc]")
                + "restore_test: {region: osaka, probes: [content, {type: command, name: x, argv: [x]}]}\n");
        assertNotEquals(PlanRevision.of(before).sha256(), PlanRevision.of(after).sha256());
        assertEquals(
                List.of(
                        new Change("objectives.rto", Optional.of("PT4H"), Optional.of("PT8H")),
                        new Change(
                                "restore_test.probes[1]",
                                Optional.empty(),
                                Optional.of("{\"type\":\"command\",\"name\":\"x\",\"argv\":[\"x\"],"
                                        + "\"timeout\":\"PT10M\",\"expect_exit\":0}")),
                        new Change("restore_test.region.region", Optional.empty(), Optional.of("osaka")),
                        new Change("restore_test.region.type", Optional.of("any"), Optional.of("named")),
                        new Change(
                                "source.roots",
                                Optional.of("[\"/srv/data\"]"),
                                Optional.of("[\"/srv/data\",\"/etc\"]"))),
                PlanDiff.between(before, after));
    }

    private static Plan plan(String text) {
        return new ConfigurationLoader((cron, zone) -> Optional.empty()).plan(text, Path.of("plan.yml"));
    }
}
