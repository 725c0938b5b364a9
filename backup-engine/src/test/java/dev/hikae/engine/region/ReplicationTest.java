package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.SINGAPORE;
import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Rig.Session;
import dev.hikae.engine.store.FaultStore.Operation;
import dev.hikae.engine.store.FaultStore.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ReplicationTest {
    private final Rig rig = new Rig();

    @AfterEach
    void everyPlannedFaultFired() {
        rig.close();
    }

    @Test
    void regionThatMissedThreeSnapshots_catchesUpWhole() {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        ReplicationResult result = rig.open(2).replicate(RunControl.NONE);
        assertEquals(Map.of(), result.behind());
        assertEquals(3, result.snapshots());
        assertEquals(6, result.objects());
        assertEquals(3 * (Rig.PACK + 1000L), result.bytes());
        assertEquals(names(sessions), new TreeSet<>(rig.shown(OSAKA)));
        assertEquals(0, rig.open(2).replicate(RunControl.NONE).objects());
    }

    /** Each write to the returning region, the first, second and last of its kind, before and after its effect. */
    static Stream<Arguments> crashes() {
        return Stream.of(When.values()).flatMap(when -> Stream.of(1, 2, 5)
                .flatMap(n -> Stream.of(
                        Arguments.of(Operation.UPLOAD, "", n, when),
                        Arguments.of(Operation.WRITE, "", n, when),
                        Arguments.of(Operation.COMMIT, "", n, when),
                        Arguments.of(Operation.PUT, "outcome", (n + 1) / 2, when))));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void crashAtAnyStep_leavesAConsistentPrefixAndTheNextRunFinishes(
            Operation operation, String name, int nth, When when) {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        rig.faults(OSAKA).fail(operation, name, nth, when, false);
        ReplicationResult crashed = rig.open(2).replicate(RunControl.NONE);
        assertEquals(Set.of(OSAKA), crashed.behind().keySet());
        // shown() checks predecessors and objects of all that is visible.
        assertTrue(names(sessions).containsAll(rig.shown(OSAKA)));
        assertEquals(Map.of(), rig.open(2).replicate(RunControl.NONE).behind());
        assertEquals(names(sessions), new TreeSet<>(rig.shown(OSAKA)));
    }

    @Test
    void damagedSource_isNotCopiedAndAnotherRegionIsTried() {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        for (Session session : sessions) {
            session.packs().keySet().forEach(name -> rig.damage(TOKYO, name));
        }
        assertEquals(Map.of(), rig.open(2).replicate(RunControl.NONE).behind());
        assertEquals(names(sessions), new TreeSet<>(rig.shown(OSAKA)));
    }

    @Test
    void truncatedAndMissingSources_arePassedOver() {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        List<String> packs = List.copyOf(sessions.getFirst().packs().keySet());
        rig.memory(TOKYO).delete(packs.get(0));
        rig.memory(TOKYO).delete(packs.get(1));
        rig.memory(TOKYO).putIfAbsent(packs.get(1), java.nio.ByteBuffer.allocate(10));
        assertEquals(Map.of(), rig.open(2).replicate(RunControl.NONE).behind());
        assertEquals(names(sessions), new TreeSet<>(rig.shown(OSAKA)));
    }

    @Test
    void sourceThatFailsMidway_isPassedOver() {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        rig.faults(TOKYO).fail(Operation.READ, "packs/", 1, When.BEFORE, false);
        assertEquals(Map.of(), rig.open(2).replicate(RunControl.NONE).behind());
        assertEquals(names(sessions), new TreeSet<>(rig.shown(OSAKA)));
    }

    @Test
    void withoutAnyGoodCopy_nothingFromThereOnIsShown() {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        String pack = sessions.get(1).packs().keySet().iterator().next();
        rig.damage(TOKYO, pack);
        rig.damage(SINGAPORE, pack);
        ReplicationResult result = rig.open(2).replicate(RunControl.NONE);
        Text why = java.util.Objects.requireNonNull(result.behind().get(OSAKA));
        assertEquals("error.HKE-2806", why.key());
        assertEquals(List.of(pack), why.params());
        assertEquals(Rig.names(sessions.getFirst()), new TreeSet<>(rig.shown(OSAKA)));
        assertFalse(rig.memory(OSAKA).size(pack).isPresent());
    }

    @Test
    void followerThatNeedsNothingOfIt_stillWaitsForItsPredecessor() {
        rig.faults(OSAKA).goDown();
        Session first = rig.backup(rig.open(2), List.of());
        rig.backup(rig.open(2), List.of(first), List.of(), CommitGuard.ALWAYS);
        rig.faults(OSAKA).comeBack();
        String pack = first.packs().keySet().iterator().next();
        rig.damage(TOKYO, pack);
        rig.damage(SINGAPORE, pack);
        assertEquals(
                Set.of(OSAKA), rig.open(2).replicate(RunControl.NONE).behind().keySet());
        assertEquals(List.of(), rig.shown(OSAKA));
    }

    @Test
    void damagedOutcome_isTakenFromAnotherRegion() {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        rig.damage(TOKYO, sessions.get(1).outcome().name());
        assertEquals(Map.of(), rig.open(2).replicate(RunControl.NONE).behind());
        assertEquals(names(sessions), new TreeSet<>(rig.shown(OSAKA)));
    }

    @Test
    void outcomeOfAStranger_isNeitherShownNorCopied() {
        Session first = rig.backup(rig.open(2), List.of());
        var forged = rig.outcome(List.of(first), List.of());
        byte[] object = forged.sign(rig.maintainer.seed());
        rig.memory(TOKYO).putIfAbsent(forged.name(), java.nio.ByteBuffer.wrap(object));
        assertEquals(1, rig.open(2).outcomes(List.of()).size());
        assertEquals(0, rig.open(2).replicate(RunControl.NONE).snapshots());
        assertFalse(rig.memory(OSAKA).size(forged.name()).isPresent());
    }

    @Test
    void objectThatIsSomethingElseInTheTarget_isReportedAndNotOverwritten() {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        String pack = sessions.get(2).packs().keySet().iterator().next();
        rig.memory(OSAKA).putIfAbsent(pack, java.nio.ByteBuffer.allocate(10));
        ReplicationResult result = rig.open(2).replicate(RunControl.NONE);
        assertEquals(
                "error.HKE-2807",
                java.util.Objects.requireNonNull(result.behind().get(OSAKA)).key());
        assertEquals(Rig.names(sessions.get(0), sessions.get(1)), new TreeSet<>(rig.shown(OSAKA)));
        assertEquals(10L, rig.memory(OSAKA).size(pack).orElseThrow());
    }

    @Test
    void keySlotsAndHomeStatements_areCopiedToo() {
        String slot = ObjectNames.keySlot(rig.bytes(16));
        rig.memory(TOKYO).putIfAbsent(slot, java.nio.ByteBuffer.wrap(Rig.withCrc(rig.bytes(50))));
        rig.memory(OSAKA).delete(ObjectNames.home(0));
        rig.open(2).replicate(RunControl.NONE);
        assertTrue(rig.memory(OSAKA).size(slot).isPresent());
        assertTrue(rig.memory(SINGAPORE).size(slot).isPresent());
        assertTrue(rig.memory(OSAKA).size(ObjectNames.home(0)).isPresent());
    }

    @Test
    void damagedKeySlot_isNotCopied() {
        String slot = ObjectNames.keySlot(rig.bytes(16));
        rig.memory(TOKYO).putIfAbsent(slot, java.nio.ByteBuffer.wrap(Rig.withCrc(rig.bytes(50))));
        rig.damage(TOKYO, slot);
        rig.open(2).replicate(RunControl.NONE);
        assertFalse(rig.memory(OSAKA).size(slot).isPresent());
    }

    @Test
    void regionStillDown_isNamedAndTheOthersCatchUp() {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        rig.faults(SINGAPORE).goDown();
        ReplicationResult result = rig.open(1).replicate(RunControl.NONE);
        assertEquals(Set.of(SINGAPORE), result.behind().keySet());
        assertEquals(names(sessions), new TreeSet<>(rig.shown(OSAKA)));
    }

    @Test
    void cancelled_stopsBetweenObjectsAndLeavesAPrefix() {
        threeSessionsWithout(OSAKA);
        AtomicInteger asked = new AtomicInteger();
        RunControl control = new RunControl(Progress.NONE, () -> asked.incrementAndGet() > 6, CommitGuard.ALWAYS);
        HikaeException e = assertThrows(HikaeException.class, () -> rig.open(2).replicate(control));
        assertEquals(EngineError.CANCELLED, e.code());
        assertTrue(rig.shown(OSAKA).size() < 3);
    }

    @Test
    void twoRunsAtOnce_bothEndWell() throws Exception {
        List<Session> sessions = threeSessionsWithout(OSAKA);
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> rig.open(2).replicate(RunControl.NONE));
            var two = threads.submit(() -> rig.open(2).replicate(RunControl.NONE));
            assertEquals(Map.of(), one.get().behind());
            assertEquals(Map.of(), two.get().behind());
        }
        assertEquals(names(sessions), new TreeSet<>(rig.shown(OSAKA)));
    }

    private List<Session> threeSessionsWithout(RegionName region) {
        rig.faults(region).goDown();
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sessions.add(rig.backup(rig.open(2), sessions.isEmpty() ? List.of() : List.of(sessions.getLast())));
        }
        rig.faults(region).comeBack();
        assertEquals(List.of(), rig.shown(region));
        return sessions;
    }

    private static TreeSet<String> names(List<Session> sessions) {
        return Rig.names(sessions.toArray(Session[]::new));
    }
}
