package dev.hikae.drills.run;

import static dev.hikae.drills.run.FakeRepository.OSAKA;
import static dev.hikae.drills.run.FakeRepository.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same drill on a real repository of two regions. */
final class EngineDrillTest {
    @Test
    void lossOfTheHome_isRecoveredFromTheOtherRegion(@TempDir Path folder) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source/d"));
        byte[] content = new byte[3 << 20];
        new Random(3).nextBytes(content);
        Files.write(source.resolve("big"), content);
        Files.writeString(source.resolve("orders.txt"), "orders");
        try (Repository repository = init(folder)) {
            repository.backup(
                    new BackupRequest(
                            Optional.of("orders"), "host", List.of(source.getParent()), List.of(), false, List.of()),
                    RunControl.NONE);
            DrillResult result = run(repository, folder);
            assertEquals(Verdict.PASSED, result.verdict(), () -> result.steps().toString());
            var recovery = result.recovery().orElseThrow();
            assertEquals(
                    Map.of(OSAKA, recovery.restored().bytesFrom().getOrDefault(OSAKA, 0L)),
                    recovery.restored().bytesFrom());
            assertTrue(recovery.comparison().orElseThrow().bytes() >= content.length);
            assertTrue(result.cleanUp().gone());
        }
    }

    private static DrillResult run(Repository repository, Path folder) {
        var rig = new DrillRig(folder.resolve("sandboxes"));
        rig.criterion("down", new Action.RegionDown(TOKYO))
                .criterion("decide", new Action.Approval("Recover?"), "down")
                .criterion(
                        "restore", new Action.Restore(new Selection.Newest(), Optional.of(OSAKA), List.of()), "decide")
                .with(Duration.ofMinutes(2), 0)
                .criterion("compare", new Action.Compare(), "restore")
                .with(Duration.ofMinutes(2), 0)
                .criterion("look", DrillRig.shell("cmp d/orders.txt d/orders.txt"), "restore")
                .always("up", new Action.RegionUp(TOKYO))
                .always("catch-up", new Action.CatchUp())
                .always("clean", new Action.CleanUp());
        return new DrillRunner(
                        InstantSource.system(),
                        new Random(1),
                        Thread.ofPlatform().daemon().factory(),
                        new SandboxPlaces(rig.sandboxes, InstantSource.system()),
                        Pace.USUAL)
                .run(
                        rig.request(),
                        repository,
                        r -> new Approvals.Answer.Approved(
                                "suzuki", "go", InstantSource.system().instant()),
                        DrillLog.NONE,
                        rig.cancellation);
    }

    private static Repository init(Path folder) {
        var config = new RepositoryConfig(
                new RepositoryName("main"),
                List.of(region(folder, TOKYO), region(folder, OSAKA)),
                TOKYO,
                2,
                new KeySource.Machine());
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Repositories.create(InstantSource.system(), new SecureRandom(), folder.resolve("cache"))
                .init(config, List.of(new Credential.KeyFile(Secret.copyOf(key))));
    }

    private static RepositoryConfig.Region region(Path folder, RegionName name) {
        return new RepositoryConfig.Region(name, new Location.Folder(folder.resolve(name.value())));
    }
}
