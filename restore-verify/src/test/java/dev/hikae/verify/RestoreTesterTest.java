package dev.hikae.verify;

import static dev.hikae.verify.FolderRepository.OSAKA;
import static dev.hikae.verify.FolderRepository.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.RegionChoice;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.text.Messages;
import dev.hikae.engine.RunControl;
import dev.hikae.verify.Figures.Basis;
import dev.hikae.verify.Figures.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestoreTesterTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Objectives OBJECTIVES = new Objectives(Duration.ofHours(1), Duration.ofHours(24));

    private final Path folder;
    private Instant now = NOON;
    private final InstantSource clock = () -> now;
    private final FolderRepository repository;
    private RestoreTester tester;

    RestoreTesterTest(@TempDir Path folder) {
        this.folder = folder;
        repository = new FolderRepository(folder);
        tester = new RestoreTester(clock, new SecureRandom(), folder.resolve("sandboxes"));
    }

    @Test
    void aSoundCopyPasses_withTheFiguresOfTheDefinitions() throws IOException {
        var id =
                repository.add("files", NOON.minusSeconds(3600), true, Map.of("a", "alpha", "b", "beta"), TOKYO, OSAKA);
        repository.onRestore = () -> now = NOON.plusSeconds(600);
        var result = test(request().withRegion(new RegionChoice.Remote()).withKeyUsed("machine"));
        assertEquals(Verdict.PASSED, result.verdict());
        assertEquals(List.of(), result.reasons());
        assertEquals(State.PASSED, result.run().state());
        assertEquals(State.PASSED, result.validation().state());
        assertEquals(State.PASSED, result.cleanUp().state());
        assertEquals(id, result.point().orElseThrow().snapshot());
        assertEquals(Optional.of(OSAKA), result.region());
        assertFalse(result.homeRegion());
        assertEquals(Optional.of(Duration.ofMinutes(10)), result.figures().rto().business());
        assertEquals(Judgement.MET, result.figures().rto().judgement());
        assertEquals(Optional.of(Duration.ofHours(1)), result.figures().rpo().achieved());
        assertEquals(Basis.RECOVERY_POINT_TIME, result.figures().rpo().basis());
        assertEquals(Judgement.MET, result.figures().rpo().judgement());
        assertEquals(new RestoreTestResult.Objects(2, 2, 0, 2), result.objects());
        assertEquals(
                RpoExposure.Level.COMPLIANT, result.exposure().orElseThrow().level());
        assertNoSandboxLeft();
        var state = VerifiedState.of(result, Duration.ofDays(30)).orElseThrow();
        assertEquals(VerifiedState.Standing.VERIFIED, state.standing(NOON.plus(Duration.ofDays(29))));
        assertEquals(VerifiedState.Standing.STALE, state.standing(NOON.plus(Duration.ofDays(31))));
        assertEquals(Optional.of("machine"), state.keyUsed());
    }

    @Test
    void theResultIsJsonThatReadsBackTheSame_andHasACanonicalForm() {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO, OSAKA);
        var result = test(request()
                .withProbes(List.of(
                        new Probe.Content(),
                        command("x", "printf 'cafe\\xcc\\x81'"),
                        freshness("date -u -d @0 +%FT%TZ"))));
        assertEquals(result, Json.read(Json.bytes(result), RestoreTestResult.class));
        assertTrue(Jcs.text(Json.tree(result)).contains("\"output\":\"caf\u00e9\""));
    }

    @Test
    void aDamagedCopyFails_withThePathThatCouldNotBeRestored() throws IOException {
        var id = repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha", "b", "beta"), TOKYO, OSAKA);
        repository.breakPack(OSAKA, id, "b");
        var result = test(request().withRegion(new RegionChoice.Named(OSAKA)));
        assertEquals(Verdict.FAILED, result.verdict());
        assertEquals(State.PASSED, result.run().state());
        assertEquals(State.FAILED, result.validation().state());
        assertEquals("/data/b", result.damage().getFirst().path().toString());
        assertEquals(Judgement.NOT_ACHIEVED, result.figures().rto().judgement());
        assertEquals(Optional.empty(), result.clocks().healthy());
        assertFalse(VerifiedState.of(result, Duration.ofDays(30)).orElseThrow().verified());
        assertNoSandboxLeft();
        assertEquals(
                Verdict.PASSED,
                test(request().withRegion(new RegionChoice.Named(TOKYO))).verdict());
    }

    @Test
    void aPointOlderThanTheRpoFails_evenWhenItVerifies() {
        repository.add("files", NOON.minus(Duration.ofHours(25)), true, Map.of("a", "alpha"), TOKYO);
        var result = test(request());
        assertEquals(State.PASSED, result.validation().state());
        assertEquals(Judgement.MISSED, result.figures().rpo().judgement());
        assertEquals(Verdict.FAILED, result.verdict());
        assertEquals(List.of("reason.rpo-missed"), keys(result));
    }

    @Test
    void anIncompletePointIsNotUsable_soTheOlderOneIsTakenAndJudged() {
        var old = repository.add("files", NOON.minus(Duration.ofHours(30)), true, Map.of("a", "alpha"), TOKYO);
        repository.add("files", NOON.minus(Duration.ofHours(1)), false, Map.of("a", "alpha"), TOKYO);
        var result = test(request());
        assertEquals(old, result.point().orElseThrow().snapshot());
        assertEquals(Verdict.FAILED, result.verdict());
        assertEquals(RpoExposure.Level.EXCEEDED, result.exposure().orElseThrow().level());
    }

    @Test
    void aRandomOlderPointReportsItsAge_andTheRpoIsNotJudged() {
        for (int i = 1; i <= 20; i++) {
            repository.add("files", NOON.minus(Duration.ofDays(i)), true, Map.of("a", "alpha"), TOKYO, OSAKA);
        }
        var random = request().withSelection(new Selection.RandomWithin(Duration.ofDays(10)));
        var seen = new HashSet<Instant>();
        for (int i = 0; i < 60; i++) {
            var result = test(random.withSeed("seed" + i));
            assertEquals(Verdict.PASSED, result.verdict());
            assertEquals(Judgement.NOT_JUDGED, result.figures().rpo().judgement());
            assertEquals(10, result.draws().getFirst().candidates());
            seen.add(result.point().orElseThrow().capturedAt());
        }
        assertTrue(seen.size() >= 9, "of ten points " + seen.size());
        assertTrue(seen.stream().noneMatch(t -> t.isBefore(NOON.minus(Duration.ofDays(10)))));
        var once = test(random.withSeed("00ff"));
        assertEquals(once.point(), test(random.withSeed("00ff")).point());
        assertEquals(once.region(), test(random.withSeed("00ff")).region());
    }

    @Test
    void nothingToRestoreFails_andAnEmptyWindowIsInconclusive() {
        assertEquals(Verdict.FAILED, test(request()).verdict());
        repository.add("files", NOON.minus(Duration.ofDays(2)), true, Map.of("a", "alpha"), TOKYO);
        var result = test(request().withSelection(new Selection.RandomWithin(Duration.ofDays(1))));
        assertEquals(Verdict.INCONCLUSIVE, result.verdict());
        assertEquals(
                Verdict.FAILED,
                test(request().withRegion(new RegionChoice.Remote())).verdict());
    }

    @Test
    void aCopyThatFailedItsLastVerificationMakesItsPointUnusable() {
        var good = repository.add("files", NOON.minusSeconds(120), true, Map.of("a", "alpha"), TOKYO);
        var bad = repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        var points = new RecoveryPoints((s, region) -> s.id().equals(bad));
        tester = new RestoreTester(clock, new SecureRandom(), folder.resolve("sandboxes"), points);
        assertEquals(good, test(request()).point().orElseThrow().snapshot());
        assertEquals(
                bad, test(request().withSnapshot(bad)).point().orElseThrow().snapshot());
    }

    @Test
    void theRtoIsMissedWhenHealthCameTooLate() {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        repository.onRestore = () -> now = NOON.plus(Duration.ofHours(2));
        var result = test(request());
        assertEquals(Judgement.MISSED, result.figures().rto().judgement());
        assertEquals(Verdict.FAILED, result.verdict());
        assertTrue(VerifiedState.of(result, Duration.ofDays(30)).orElseThrow().verified());
    }

    @Test
    void theRpoRestsOnTheNewestDataFound_withSeveralProbesOnTheOldestOfThem() {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        var result = test(request()
                .withProbes(List.of(
                        new Probe.Content(),
                        freshness("echo 2026-11-23T11:00:00Z"),
                        freshness("echo 2026-11-23T19:00:00+09:00"))));
        assertEquals(Basis.NEWEST_DATA, result.figures().rpo().basis());
        assertEquals(Optional.of(Duration.ofHours(2)), result.figures().rpo().achieved());
        assertEquals(Verdict.PASSED, result.verdict());
    }

    @Test
    void aFreshnessThatCannotBeReadIsNeverAPass() {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        for (String script : List.of("echo yesterday", "exit 3", "echo 2026-11-23T11:59:30Z")) {
            var result = test(request().withProbes(List.of(new Probe.Content(), freshness(script))));
            assertEquals(Judgement.NOT_EVALUABLE, result.figures().rpo().judgement(), script);
            assertEquals(Verdict.INCONCLUSIVE, result.verdict(), script);
            assertEquals(State.PASSED, result.validation().state(), script);
        }
    }

    @Test
    void withoutAProbeThatDecidesTheTestIsInconclusive() {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        assertEquals(Verdict.INCONCLUSIVE, test(request().withProbes(List.of())).verdict());
        var fresh = request().withProbes(List.of(freshness("echo 2026-11-23T11:00:00Z")));
        assertEquals(Verdict.INCONCLUSIVE, test(fresh).verdict());
    }

    @Test
    void anUnreachableRegionFails_aFullDiskIsInconclusive_aBugIsThrownAfterTheCleanUp() throws IOException {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        repository.onRestore = () -> {
            throw new HikaeException(VerifyError.NO_USABLE_POINT, "x");
        };
        assertEquals(Verdict.FAILED, test(request()).verdict());
        repository.onRestore = () -> {
            throw new HikaeException(VerifyError.SANDBOX_SPACE, "x", 1, 0);
        };
        var full = test(request());
        assertEquals(Verdict.INCONCLUSIVE, full.verdict());
        assertEquals(State.PASSED, full.cleanUp().state());
        repository.onRestore = () -> {
            throw new IllegalStateException("bug");
        };
        try {
            test(request());
            throw new AssertionError("a bug was hidden");
        } catch (IllegalStateException expected) {
            assertNoSandboxLeft();
        }
    }

    @Test
    void cancellingIsInconclusive() throws IOException {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        var control = new RunControl(RunControl.NONE.progress(), () -> true, RunControl.NONE.guard());
        var result = tester.test(repository, request(), control);
        assertEquals(Verdict.INCONCLUSIVE, result.verdict());
        assertNoSandboxLeft();
    }

    @Test
    void aNegativeControlPassesBecauseTheTestOfTheDamagedCopyFails_andTheRegionIsUntouched() throws IOException {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha", "b", "beta"), TOKYO, OSAKA);
        var control = control(Set.of(folder.resolve("tokyo"), folder.resolve("osaka")));
        var result = control.run(repository, request().withRegion(new RegionChoice.Named(OSAKA)), RunControl.NONE);
        assertEquals(State.PASSED, result.state());
        assertEquals(2, result.flips().size());
        assertTrue(result.flips().stream().allMatch(f -> Integer.bitCount(f.before() ^ f.after()) == 1));
        assertEquals(Verdict.FAILED, result.test().orElseThrow().verdict());
        assertTrue(result.scratch().orElseThrow().gone());
        assertEquals(result, Json.read(Json.bytes(result), NegativeControlResult.class));
        assertEquals(
                Verdict.PASSED,
                test(request().withRegion(new RegionChoice.Named(OSAKA))).verdict());
        assertNoSandboxLeft();
    }

    @Test
    void aNegativeControlFailsWhenTheTestFindsNothing() {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        repository.blind = true;
        var result = control(Set.of()).run(repository, request(), RunControl.NONE);
        assertEquals(State.FAILED, result.state());
        assertEquals("reason.control-missed", result.reasons().getFirst().key());
    }

    @Test
    void aScratchFolderAtARegionIsRefused() {
        repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        var result = control(Set.of(folder)).run(repository, request(), RunControl.NONE);
        assertEquals(State.INCONCLUSIVE, result.state());
        assertEquals("error.HKE-3006", result.reasons().getFirst().key());
    }

    @Test
    void aCopyByHardLinksIsNotDamaged() throws IOException {
        var id = repository.add("files", NOON.minusSeconds(60), true, Map.of("a", "alpha"), TOKYO);
        Path pack;
        try (var files = Files.walk(folder.resolve("tokyo"))) {
            pack = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        Path link = folder.resolve("scratch/packs/aa/x");
        Files.createDirectories(folder.resolve("scratch/packs/aa"));
        Files.createLink(link, pack);
        byte[] before = Files.readAllBytes(pack);
        var e = org.junit.jupiter.api.Assertions.assertThrows(
                HikaeException.class, () -> new ScratchDamage(folder.resolve("scratch"), "s").inflict());
        assertEquals(VerifyError.SCRATCH_IS_REGION, e.code());
        assertEquals(List.of(before.length), List.of(Files.readAllBytes(pack).length));
        assertTrue(java.util.Arrays.equals(before, Files.readAllBytes(pack)), id.toString());
    }

    private NegativeControl control(Set<Path> regions) {
        return new NegativeControl(tester, folder.resolve("scratches"), regions);
    }

    private RestoreTestResult test(RestoreTestRequest request) {
        now = NOON;
        var result = tester.test(repository, request, RunControl.NONE);
        rendersInBothLanguages(result);
        return result;
    }

    private static void rendersInBothLanguages(RestoreTestResult result) {
        Stream.of(
                        result.reasons(),
                        result.run().reasons(),
                        result.validation().reasons(),
                        result.probes().stream()
                                .flatMap(
                                        p -> Stream.concat(p.reasons().stream(), Stream.of(p.expected(), p.observed())))
                                .toList())
                .flatMap(List::stream)
                .forEach(text -> List.of(Locale.ENGLISH, Locale.JAPANESE)
                        .forEach(locale ->
                                assertFalse(Messages.render(text, locale).contains("{"), text.key())));
    }

    private static RestoreTestRequest request() {
        return new RestoreTestRequest(
                Optional.empty(),
                Optional.of(new PlanName("files")),
                Optional.of(OBJECTIVES),
                new Selection.Newest(),
                new RegionChoice.Any(),
                Optional.empty(),
                List.of(new Probe.Content()),
                Optional.empty(),
                Optional.empty());
    }

    private static Probe command(String name, String script) {
        return new Probe.Command(name, List.of("/bin/bash", "-c", script), Duration.ofSeconds(20), 0, Optional.empty());
    }

    private static Probe freshness(String script) {
        return new Probe.Freshness("newest", List.of("/bin/sh", "-c", script), Duration.ofSeconds(20));
    }

    private static List<String> keys(RestoreTestResult result) {
        return result.reasons().stream().map(r -> r.key()).toList();
    }

    private void assertNoSandboxLeft() throws IOException {
        for (String root : List.of("sandboxes", "scratches")) {
            if (Files.exists(folder.resolve(root))) {
                try (var left = Files.list(folder.resolve(root))) {
                    assertEquals(List.of(), left.toList());
                }
            }
        }
    }
}
