package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.ALL;
import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.SINGAPORE;
import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.region.Rig.Session;
import dev.hikae.engine.store.FaultStore.Operation;
import dev.hikae.engine.store.FaultStore.When;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SessionWriterTest {
    private final Rig rig = new Rig();

    @AfterEach
    void everyPlannedFaultFired() {
        rig.close();
    }

    @Test
    void withAllRegionsUp_theSnapshotIsVisibleEverywhere() {
        Session first = rig.backup(rig.open(2), List.of());
        Session second = rig.backup(rig.open(2), List.of(first));
        assertEquals(Set.copyOf(ALL), second.published().heldBy());
        assertTrue(second.published().behind().isEmpty());
        for (RegionName region : ALL) {
            assertEquals(Rig.names(first, second), new java.util.TreeSet<>(rig.shown(region)));
        }
    }

    /** Every step that touches a region, before and after its effect. */
    static Stream<Arguments> steps() {
        return Stream.of(When.values())
                .flatMap(when -> Stream.of(
                        Arguments.of(Operation.UPLOAD, "packs/", 1, when),
                        Arguments.of(Operation.WRITE, "packs/", 1, when),
                        Arguments.of(Operation.WRITE, "packs/", 3, when),
                        Arguments.of(Operation.COMMIT, "packs/", 1, when),
                        Arguments.of(Operation.PUT, "index/", 1, when),
                        Arguments.of(Operation.GET, "outcome", 1, when),
                        Arguments.of(Operation.SIZE, "packs/", 1, when),
                        Arguments.of(Operation.PUT, "outcome", 1, when)));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void anotherRegionFailingAtAnyStep_isBehindAndTheQuorumCommits(
            Operation operation, String name, int nth, When when) {
        Session first = rig.backup(rig.open(2), List.of());
        rig.faults(OSAKA).fail(operation, name, nth, when, false);
        Session second = rig.backup(rig.open(2), List.of(first));
        assertEquals(Set.of(TOKYO, SINGAPORE), second.published().heldBy());
        assertEquals(Set.of(OSAKA), second.published().behind().keySet());
        assertEquals(Rig.names(first, second), new java.util.TreeSet<>(rig.shown(TOKYO)));
        assertEquals(Rig.names(first, second), new java.util.TreeSet<>(rig.shown(SINGAPORE)));
        boolean tookEffect = name.equals("outcome") && operation == Operation.PUT && when == When.AFTER;
        assertEquals(
                tookEffect ? Rig.names(first, second) : Rig.names(first), new java.util.TreeSet<>(rig.shown(OSAKA)));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theHomeFailingAtAnyStep_leavesNothingVisibleAnywhere(Operation operation, String name, int nth, When when) {
        Session first = rig.backup(rig.open(2), List.of());
        rig.faults(TOKYO).fail(operation, name, nth, when, false);
        if (name.equals("outcome") && operation == Operation.PUT && when == When.AFTER) {
            // The answer got lost, the object decides: it is there, so it is committed.
            assertEquals(
                    Set.copyOf(ALL),
                    rig.backup(rig.open(2), List.of(first)).published().heldBy());
            return;
        }
        HikaeException e = assertThrows(HikaeException.class, () -> rig.backup(rig.open(2), List.of(first)));
        assertEquals(EngineError.HOME_UNREACHABLE, e.code());
        assertEquals("tokyo", e.text().params().getFirst());
        for (RegionName region : ALL) {
            assertEquals(Rig.names(first), new java.util.TreeSet<>(rig.shown(region)));
        }
    }

    /** A lane that dies must neither leave the writer waiting nor pass for one that has stored everything. */
    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"UPLOAD", "WRITE", "COMMIT"})
    @Timeout(60)
    void memoryRunningOutInAnUpload_endsTheSession(Operation operation) {
        rig.faults(OSAKA).exhaust(operation, "packs/", 1);
        var died = assertThrows(IllegalStateException.class, () -> rig.backup(rig.open(2), List.of()));
        assertInstanceOf(OutOfMemoryError.class, died.getCause());
        for (RegionName region : ALL) {
            assertEquals(List.of(), rig.shown(region));
        }
    }

    @Test
    void commitWhoseAnswerAndReReadAreLost_failsLoudly() {
        rig.faults(TOKYO).fail(Operation.PUT, "outcome", 1, When.AFTER, false);
        rig.faults(TOKYO).fail(Operation.GET, "outcome", 1, When.BEFORE, false);
        HikaeException e = assertThrows(HikaeException.class, () -> rig.backup(rig.open(2), List.of()));
        assertEquals(EngineError.HOME_UNREACHABLE, e.code());
        assertEquals(List.of(), rig.shown(OSAKA));
    }

    @Test
    void homeDown_failsBeforeAnythingIsWritten() {
        rig.faults(TOKYO).goDown();
        HikaeException e = assertThrows(HikaeException.class, () -> rig.backup(rig.open(1), List.of()));
        assertEquals(EngineError.HOME_UNREACHABLE, e.code());
        assertEquals(Failure.UNREACHABLE, e.code().failure());
    }

    @Test
    void twoOfThreeRegionsFailing_isNoQuorumAndNamesThem() {
        rig.faults(OSAKA).fail(Operation.WRITE, 1, When.BEFORE);
        rig.faults(SINGAPORE).fail(Operation.COMMIT, 1, When.BEFORE);
        HikaeException e = assertThrows(HikaeException.class, () -> rig.backup(rig.open(2), List.of()));
        assertEquals(EngineError.QUORUM_NOT_MET, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains("osaka: HKE-2701"), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("singapore: HKE-2701"), e.getMessage());
        ALL.forEach(region -> assertEquals(List.of(), rig.shown(region)));
    }

    @Test
    void quorumOfThreeWithOneDown_isRefusedAtOnce() {
        rig.faults(SINGAPORE).goDown();
        HikaeException e = assertThrows(HikaeException.class, () -> rig.open(3).writer());
        assertEquals(EngineError.QUORUM_NOT_MET, e.code());
    }

    @Test
    void regionThatReturns_isNotCountedBeforeItCaughtUp() {
        Session first = rig.backup(rig.open(2), List.of());
        rig.faults(OSAKA).goDown();
        Session second = rig.backup(rig.open(2), List.of(first));
        rig.faults(OSAKA).comeBack();
        Session third = rig.backup(rig.open(2), List.of(second));
        assertEquals(Set.of(TOKYO, SINGAPORE), third.published().heldBy());
        assertEquals(
                "error.HKE-2805",
                java.util.Objects.requireNonNull(third.published().behind().get(OSAKA))
                        .key());
        assertEquals(Rig.names(first), new java.util.TreeSet<>(rig.shown(OSAKA)));
        HikaeException e = assertThrows(HikaeException.class, () -> rig.backup(rig.open(3), List.of(third)));
        assertEquals(EngineError.QUORUM_NOT_MET, e.code());
    }

    @Test
    void regionThatLostAnOldPack_isNotCounted() {
        Session first = rig.backup(rig.open(2), List.of());
        String pack = first.packs().keySet().iterator().next();
        rig.memory(OSAKA).delete(pack);
        Session second = rig.backup(rig.open(2), List.of(first));
        assertEquals(
                "error.HKE-2804",
                java.util.Objects.requireNonNull(second.published().behind().get(OSAKA))
                        .key());
    }

    @Test
    void homeThatLostAnOldPack_commitsNothing() {
        Session first = rig.backup(rig.open(2), List.of());
        rig.memory(TOKYO).delete(first.packs().keySet().iterator().next());
        HikaeException e = assertThrows(HikaeException.class, () -> rig.backup(rig.open(2), List.of(first)));
        assertEquals(RegionError.HOME_FAILED, e.code());
        assertEquals(Rig.names(first), new java.util.TreeSet<>(rig.shown(SINGAPORE)));
    }

    @Test
    void sessionEndedBySomeoneElse_isFenced() {
        RegionSet regions = rig.open(2);
        HikaeException e = assertThrows(HikaeException.class, () -> {
            try (RegionWriter writing = regions.writer()) {
                var outcome = rig.outcome(List.of(), List.of());
                rig.memory(TOKYO).putIfAbsent(outcome.name(), ByteBuffer.wrap(new byte[] {1}));
                writing.commit(outcome, outcome.sign(rig.writer.seed()), dev.hikae.engine.CommitGuard.ALWAYS);
            }
        });
        assertEquals(EngineError.SESSION_FENCED, e.code());
    }

    @Test
    void guardThatSaysNo_leavesNothingVisible() {
        HikaeException no = new HikaeException(EngineError.CANCELLED);
        assertEquals(
                no,
                assertThrows(
                        HikaeException.class,
                        () -> rig.backup(rig.open(2), List.of(), () -> {
                            throw no;
                        })));
        ALL.forEach(region -> assertEquals(List.of(), rig.shown(region)));
    }

    @Test
    void viewWithoutTheHome_failsAsIfItWereDown() {
        Regions view = rig.open(2).without(Set.of(TOKYO));
        HikaeException e = assertThrows(HikaeException.class, view::writer);
        assertEquals(EngineError.HOME_UNREACHABLE, e.code());
        assertTrue(view.down().containsKey(TOKYO));
    }

    @Test
    void uploadGivenUp_leavesNothingInAnyRegion() {
        try (RegionWriter writing = rig.open(2).writer();
                var upload = writing.upload("packs/aa/x")) {
            upload.write(ByteBuffer.allocate(9_000_000));
        }
        ALL.forEach(region -> assertTrue(rig.memory(region).size("packs/aa/x").isEmpty()));
    }
}
