package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.ALL;
import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.SINGAPORE;
import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.crypto.Ed25519;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.region.Rig.Session;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.store.FaultStore.Operation;
import dev.hikae.engine.store.FaultStore.When;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which statement about the home counts, and how one comes to count: races, crashes, forgeries. */
final class HomeChangeTest {
    private static final RegionName NAGOYA = new RegionName("nagoya");

    private final Rig rig = new Rig();

    @AfterEach
    void everyPlannedFaultFired() {
        rig.close();
    }

    @Test
    void twoWhoRace_oneWinsAndTheOtherIsTold() throws Exception {
        for (int round = 0; round < 30; round++) {
            try (Rig fresh = new Rig();
                    var threads = Executors.newFixedThreadPool(2)) {
                var together = new CyclicBarrier(2);
                List<Future<RegionName>> moves = new ArrayList<>();
                for (RegionName to : List.of(OSAKA, SINGAPORE)) {
                    RegionSet regions = fresh.open(2);
                    moves.add(threads.submit(() -> {
                        together.await();
                        return move(fresh, regions, to);
                    }));
                }
                List<RegionName> winners = new ArrayList<>();
                for (Future<RegionName> move : moves) {
                    try {
                        winners.add(move.get());
                    } catch (java.util.concurrent.ExecutionException e) {
                        ErrorCode code = ((HikaeException) Objects.requireNonNull(e.getCause())).code();
                        assertTrue(
                                Set.of(RegionError.HOME_TAKEN, RegionError.CHANGE_UNFINISHED)
                                        .contains(code),
                                code.id());
                    }
                }
                assertEquals(1, winners.size());
                assertEquals(winners.getFirst(), overview(fresh).home());
                assertEquals(1, overview(fresh).epoch());
            }
        }
    }

    @Test
    void whoComesSecond_andKnewTheOldHome_isTold() {
        RegionSet slow = rig.open(2);
        var plan = change(rig, slow, false).plan(wanted(SINGAPORE), rig.home(), Set.of());
        move(rig, rig.open(2), OSAKA);
        HikaeException e = refused(() -> change(rig, slow, false).make(plan));
        assertEquals(RegionError.HOME_TAKEN, e.code());
        assertEquals(List.of("osaka", "1"), e.text().params().subList(0, 2));
        assertEquals(
                RegionError.HOME_TAKEN,
                refused(() -> change(rig, slow, false).plan(wanted(SINGAPORE), rig.home(), Set.of()))
                        .code());
    }

    /** Two names later is later, too, though no name was taken twice. */
    @Test
    void laterStatementSeenAfterThePuts_isTold() {
        RegionSet slow = rig.open(2);
        var plan = change(rig, slow, false).plan(wanted(SINGAPORE), rig.home(), Set.of());
        put(SINGAPORE, statement(2, OSAKA, ALL, ALL));
        assertEquals(
                RegionError.HOME_TAKEN,
                refused(() -> change(rig, slow, false).make(plan)).code());
    }

    @ParameterizedTest
    @EnumSource(When.class)
    void changeThatBreaksOff_disturbsNobody_andIsFinishedByTheSameCommand(When when) {
        // Second in the order: osaka before singapore before the former home.
        rig.faults(SINGAPORE).fail(Operation.PUT, ObjectNames.home(1), 1, when, false);
        rig.faults(TOKYO).fail(Operation.PUT, ObjectNames.home(1), 1, When.BEFORE, false);
        assertEquals(
                RegionError.CHANGE_BEGUN,
                refused(() -> move(rig, rig.open(2), OSAKA)).code());
        if (when == When.BEFORE) {
            assertEquals(TOKYO, overview(rig).home());
            assertEquals(Set.of(OSAKA), overview(rig).unfinished().orElseThrow().heldBy());
            rig.backup(rig.open(2), List.of());
            HikaeException e = refused(() -> move(rig, rig.open(2), SINGAPORE));
            assertEquals(RegionError.CHANGE_UNFINISHED, e.code());
        }
        move(rig, rig.open(2), OSAKA);
        assertEquals(OSAKA, overview(rig).home());
        assertEquals(1, overview(rig).epoch());
        assertTrue(overview(rig).unfinished().isEmpty());
    }

    @Test
    void changeOfSomebodyElse_isPutAside_whenAsked() {
        put(OSAKA, statement(1, OSAKA, ALL, ALL));
        var change = new Membership(rig.open(2), authority(rig))
                .moveHome(SINGAPORE, new Manner(false, true), RunControl.NONE);
        assertEquals(2, change.statement().epoch());
        assertEquals(SINGAPORE, overview(rig).home());
        // Whatever becomes of the first: the later one counts.
        put(TOKYO, statement(1, OSAKA, ALL, ALL));
        assertEquals(SINGAPORE, overview(rig).home());
    }

    @Test
    void unfinishedChange_isNeverFinishedByReplication() {
        put(OSAKA, statement(1, OSAKA, ALL, ALL));
        rig.open(2).replicate(RunControl.NONE);
        assertFalse(rig.memory(SINGAPORE).size(ObjectNames.home(1)).isPresent());
        assertFalse(rig.memory(TOKYO).size(ObjectNames.home(1)).isPresent());
    }

    @Test
    void returnedHome_hasTheStatement_beforeItsSessionsAreListed() {
        RegionSet regions = rig.open(2);
        rig.faults(TOKYO).goDown();
        move(rig, regions, OSAKA);
        rig.faults(TOKYO).comeBack();
        // The listing of sessions fails: by then the statement must be there.
        rig.faults(TOKYO).fail(Operation.LIST, ObjectNames.SESSIONS, 1, When.BEFORE, false);
        rig.open(2).replicate(RunControl.NONE);
        assertTrue(rig.memory(TOKYO).size(ObjectNames.home(1)).isPresent());
    }

    @Test
    void statementOfTooFewRegionsBefore_doesNotCount() {
        List<RegionName> longer = List.of(TOKYO, OSAKA, SINGAPORE, NAGOYA, new RegionName("sendai"));
        HomeStatement added = statement(1, TOKYO, longer, ALL);
        assertTrue(added.countsWith(Set.of(TOKYO, OSAKA, NAGOYA)));
        assertFalse(added.countsWith(Set.of(TOKYO, OSAKA)));
        assertFalse(added.countsWith(Set.of(TOKYO, NAGOYA, new RegionName("sendai"))));
    }

    @Test
    void halfOfAnEvenNumber_countsWithItsHomeOnly() {
        List<RegionName> two = List.of(TOKYO, OSAKA);
        HomeStatement shorter = statement(1, TOKYO, List.of(TOKYO), two);
        assertTrue(shorter.countsWith(Set.of(TOKYO)));
        HomeStatement moved = statement(1, OSAKA, two, two);
        assertFalse(moved.countsWith(Set.of(OSAKA)));
        assertFalse(moved.countsWith(Set.of(TOKYO)));
        assertTrue(moved.countsWith(Set.copyOf(two)));
    }

    /** The old home is back, but another that knows of the move is away: nobody is drawn back. */
    @Test
    void laterStatementThatMayCount_isTaken() {
        rig.faults(TOKYO).goDown();
        move(rig, rig.open(2), OSAKA);
        rig.faults(TOKYO).comeBack();
        rig.faults(SINGAPORE).goDown();
        assertEquals(OSAKA, overview(rig).home());
        rig.faults(SINGAPORE).comeBack();
    }

    /** With rights to put objects, but without the maintainer's key. */
    @Test
    void forgedStatements_moveNothing_andStandInNobodysWay() {
        Ed25519.KeyPair thief = Ed25519.generate(rig.secure);
        var certificate = Certificate.issue(
                rig.repositoryId, Certificate.Role.MAINTAINER, 1, new byte[16], thief.publicKey(), thief.seed());
        var forged = new HomeStatement(rig.repositoryId, certificate, 1, SINGAPORE, ALL, 1);
        for (RegionName region : ALL) {
            rig.memory(region).putIfAbsent(forged.name(), ByteBuffer.wrap(forged.sign(thief.seed())));
            rig.memory(region)
                    .putIfAbsent(ObjectNames.home(2), ByteBuffer.wrap(rig.home().sign(rig.maintainer.seed())));
            rig.memory(region).putIfAbsent(ObjectNames.home(3), ByteBuffer.allocate(1 << 20));
        }
        assertEquals(TOKYO, overview(rig).home());
        try (RegionWriter writer = rig.open(2).writer()) {
            assertFalse(writer.homeMoved());
        }
        move(rig, rig.open(2), OSAKA);
        assertEquals(OSAKA, overview(rig).home());
        assertEquals(4, overview(rig).epoch());
    }

    @Test
    void sessionOfTheFormerHome_seesTheMove() {
        try (RegionWriter writer = rig.open(2).writer()) {
            assertFalse(writer.homeMoved());
            move(rig, rig.open(2), OSAKA);
            assertTrue(writer.homeMoved());
            assertEquals(TOKYO, writer.home());
            assertEquals(0, writer.epoch());
        }
    }

    @Test
    void regionOutsideTheStatement_isNotWritten_andReadOnlyAlone() {
        Session first = rig.backup(rig.open(2), List.of());
        var change = new Membership(rig.open(2), authority(rig)).retire(SINGAPORE, Manner.USUAL, RunControl.NONE);
        assertEquals(List.of(TOKYO, OSAKA), change.statement().regions());
        Session second = rig.backup(rig.open(2), List.of(first));
        assertEquals(Set.of(TOKYO, OSAKA), second.published().heldBy());
        assertEquals(Set.of(), second.published().behind().keySet());
        RegionSet now = rig.open(2);
        now.overview(false);
        assertEquals(List.of(TOKYO, OSAKA), now.names());
        assertEquals(1, rig.shown(SINGAPORE).size());
        rig.faults(TOKYO).goDown();
        rig.faults(OSAKA).goDown();
        RegionSet left = rig.open(2);
        assertEquals(OSAKA, left.overview(false).regions().get(1).region());
        assertEquals(List.of(TOKYO, OSAKA), left.names());
        assertEquals(1, left.outcomes(List.of()).size());
        assertEquals(EngineError.HOME_UNREACHABLE, refused(left::writer).code());
        rig.faults(TOKYO).comeBack();
        rig.faults(OSAKA).comeBack();
    }

    @Test
    void retiredRegion_handsOverWhatOnlyItHas() {
        Session first = rig.backup(rig.open(2), List.of());
        // Committed while singapore was the home, and seen by nobody else.
        move(rig, current(), SINGAPORE);
        rig.faults(TOKYO).goDown();
        rig.faults(OSAKA).goDown();
        Session alone = rig.backup(rig.open(1), List.of(first), CommitGuard.ALWAYS);
        rig.faults(TOKYO).comeBack();
        rig.faults(OSAKA).comeBack();
        assertEquals(Set.of(SINGAPORE), alone.published().heldBy());
        assertEquals(
                RegionError.RETIRE_HOME,
                refused(() -> new Membership(current(), authority(rig))
                                .retire(SINGAPORE, Manner.USUAL, RunControl.NONE))
                        .code());
        rig.faults(SINGAPORE).goDown();
        move(rig, current(), TOKYO);
        rig.faults(SINGAPORE).comeBack();
        var change = new Membership(current(), authority(rig)).retire(SINGAPORE, Manner.USUAL, RunControl.NONE);
        assertEquals(List.of(alone.outcome().snapshot()), change.copied().adopted());
        assertTrue(rig.shown(TOKYO).contains(alone.outcome().name()));
        assertTrue(rig.shown(OSAKA).contains(alone.outcome().name()));
    }

    @Test
    void regionThatAloneHasAGoodCopy_isNotRetired() {
        move(rig, current(), SINGAPORE);
        rig.faults(TOKYO).goDown();
        rig.faults(OSAKA).goDown();
        Session alone = rig.backup(rig.open(1), List.of());
        rig.faults(TOKYO).comeBack();
        rig.faults(OSAKA).comeBack();
        rig.faults(SINGAPORE).goDown();
        move(rig, current(), TOKYO);
        rig.faults(SINGAPORE).comeBack();
        alone.packs().keySet().forEach(pack -> rig.damage(SINGAPORE, pack));
        HikaeException e = refused(
                () -> new Membership(current(), authority(rig)).retire(SINGAPORE, Manner.USUAL, RunControl.NONE));
        assertEquals(RegionError.ONLY_THERE, e.code());
        assertEquals(List.of("singapore", "1"), e.text().params());
    }

    /** A handle that knows which statement counts. */
    private RegionSet current() {
        RegionSet regions = rig.open(2);
        regions.overview(false);
        return regions;
    }

    private static RegionName move(Rig rig, RegionSet regions, RegionName to) {
        new Membership(regions, authority(rig)).moveHome(to, Manner.USUAL, RunControl.NONE);
        return to;
    }

    private static RegionOverview overview(Rig rig) {
        return rig.open(2).overview(false);
    }

    private static HomeChange change(Rig rig, RegionSet regions, boolean supersede) {
        return new HomeChange(regions.configuredNow(), rig.trust, authority(rig).maintainer(), supersede);
    }

    private static HomeChange.Wanted wanted(RegionName home) {
        return new HomeChange.Wanted(home, ALL, 2);
    }

    private static Authority authority(Rig rig) {
        return new Authority(new SigningKey(rig.home().maintainer(), rig.maintainer.seed()), rig::marker);
    }

    private HomeStatement statement(int epoch, RegionName home, List<RegionName> regions, List<RegionName> before) {
        return new HomeStatement(rig.repositoryId, rig.home().maintainer(), epoch, home, regions, 2, before);
    }

    private void put(RegionName region, HomeStatement statement) {
        rig.memory(region).putIfAbsent(statement.name(), ByteBuffer.wrap(statement.sign(rig.maintainer.seed())));
    }

    private static HikaeException refused(Executable call) {
        return assertThrows(HikaeException.class, call);
    }
}
