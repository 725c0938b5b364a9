package dev.hikae.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.RegionChoice;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restore tests of a repository that the engine wrote. */
final class EngineRestoreTest {
    private static final RegionName TOKYO = new RegionName("tokyo");
    private static final RegionName OSAKA = new RegionName("osaka");
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));

    private final Path folder;
    private final RepositoryConfig config;
    private final RestoreTester tester;

    EngineRestoreTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        config = new RepositoryConfig(
                new RepositoryName("main"), List.of(region(TOKYO), region(OSAKA)), TOKYO, 2, new KeySource.Machine());
        tester = new RestoreTester(InstantSource.system(), new SecureRandom(), folder.resolve("sandboxes"));
        backUp();
    }

    private RepositoryConfig.Region region(RegionName name) {
        return new RepositoryConfig.Region(name, new Location.Folder(folder(name)));
    }

    private Path folder(RegionName region) {
        return folder.resolve("regions").resolve(region.value());
    }

    private void backUp() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source/deep"));
        byte[] bytes = new byte[3 << 20];
        new Random(1).nextBytes(bytes);
        Files.write(source.resolve("big"), bytes);
        Files.writeString(source.resolve("small"), "small\n");
        Files.createSymbolicLink(source.resolve("link"), Path.of("big"));
        Files.createLink(source.resolve("hard"), source.resolve("big"));
        try (Repository repository = repositories("first").init(config, List.of(KEY))) {
            repository.backup(
                    new BackupRequest(
                            Optional.of("files"),
                            "host",
                            List.of(folder.resolve("source")),
                            List.of(),
                            false,
                            List.of()),
                    RunControl.NONE);
        }
    }

    private Repositories repositories(String cache) {
        return Repositories.create(InstantSource.system(), new SecureRandom(), folder.resolve("cache-" + cache));
    }

    /** With a cache of its own, so that all is read from the regions. */
    private Repository open(String cache) {
        return repositories(cache).open(config, KEY, new UnlockPermit("break-glass:test"));
    }

    @Test
    void aCopyInTheRemoteRegionPasses_andIsReadFromThereOnly() {
        try (Repository repository = open("a")) {
            var result = tester.test(repository, request(new RegionChoice.Remote()), RunControl.NONE);
            assertEquals(List.of(), result.reasons());
            assertEquals(Verdict.PASSED, result.verdict());
            assertEquals(Optional.of(OSAKA), result.region());
            assertEquals(
                    Set.of(OSAKA), result.restored().orElseThrow().bytesFrom().keySet());
            assertEquals(0, result.objects().mismatched());
            assertTrue(result.objects().checked() >= 5, result.objects().toString());
            assertEquals(State.PASSED, result.cleanUp().state());
        }
    }

    @Test
    void aBitFlippedInARegionsPackFailsTheTestOfThatCopyOnly() {
        var flips = new ScratchDamage(folder(OSAKA), "seed").inflict();
        assertTrue(!flips.isEmpty());
        try (Repository repository = open("b")) {
            var osaka = tester.test(repository, request(new RegionChoice.Named(OSAKA)), RunControl.NONE);
            assertEquals(Verdict.FAILED, osaka.verdict(), osaka.reasons().toString());
            assertEquals(State.FAILED, osaka.validation().state());
            assertTrue(osaka.damageCount() > 0);
            var tokyo = tester.test(repository, request(new RegionChoice.Named(TOKYO)), RunControl.NONE);
            assertEquals(Verdict.PASSED, tokyo.verdict(), tokyo.reasons().toString());
        }
    }

    /** The look-up can be made again from the footers of the region's own packs, so the region restores alone. */
    @Test
    void aRegionThatLostItsIndex_passesByItsOwnPacksAlone() throws IOException {
        delete("index", Integer.MAX_VALUE);
        try (Repository repository = open("c")) {
            var result = tester.test(repository, request(new RegionChoice.Named(OSAKA)), RunControl.NONE);
            assertEquals(Verdict.PASSED, result.verdict(), result.reasons().toString());
            assertEquals(
                    Set.of(OSAKA), result.restored().orElseThrow().bytesFrom().keySet());
        }
    }

    @Test
    void aPackThatOnlyTheOtherRegionHolds_isNoPass() throws IOException {
        delete("index", Integer.MAX_VALUE);
        delete("packs", 1);
        try (Repository repository = open("e")) {
            var osaka = tester.test(repository, request(new RegionChoice.Named(OSAKA)), RunControl.NONE);
            assertNotEquals(Verdict.PASSED, osaka.verdict());
            var tokyo = tester.test(repository, request(new RegionChoice.Named(TOKYO)), RunControl.NONE);
            assertEquals(Verdict.PASSED, tokyo.verdict(), tokyo.reasons().toString());
        }
    }

    private void delete(String kind, int most) throws IOException {
        try (var objects = Files.walk(folder(OSAKA).resolve(kind))) {
            for (Path object :
                    objects.filter(Files::isRegularFile).sorted().limit(most).toList()) {
                Files.delete(object);
            }
        }
    }

    @Test
    void theNegativeControlFindsTheDamage_andLeavesTheRegionSound() {
        var control = new NegativeControl(tester, folder.resolve("scratch"), Set.of(folder(TOKYO), folder(OSAKA)));
        try (Repository repository = open("d")) {
            var result = control.run(repository, request(new RegionChoice.Remote()), RunControl.NONE);
            assertEquals(State.PASSED, result.state(), result.reasons().toString());
            assertEquals(Verdict.FAILED, result.test().orElseThrow().verdict());
            assertTrue(result.scratch().orElseThrow().gone());
            assertTrue(repository.check(Set.of(), true, RunControl.NONE).clean());
        }
    }

    private static RestoreTestRequest request(RegionChoice region) {
        return new RestoreTestRequest(
                Optional.empty(),
                Optional.of(new PlanName("files")),
                Optional.of(new Objectives(Duration.ofHours(1), Duration.ofHours(1))),
                new Selection.Newest(),
                region,
                Optional.empty(),
                List.of(
                        new Probe.Content(),
                        new Probe.Command(
                                "link",
                                List.of("/bin/sh", "-c", "cmp deep/link deep/hard && cat deep/small"),
                                Duration.ofMinutes(1),
                                0,
                                Optional.of("small"))),
                Optional.empty(),
                Optional.empty());
    }
}
