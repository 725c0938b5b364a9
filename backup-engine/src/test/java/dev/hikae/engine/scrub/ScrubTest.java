package dev.hikae.engine.scrub;

import static dev.hikae.engine.scrub.ScrubRig.ALL;
import static dev.hikae.engine.scrub.ScrubRig.OSAKA;
import static dev.hikae.engine.scrub.ScrubRig.SINGAPORE;
import static dev.hikae.engine.scrub.ScrubRig.TOKYO;
import static dev.hikae.engine.scrub.ScrubRig.flip;
import static dev.hikae.engine.scrub.ScrubRig.states;
import static dev.hikae.engine.scrub.ScrubRig.truncate;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubReport.Loss;
import dev.hikae.engine.ScrubReport.RegionResult;
import dev.hikae.engine.ScrubReport.State;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.FaultStore;
import dev.hikae.engine.store.FaultStore.Operation;
import dev.hikae.engine.store.FaultStore.When;
import dev.hikae.engine.store.ForwardingStore;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ScrubTest {
    @SuppressWarnings("NullAway.Init")
    private ScrubRig rig;

    @BeforeEach
    void makeRepository(@TempDir Path temporary) throws IOException {
        rig = new ScrubRig(temporary);
    }

    @ParameterizedTest
    @EnumSource(ScrubLevel.class)
    void wholeRegions_areFoundWhole(ScrubLevel level) throws IOException {
        ScrubReport report = rig.scrub(level);
        assertEquals(List.of(), report.findings());
        assertTrue(report.whole());
        assertEquals(1, report.snapshots());
        for (RegionResult region : report.regions()) {
            assertEquals(0, region.missing() + region.wrongSize() + region.extra() + region.behind());
            assertEquals(0, region.left() - (level == ScrubLevel.L1 ? region.objects() : 0), "left of " + level);
        }
        assertEquals(level != ScrubLevel.L1, report.asDeepAsAsked(), "folders keep no checksums");
        assertEquals(level == ScrubLevel.L4, report.sampled().files() > 0);
        assertEquals(0, report.sampled().different());
        rig.assertHealed("nothing was touched");
    }

    /** Objects of every kind but the marker, which no other region has. */
    @Test
    void oneBitAnywhere_isFoundAndHealed() throws IOException {
        var random = new Random(20261128);
        for (Path file : rig.files(OSAKA, "")) {
            if (file.endsWith("marker")) {
                continue;
            }
            long at = (long) (random.nextDouble() * Files.size(file));
            flip(file, at);
            ScrubReport report = rig.scrub(ScrubLevel.L2);
            String what = "byte " + at + " of " + file + ": " + report;
            assertEquals(1, report.findings().size(), what);
            assertEquals(Set.of(State.HEALED), states(report), what);
            assertTrue(file.endsWith(report.findings().getFirst().object()), what);
            assertTrue(report.whole(), what);
            rig.assertHealed(what);
        }
    }

    @Test
    void damagedMarker_isMadeAnewWhereTheRegionIsKnown() throws IOException {
        Path marker = rig.region(OSAKA).resolve("marker");
        flip(marker, 30);
        Path pack = rig.dataPack(OSAKA);
        Files.delete(pack);
        assertEquals(
                Set.of(State.DAMAGED), states(rig.scrub(ScrubRequest.of(ScrubLevel.L0, false))), "told, not touched");
        ScrubReport report = rig.scrub(ScrubLevel.L0);
        assertEquals(2, report.findings().size(), report.toString());
        assertEquals(Set.of(State.HEALED), states(report));
        assertTrue(report.asDeepAsAsked());
        rig.assertRestores(OSAKA, "with a new marker");
        assertEquals(List.of(), rig.scrub(ScrubLevel.L3).findings());
        flip(marker, 30);
        flip(rig.region(OSAKA).resolve("home/00000000"), 30);
        assertEquals(Set.of(State.DAMAGED), states(rig.scrub(ScrubLevel.L0)), "nothing says whose it is");
    }

    @ParameterizedTest
    @MethodSource("markerCrashes")
    void crashWhileAMarkerIsMade_isHealedByTheNextScrub(Operation operation, int nth, When when) throws IOException {
        flip(rig.region(OSAKA).resolve("marker"), 30);
        List<FaultStore> faults = new ArrayList<>();
        rig.scrub(ScrubRequest.of(ScrubLevel.L0, true), (region, store) -> {
            if (!region.equals(OSAKA) || !faults.isEmpty()) {
                return store;
            }
            var fault = new FaultStore(store).fail(operation, nth, when);
            faults.add(fault);
            return fault;
        });
        faults.forEach(FaultStore::close);
        rig.scrub(ScrubLevel.L0);
        assertEquals(List.of(), rig.scrub(ScrubLevel.L2).findings());
        rig.assertRestores(OSAKA, "with a new marker");
    }

    @Test
    void crashAfterACrash_keepsTheMarkerThatWasPutAside() throws IOException {
        flip(rig.region(OSAKA).resolve("marker"), 30);
        var cut = List.of(new Fault(Operation.DELETE, 2, When.AFTER), new Fault(Operation.PUT, 1, When.BEFORE));
        for (Fault fault : cut) {
            List<FaultStore> faults = new ArrayList<>();
            rig.scrub(ScrubRequest.of(ScrubLevel.L0, true), (region, store) -> {
                if (!region.equals(OSAKA) || !faults.isEmpty()) {
                    return store;
                }
                faults.add(new FaultStore(store).fail(fault.operation(), fault.nth(), fault.when()));
                return faults.getFirst();
            });
            faults.forEach(FaultStore::close);
        }
        rig.scrub(ScrubLevel.L0);
        assertEquals(List.of(), rig.scrub(ScrubLevel.L2).findings());
        rig.assertRestores(OSAKA, "with the marker that was put aside");
    }

    private record Fault(Operation operation, int nth, When when) {}

    /** Deleted are the copy put aside before, the damaged one, the copy put aside; put are the copy aside and the marker. */
    static Stream<Object[]> markerCrashes() {
        return Stream.of(When.values())
                .flatMap(when -> Stream.of(
                        new Object[] {Operation.DELETE, 2, when},
                        new Object[] {Operation.DELETE, 3, when},
                        new Object[] {Operation.PUT, 1, when},
                        new Object[] {Operation.PUT, 2, when}));
    }

    /** Header, a frame's content and its tag, padding, footer, trailer. */
    @Test
    void everyPartOfAPack_isFoundAndHealed() throws IOException {
        Path pack = rig.dataPack(TOKYO);
        FinishedPack known = rig.pack(pack);
        Frame last = known.frames().getLast().frame();
        int end = last.offset() + last.sealedLength();
        for (long at : new long[] {
            3,
            30,
            70,
            200,
            1000,
            last.offset(),
            end - 5,
            end,
            Files.size(pack) - 700,
            Files.size(pack) - 60,
            Files.size(pack) - 1
        }) {
            for (ScrubLevel level : List.of(ScrubLevel.L2, ScrubLevel.L3)) {
                flip(pack, at);
                ScrubReport report = rig.scrub(level);
                assertEquals(Set.of(State.HEALED), states(report), level + " byte " + at + ": " + report);
                rig.assertHealed("byte " + at);
            }
        }
    }

    @Test
    void threeRegionsDamagedInDifferentPacks_areWholeAgain() throws IOException {
        rig.write("more", 100, 200_000);
        rig.backup();
        List<Path> packs = rig.files(TOKYO, "packs");
        assertTrue(packs.size() >= 3, packs.toString());
        for (int i = 0; i < packs.size(); i++) {
            Path pack = rig.same(packs.get(i), ALL.get(i % 3));
            switch (i % 3) {
                case 0 -> flip(pack, Files.size(pack) / 2);
                case 1 -> Files.delete(pack);
                default -> truncate(pack, Files.size(pack) / 3);
            }
        }
        ScrubReport report = rig.scrub(ScrubLevel.L2);
        assertEquals(packs.size(), report.findings().size(), report.toString());
        assertEquals(Set.of(State.HEALED), states(report));
        assertTrue(report.whole());
        rig.assertHealed("different packs");
        for (RegionName region : ALL) {
            rig.assertRestores(region, region + " alone");
        }
    }

    @Test
    void everyObjectDamagedInEveryRegionElsewhere_isPutTogether() throws IOException {
        for (Path file : rig.files(TOKYO, "")) {
            // Without a whole key slot and home statement nobody opens it; open is in the home region only.
            if (!List.of("marker", "open", "00000000")
                            .contains(file.getFileName().toString())
                    && !file.toString().contains("/keys/")) {
                long size = Files.size(file);
                for (int i = 0; i < 3; i++) {
                    flip(rig.same(file, ALL.get(i)), i * size / 3 + 10);
                }
            }
        }
        ScrubReport report = rig.scrub(ScrubLevel.L2);
        assertEquals(Set.of(State.HEALED), states(report), report.toString());
        assertTrue(report.whole());
        rig.assertHealed("elsewhere");
    }

    /** So many places that trying all choices would take for ever: each frame says itself which copy of it is right. */
    @Test
    void packDamagedInManyPlacesOfTwoCopies_isPutTogetherFrameByFrame() throws IOException {
        Path pack = rig.dataPack(TOKYO);
        List<FinishedPack.FrameContent> frames = rig.pack(pack).frames();
        Files.delete(rig.same(pack, SINGAPORE));
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i).frame();
            Path copy = rig.same(pack, i % 2 == 0 ? TOKYO : OSAKA);
            for (int at = frame.offset(); at < frame.offset() + frame.sealedLength(); at += 2000) {
                flip(copy, at);
            }
        }
        ScrubReport report = rig.scrub(ScrubLevel.L0);
        assertEquals(Set.of(State.HEALED), states(report), report.toString());
        rig.assertHealed("frame by frame");
    }

    @Test
    void paddingDamagedEverywhere_isMadeAnewSoThatTheChecksumFits() throws IOException {
        Path pack = rig.dataPack(TOKYO);
        Frame last = rig.pack(pack).frames().getLast().frame();
        for (RegionName region : ALL) {
            flip(rig.same(pack, region), last.offset() + last.sealedLength() + 1);
        }
        ScrubReport report = rig.scrub(ScrubLevel.L3);
        assertEquals(3, report.findings().size(), report.toString());
        assertEquals(Set.of(State.HEALED), states(report));
        assertEquals(List.of(), rig.scrub(ScrubLevel.L3).findings());
        byte[] made = Files.readAllBytes(pack);
        for (RegionName region : ALL) {
            assertEquals(-1, Arrays.mismatch(made, Files.readAllBytes(rig.same(pack, region))));
            rig.assertRestores(region, "padding");
        }
    }

    @Test
    void lostFrame_isToldByTheFilesThatNeedIt_andStoredAgainByTheNextBackup() throws IOException {
        Snapshot snapshot = only();
        Path pack = rig.dataPack(TOKYO);
        List<FinishedPack.FrameContent> frames = rig.pack(pack).frames();
        Frame frame = frames.getFirst().frame();
        for (RegionName region : ALL) {
            flip(rig.same(pack, region), frame.offset() + 100);
        }
        ScrubReport report = rig.scrub(ScrubLevel.L2);
        assertFalse(report.whole());
        assertEquals(Set.of(State.LOST), states(report), report.toString());
        assertEquals(1, report.losses().size(), report.losses().toString());
        Loss loss = report.losses().getFirst();
        assertEquals(snapshot.id(), loss.snapshot());
        assertTrue(
                IntStream.range(0, ScrubRig.FILES)
                        .mapToObj(
                                i -> RawPath.of(rig.source.resolve("file-" + i).toString()))
                        .anyMatch(loss.path()::equals),
                loss.toString());
        assertEquals(Files.size(pack), Files.size(rig.same(pack, OSAKA)), "what can be saved of it stays");
        rig.backup();
        for (RegionName region : ALL) {
            rig.assertRestores(region, "stored again");
        }
    }

    private Snapshot only() {
        try (Repository repository = rig.open()) {
            return repository.snapshots().getFirst();
        }
    }

    @Test
    void lostPageOfADirectory_isToldAsThatDirectory() throws IOException {
        for (Path pack : rig.files(TOKYO, "packs")) {
            if (!rig.dataPacks(TOKYO).contains(pack)) {
                for (RegionName region : ALL) {
                    Files.delete(rig.same(pack, region));
                }
            }
        }
        ScrubReport report = rig.scrub(ScrubLevel.L0);
        assertEquals(Set.of(State.LOST), states(report), report.toString());
        assertEquals(
                List.of(RawPath.of("/")),
                report.losses().stream().map(Loss::path).toList());
    }

    @Test
    void withoutHealing_everythingIsToldAndNothingTouched() throws IOException {
        Path pack = rig.dataPack(TOKYO);
        flip(pack, 5000);
        Files.delete(rig.same(pack, OSAKA));
        Path outcome = outcomes(SINGAPORE).getFirst();
        flip(outcome, 500);
        var damaged = rig.contents();
        ScrubReport report = rig.scrub(ScrubRequest.of(ScrubLevel.L2, false));
        assertEquals(3, report.findings().size(), report.toString());
        assertEquals(Set.of(State.DAMAGED), states(report));
        assertEquals(List.of(), report.losses(), "singapore has a good copy");
        assertEquals(3, report.unhealed());
        rig.before = damaged;
        rig.assertHealed("nothing touched");
    }

    private List<Path> outcomes(RegionName region) throws IOException {
        return rig.files(region, "sessions").stream()
                .filter(f -> f.endsWith("outcome"))
                .toList();
    }

    @Test
    void regionsNotAskedFor_areReadAndNeverWritten() throws IOException {
        Path pack = rig.dataPack(TOKYO);
        Files.delete(pack);
        flip(rig.same(pack, OSAKA), 5000);
        ScrubReport report = rig.scrub(ScrubRequest.of(ScrubLevel.L0, true).in(TOKYO));
        assertEquals(
                List.of(TOKYO),
                report.regions().stream().map(RegionResult::region).toList());
        assertEquals(Set.of(State.HEALED, State.DAMAGED), states(report), report.toString());
        assertEquals(-1, Arrays.mismatch(rig.before.get(pack), Files.readAllBytes(pack)));
        assertFalse(-1 == Arrays.mismatch(rig.before.get(pack), Files.readAllBytes(rig.same(pack, OSAKA))));
    }

    @Test
    void lostOutcomeThatAnotherFollows_isBroughtBackWithAllItNeeds() throws IOException {
        Path first = outcomes(OSAKA).getFirst();
        Path onlyOfFirst = rig.files(OSAKA, "index").getFirst();
        rig.write("third", 3, 100_000);
        rig.backup();
        Files.delete(first);
        Files.delete(onlyOfFirst);
        ScrubReport report = rig.scrub(ScrubLevel.L0);
        assertEquals(2, report.findings().size(), report.toString());
        assertEquals(Set.of(State.HEALED), states(report));
        rig.assertHealed("outcome");
    }

    @Test
    void snapshotNotCopiedYet_isNoDamage() throws IOException {
        rig.write("third", 3, 100_000);
        rig.backup();
        Path newest =
                outcomes(OSAKA).stream().filter(f -> !isFollowed(f)).findFirst().orElseThrow();
        Files.delete(newest);
        ScrubReport report = rig.scrub(ScrubLevel.L2);
        assertTrue(report.whole(), report.toString());
        assertEquals(
                List.of(0L, 1L, 0L),
                report.regions().stream().map(RegionResult::behind).toList());
        assertTrue(report.regions().get(1).extra() > 0, "its objects are there and not needed yet");
    }

    private boolean isFollowed(Path outcome) {
        try {
            String name = rig.region(TOKYO).relativize(rig.same(outcome, TOKYO)).toString();
            for (Path other : outcomes(TOKYO)) {
                if (rig.outcome(other).previous().stream()
                        .anyMatch(p -> p.name().equals(name))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void errorOfOneReading_deletesNothing() throws IOException {
        Path pack = rig.dataPack(OSAKA);
        String name = rig.region(OSAKA).relativize(pack).toString();
        var wrong = new AtomicBoolean();
        ScrubReport report = rig.scrub(
                ScrubRequest.of(ScrubLevel.L2, true),
                (region, store) -> region.equals(OSAKA) ? new WrongOnce(store, name, wrong) : store);
        assertTrue(wrong.get(), "the wrong reading never happened");
        assertEquals(Set.of(State.NOT_CONFIRMED), states(report), report.toString());
        assertTrue(report.whole());
        rig.assertHealed("untouched");
    }

    /** A bit flips on the way, the first time that an object is read; deleting it fails the test. */
    private static final class WrongOnce extends ForwardingStore {
        private final String name;
        private final AtomicBoolean wrong;

        WrongOnce(Store store, String name, AtomicBoolean wrong) {
            super(store);
            this.name = name;
            this.wrong = wrong;
        }

        @Override
        public Optional<InputStream> read(String object, long offset, long length) {
            Optional<InputStream> in = super.read(object, offset, length);
            if (!object.equals(name) || wrong.getAndSet(true)) {
                return in;
            }
            return in.map(right -> new FilterInputStream(right) {
                @Override
                public int read(byte[] bytes, int from, int most) throws IOException {
                    int n = super.read(bytes, from, most);
                    if (n > 0) {
                        bytes[from] ^= 1;
                    }
                    return n;
                }
            });
        }

        @Override
        public boolean delete(String object) {
            throw new AssertionError("deleted " + object);
        }
    }

    /** Each step that heals, before and after its effect. */
    static Stream<Object[]> crashes() {
        return Stream.of(When.values())
                .flatMap(when -> Stream.of(Operation.DELETE, Operation.UPLOAD, Operation.WRITE, Operation.COMMIT)
                        .map(operation -> new Object[] {operation, when}));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void crashAnywhereInHealing_isHealedByTheNextScrub(Operation operation, When when) throws IOException {
        Path pack = rig.dataPack(OSAKA);
        flip(pack, 5000);
        String name = rig.region(OSAKA).relativize(pack).toString();
        scrubWithFault(operation, name, when);
        assertTrue(rig.scrub(ScrubLevel.L2).whole());
        rig.assertHealed("after a crash");
    }

    private void scrubWithFault(Operation operation, String name, When when) throws IOException {
        scrubWithFault(ScrubRequest.of(ScrubLevel.L2, true), operation, name, when);
    }

    private void scrubWithFault(ScrubRequest request, Operation operation, String name, When when) throws IOException {
        List<FaultStore> faults = new ArrayList<>();
        rig.scrub(request, (region, store) -> {
            if (!region.equals(OSAKA)) {
                return store;
            }
            var fault = new FaultStore(store).fail(operation, name, 1, when, false);
            faults.add(fault);
            return fault;
        });
        faults.forEach(FaultStore::close);
    }

    /** A collection that misses it in between must see that it is not undecided. */
    @Test
    void damagedOutcome_isAsideBeforeItIsDeleted_untilItIsBack() throws IOException {
        Path outcome = outcome();
        flip(outcome, 100);
        String name = rig.region(TOKYO).relativize(outcome).toString();
        List<FaultStore> faults = new ArrayList<>();
        rig.scrub(ScrubRequest.of(ScrubLevel.L2, true), (region, store) -> {
            if (!region.equals(TOKYO)) {
                return store;
            }
            faults.add(new FaultStore(store).fail(Operation.DELETE, name, 1, When.AFTER, false));
            return faults.getLast();
        });
        faults.forEach(FaultStore::close);
        assertFalse(Files.exists(outcome));
        assertArrayEquals(
                rig.before.get(outcome),
                Files.readAllBytes(rig.files(TOKYO, "healing").getFirst()));
        ScrubReport report = rig.scrub(ScrubLevel.L0);
        assertEquals(Set.of(State.HEALED), states(report), report.toString());
        rig.assertHealed("after a crash");
    }

    @Test
    void outcomeThatMayNotBeDeleted_leavesNothingAside() throws IOException {
        Path outcome = outcome();
        flip(outcome, 100);
        String name = rig.region(TOKYO).relativize(outcome).toString();
        ScrubReport report = rig.scrub(
                ScrubRequest.of(ScrubLevel.L2, true),
                (region, store) -> region.equals(TOKYO) ? new Kept(store, name) : store);
        assertEquals(Set.of(State.DAMAGED), states(report), report.toString());
        assertEquals(List.of(), rig.files(TOKYO, "healing"));
    }

    private Path outcome() throws IOException {
        return rig.files(TOKYO, "sessions").stream()
                .filter(f -> f.endsWith("outcome"))
                .findFirst()
                .orElseThrow();
    }

    /** Refuses to delete one object. */
    private static final class Kept extends ForwardingStore {
        private final String name;

        Kept(Store store, String name) {
            super(store);
            this.name = name;
        }

        @Override
        public boolean delete(String object) {
            if (object.equals(name)) {
                throw new StoreException(null, false, StoreError.DENIED, describe(), object);
            }
            return super.delete(object);
        }
    }

    /** Its size alone does not tell that it is the object. */
    @Test
    void whatLiesAsideAndIsDamaged_isReplacedBeforeAnythingIsDeleted() throws IOException {
        Path pack = rig.dataPack(OSAKA);
        String name = rig.region(OSAKA).relativize(pack).toString();
        Path aside = rig.region(OSAKA).resolve(Healer.temporaryName(name));
        for (int i = 0; i < 3; i++) {
            flip(rig.same(pack, ALL.get(i)), 5000 + 3000 * i);
        }
        Files.createDirectories(aside.resolveSibling("."));
        Files.copy(pack, aside);
        scrubWithFault(ScrubRequest.of(ScrubLevel.L2, true).in(OSAKA), Operation.UPLOAD, name, When.BEFORE);
        Files.delete(rig.same(pack, TOKYO));
        Files.delete(rig.same(pack, SINGAPORE));
        assertEquals(Set.of(State.HEALED), states(rig.scrub(ScrubLevel.L2)));
        rig.assertHealed("after a crash");
    }

    /** What was put together from damaged copies exists nowhere else. */
    @ParameterizedTest
    @MethodSource("crashes")
    void crashWhenNoRegionHasAGoodCopy_losesNothing(Operation operation, When when) throws IOException {
        Path pack = rig.dataPack(OSAKA);
        for (int i = 0; i < 3; i++) {
            flip(rig.same(pack, ALL.get(i)), 5000 + 3000 * i);
        }
        String name = rig.region(OSAKA).relativize(pack).toString();
        List<FaultStore> faults = new ArrayList<>();
        ScrubReport crashed = rig.scrub(ScrubRequest.of(ScrubLevel.L2, true).in(OSAKA), (region, store) -> {
            if (!region.equals(OSAKA)) {
                return store;
            }
            var fault = new FaultStore(store).fail(operation, name, 1, when, false);
            faults.add(fault);
            return fault;
        });
        faults.forEach(FaultStore::close);
        // The other damaged copies go too: what healing put aside is all there is.
        boolean begun = operation != Operation.DELETE || when == When.AFTER;
        if (begun) {
            Files.deleteIfExists(rig.same(pack, TOKYO));
            Files.deleteIfExists(rig.same(pack, SINGAPORE));
        }
        ScrubReport report = rig.scrub(ScrubLevel.L2);
        assertEquals(Set.of(State.HEALED), states(report), crashed + "\n" + report);
        rig.assertHealed("after a crash");
    }

    @Test
    void budget_isSpentOnWhatWasNotLookedAtForLongest() throws IOException {
        long objects = rig.scrub(ScrubLevel.L0).regions().stream()
                .mapToLong(RegionResult::objects)
                .sum();
        long checked = 0;
        for (int run = 0; checked < objects; run++) {
            ScrubReport report = rig.scrub(ScrubRequest.of(ScrubLevel.L2, true).upTo(1));
            long now =
                    report.regions().stream().mapToLong(RegionResult::checked).sum();
            assertEquals(1, now, "what was begun is ended, and no more");
            checked += now;
            long left = report.regions().stream().mapToLong(RegionResult::left).sum();
            assertEquals(objects - 1, left);
            long never =
                    report.regions().stream().filter(r -> r.oldest().isEmpty()).count();
            assertEquals(checked < objects, never > 0, "after run " + run + " of " + objects);
        }
    }

    @Test
    void whatIsKnownToBeDamaged_comesFirst() throws IOException {
        rig.scrub(ScrubLevel.L2);
        Path pack = rig.files(SINGAPORE, "packs").getLast();
        flip(pack, 100);
        rig.scrub(ScrubRequest.of(ScrubLevel.L2, false));
        ScrubReport next = rig.scrub(ScrubRequest.of(ScrubLevel.L2, true).upTo(1));
        assertEquals(Set.of(State.HEALED), states(next), next.toString());
        assertEquals(1, next.regions().stream().mapToLong(RegionResult::checked).sum());
        rig.assertHealed("first of all");
    }

    @Test
    void timeThatIsOver_beginsNothing() throws IOException {
        var none = new ScrubRequest(Set.of(), ScrubLevel.L3, Optional.of(Duration.ZERO), Optional.empty(), true, 0);
        ScrubReport report = rig.scrub(none);
        assertEquals(
                0, report.regions().stream().mapToLong(RegionResult::checked).sum());
        assertTrue(report.whole());
    }

    @Test
    void damagedRecordOfWhatWasVerified_isDiscarded() throws IOException {
        rig.scrub(ScrubLevel.L2);
        assertEquals(0, never(rig.scrub(ScrubRequest.of(ScrubLevel.L2, true).upTo(1))));
        for (Path file : verified()) {
            flip(file, Files.size(file) / 2);
        }
        assertEquals(3, never(rig.scrub(ScrubRequest.of(ScrubLevel.L2, true).upTo(1))));
        for (Path file : verified()) {
            truncate(file, 7);
        }
        assertEquals(3, never(rig.scrub(ScrubRequest.of(ScrubLevel.L2, true).upTo(1))));
        assertEquals(0, never(rig.scrub(ScrubLevel.L2)));
    }

    private static long never(ScrubReport report) {
        return report.regions().stream().filter(r -> r.oldest().isEmpty()).count();
    }

    private List<Path> verified() throws IOException {
        try (Stream<Path> files = Files.walk(rig.cache)) {
            return files.filter(f -> f.toString().endsWith(".verified")).toList();
        }
    }

    @Test
    void regionThatIsDown_isToldAndTheOthersAreScrubbed() throws IOException {
        Files.move(rig.region(OSAKA), rig.folder.resolve("away"));
        flip(rig.dataPack(TOKYO), 5000);
        ScrubReport report = rig.scrub(ScrubLevel.L2);
        assertEquals(Set.of(State.HEALED), states(report), report.toString());
        assertTrue(report.whole());
        assertFalse(report.asDeepAsAsked());
        assertEquals(
                List.of(false, true, false),
                report.regions().stream().map(r -> r.problem().isPresent()).toList());
    }

    @Test
    void snapshotsThatAreGivenUp_needNothing_andTheirRecordsAreHealed() throws IOException {
        Snapshot first = only();
        Path ofFirst = rig.dataPack(TOKYO);
        for (int i = 0; i < ScrubRig.FILES; i++) {
            rig.write("file-" + i, 100 + i, 200_000);
        }
        rig.backup();
        try (Repository repository = rig.open()) {
            repository.forget(new ForgetRequest(List.of(first.id()), "test"), RunControl.NONE);
        }
        Files.delete(ofFirst);
        Path record = rig.files(OSAKA, "forgotten").getFirst();
        flip(record, 50);
        ScrubReport report = rig.scrub(ScrubLevel.L0);
        assertEquals(1, report.snapshots());
        assertEquals(1, report.findings().size(), report.toString());
        assertTrue(record.endsWith(report.findings().getFirst().object()));
        assertEquals(Set.of(State.HEALED), states(report));
        try (Repository repository = rig.open()) {
            repository.prune(
                    new PruneRequest(false, Duration.ZERO, Duration.ofDays(1), Duration.ZERO), RunControl.NONE);
        }
        assertEquals(List.of(), rig.scrub(ScrubLevel.L3).findings(), "after a collection too");
    }

    /** A stolen writer's key makes any outcome, and puts junk where a region lacks an object. */
    @Test
    void objectThatSnapshotsListDifferently_isNeverReplaced() throws IOException {
        Path pack = rig.dataPack(TOKYO);
        String name = rig.region(TOKYO).relativize(pack).toString();
        byte[] junk = new byte[Math.toIntExact(Files.size(pack))];
        Outcome real = rig.outcome(outcomes(TOKYO).getFirst());
        List<NeededObject> listed = new ArrayList<>(real.objects());
        listed.replaceAll(o -> o.name().equals(name)
                ? new NeededObject(
                        name,
                        junk.length,
                        Digests.crc32c(ByteBuffer.wrap(junk)),
                        ObjectDigest.ofBytes(Digests.sha256(junk)))
                : o);
        var forged = new Outcome(
                ObjectNames.outcome(ObjectNames.session(0, 0, new byte[16])),
                real.repositoryId(),
                real.writer(),
                real.sequence() + 1,
                List.of(),
                real.snapshot(),
                real.capturedAt(),
                listed,
                real.sealed());
        byte[] object = forged.sign(
                rig.keyring().signer(Certificate.Role.WRITER).orElseThrow().seed());
        for (RegionName region : ALL) {
            Path file = rig.region(region).resolve(forged.name());
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, object);
        }
        Files.write(rig.same(pack, OSAKA), junk);
        for (ScrubLevel level : List.of(ScrubLevel.L0, ScrubLevel.L3)) {
            ScrubReport report = rig.scrub(level);
            assertFalse(report.whole());
            assertTrue(
                    report.findings().stream().anyMatch(f -> f.object().equals(name) && f.state() == State.DAMAGED),
                    report.toString());
        }
        assertEquals(-1, Arrays.mismatch(rig.before.get(pack), Files.readAllBytes(pack)));
    }

    @Test
    void damagedOpenObjectOfADecidedSession_isRemoved() throws IOException {
        Path open = rig.files(TOKYO, "sessions").stream()
                .filter(f -> f.endsWith("open"))
                .findFirst()
                .orElseThrow();
        flip(open, 20);
        ScrubReport report = rig.scrub(ScrubLevel.L2);
        assertEquals(Set.of(State.HEALED), states(report), report.toString());
        assertFalse(Files.exists(open));
        assertEquals(List.of(), rig.scrub(ScrubLevel.L2).findings());
        rig.backup();
    }

    @Test
    void sample_findsWhatIsDamaged() throws IOException {
        for (Path pack : rig.dataPacks(TOKYO)) {
            for (FinishedPack.FrameContent frame : rig.pack(pack).frames()) {
                flip(pack, frame.frame().offset() + 1);
            }
        }
        ScrubReport report = rig.scrub(ScrubLevel.L4);
        assertFalse(report.whole());
        assertTrue(report.sampled().different() > 0);
        assertTrue(report.findings().stream().allMatch(f -> f.region().equals(TOKYO)), "each region alone");
    }

    /** They are contents of files in the clear. */
    @Test
    void samplesOfAKilledScrub_areDeletedByTheNext_andThoseOfOneThatRunsAreNot() throws IOException {
        Path folder = VerifiedFile.folder(rig.cache, rig.keyring().repositoryId());
        Path killed = Files.createDirectories(folder.resolve("sample-" + Long.MAX_VALUE / 10 + "-1-x/restored"));
        Files.writeString(killed.resolve("file"), "secret");
        Path before = Files.createDirectories(
                folder.resolve("sample-" + ProcessHandle.current().pid() + "-1-x"));
        long began = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
        Path runs = Files.createDirectories(
                folder.resolve("sample-" + ProcessHandle.current().pid() + "-" + began + "-x"));
        rig.scrub(ScrubLevel.L0);
        assertFalse(Files.exists(killed.getParent()));
        assertFalse(Files.exists(before), "of an earlier process with this number");
        assertTrue(Files.exists(runs));
    }

    @Test
    void cancellation_endsItAndKeepsWhatWasVerified() {
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        var control = new RunControl(
                dev.hikae.engine.Progress.NONE,
                () -> asked.incrementAndGet() > 12,
                dev.hikae.engine.CommitGuard.ALWAYS);
        try (Repository repository = rig.open()) {
            var request = ScrubRequest.of(ScrubLevel.L2, true);
            HikaeException e = assertThrows(HikaeException.class, () -> repository.scrub(request, control));
            assertEquals(EngineError.CANCELLED, e.code());
            long left = repository.scrub(request.upTo(0), RunControl.NONE).regions().stream()
                    .filter(r -> r.oldest().isEmpty())
                    .count();
            assertTrue(left > 0);
        }
        assertTrue(asked.get() > 12);
    }
}
