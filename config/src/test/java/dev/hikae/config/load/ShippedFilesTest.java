package dev.hikae.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.RegionChoice;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.runbook.DrillType;
import dev.hikae.config.runbook.Step.Action;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The files in {@code config/}, this module's own folder. */
final class ShippedFilesTest {
    private final Configuration shipped = Configuration.load(Path.of(""), (cron, zone) -> Optional.empty());

    @Test
    void theExamplePlanSaysWhatItSays() {
        var plan = shipped.plan(new PlanName("example")).orElseThrow();
        assertEquals(Duration.ofHours(4), plan.objectives().rto());
        assertEquals(Duration.ofDays(1), plan.objectives().rpo());
        assertEquals(ZoneId.of("Asia/Tokyo"), plan.schedule().zone());
        assertEquals(OptionalInt.of(14), plan.retention().keepDaily());
        assertEquals(
                new Selection.RandomWithin(Duration.ofDays(30)),
                plan.restoreTest().selection());
        assertEquals(new RegionChoice.Remote(), plan.restoreTest().region());
        assertInstanceOf(Probe.Command.class, plan.restoreTest().probes().get(1));
    }

    @Test
    void theExampleRepositoryHasThreeRegions() {
        var repository = shipped.repository(new RepositoryName("example")).orElseThrow();
        assertEquals(
                List.of("tokyo", "osaka", "singapore"),
                repository.regions().stream().map(r -> r.name().value()).toList());
        assertEquals(new RegionName("tokyo"), repository.home());
        assertEquals(2, repository.quorum());
        assertEquals(new KeySource.Machine(), repository.keys());
    }

    @Test
    void theRegionLossRunbookEndsWithCleanUpWhateverHappens() {
        var runbook = shipped.runbook(new RunbookName("region-loss")).orElseThrow();
        assertEquals(DrillType.TEST_FAILOVER, runbook.type());
        var cleanUp = runbook.steps().stream()
                .filter(s -> s.action() instanceof Action.CleanUp)
                .findFirst()
                .orElseThrow();
        assertTrue(cleanUp.always());
    }
}
