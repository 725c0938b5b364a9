package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.SINGAPORE;
import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.region.Rig.Session;
import dev.hikae.engine.store.FaultStore.Operation;
import dev.hikae.engine.store.FaultStore.When;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegionReadTest {
    private final Rig rig = new Rig();
    private final List<String> heard = new ArrayList<>();
    private final ReadObserver observer = new ReadObserver() {
        @Override
        public void read(RegionName region, long bytes) {
            heard.add("read " + region + " " + bytes);
        }

        @Override
        public void passedOver(RegionName region, String object, HikaeException why) {
            heard.add("passed over " + region + " " + object + " " + why.code().id());
        }
    };

    @AfterEach
    void everyPlannedFaultFired() {
        rig.close();
    }

    @Test
    void firstRegionOfTheOrder_isRead() {
        putEverywhere("content");
        assertEquals("onte", text(1, 4, List.of()));
        assertEquals("content", text(0, -1, List.of(OSAKA)));
        assertEquals("ent", text(4, -1, List.of(SINGAPORE)));
        assertEquals(List.of("read tokyo 4", "read osaka 7", "read singapore 3"), heard);
    }

    @Test
    void missingCutAndDamagedCopies_arePassedOver() {
        rig.memory(OSAKA).putIfAbsent("x", bytes("con"));
        rig.memory(SINGAPORE).putIfAbsent("x", bytes("content"));
        assertEquals("content", text(0, 7, List.of()));
        assertEquals(
                List.of("passed over tokyo x HKE-2116", "passed over osaka x HKE-2103", "read singapore 7"), heard);
        heard.clear();
        rig.memory(TOKYO).putIfAbsent("x", bytes("CONTENT"));
        assertEquals("content", text(0, 7, List.of()));
        assertEquals(
                List.of(
                        "read tokyo 7",
                        "passed over tokyo x HKE-2103",
                        "passed over osaka x HKE-2103",
                        "read singapore 7"),
                heard);
    }

    @Test
    void unreachableRegion_isPassedOver() {
        putEverywhere("content");
        rig.faults(TOKYO).fail(Operation.READ, 1, When.BEFORE);
        assertEquals("content", text(0, 7, List.of()));
        assertEquals(List.of("passed over tokyo x HKE-2701", "read osaka 7"), heard);
    }

    @Test
    void withoutAGoodCopy_theDamageIsToldRatherThanAnOutage() {
        RegionSet regions = rig.open(2);
        rig.memory(TOKYO).putIfAbsent("x", bytes("CONTENT"));
        rig.faults(OSAKA).goDown();
        rig.faults(SINGAPORE).goDown();
        HikaeException e = assertThrows(
                HikaeException.class, () -> regions.read("x", 0, 7, List.of(), observer, RegionReadTest::lower));
        assertEquals(EngineError.DAMAGED, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains("x in region tokyo is damaged: is no lower case"));
    }

    @Test
    void unknownRegion_isRefusedWithTheList() {
        HikaeException e = assertThrows(HikaeException.class, () -> text(0, 1, List.of(new RegionName("atlantis"))));
        assertEquals(EngineError.REGION_UNKNOWN, e.code());
    }

    @Test
    void outcomes_areTheUnionWithTheRegionsThatShowThem() {
        Session first = rig.backup(rig.open(2), List.of());
        rig.faults(OSAKA).goDown();
        Session second = rig.backup(rig.open(2), List.of(first));
        rig.faults(OSAKA).comeBack();
        var union = rig.open(2).outcomes(List.of());
        assertEquals(
                List.of(first.outcome().name(), second.outcome().name()),
                union.stream().map(v -> v.outcome().name()).toList());
        assertEquals(Set.of(TOKYO, OSAKA, SINGAPORE), union.get(0).regions());
        assertEquals(Set.of(TOKYO, SINGAPORE), union.get(1).regions());
        assertEquals(1, rig.open(2).outcomes(List.of(OSAKA)).size());
        assertEquals(2, rig.open(2).without(Set.of(TOKYO)).outcomes(List.of()).size());
    }

    @Test
    void damagedOutcome_doesNotExistInThatRegionButInTheOthers() {
        Session first = rig.backup(rig.open(2), List.of());
        rig.damage(TOKYO, first.outcome().name());
        assertEquals(List.of(), rig.open(2).outcomes(List.of(TOKYO)));
        assertEquals(1, rig.open(2).outcomes(List.of()).size());
    }

    @Test
    void noRegionAnswering_isAnErrorAndNoEmptyList() {
        RegionSet regions = rig.open(2);
        Rig.ALL.forEach(r -> rig.faults(r).goDown());
        assertEquals(
                EngineError.NO_REGION_REACHABLE,
                assertThrows(HikaeException.class, () -> regions.outcomes(List.of()))
                        .code());
    }

    @Test
    void status_tellsEachRegionsWatermark() {
        Session first = rig.backup(rig.open(2), List.of());
        rig.faults(OSAKA).goDown();
        Session second = rig.backup(rig.open(2), List.of(first));
        Session third = rig.backup(rig.open(2), List.of(second));
        rig.faults(OSAKA).comeBack();
        rig.faults(SINGAPORE).goDown();
        List<RegionStatus> status = rig.open(2).status();
        Instant firstTime = first.outcome().capturedAt();
        Instant thirdTime = third.outcome().capturedAt();
        assertEquals(
                new RegionStatus(
                        TOKYO,
                        true,
                        true,
                        Optional.empty(),
                        Optional.of(thirdTime),
                        Optional.of(third.outcome().snapshot()),
                        3,
                        0),
                status.get(0));
        assertEquals(
                new RegionStatus(
                        OSAKA,
                        false,
                        true,
                        Optional.empty(),
                        Optional.of(firstTime),
                        Optional.of(first.outcome().snapshot()),
                        1,
                        2),
                status.get(1));
        assertEquals(SINGAPORE, status.get(2).region());
        assertEquals(false, status.get(2).reachable());
        assertEquals(Optional.empty(), status.get(2).watermark());
        assertEquals("error.HKE-2701", status.get(2).problem().orElseThrow().key());
    }

    @Test
    void watermark_endsBeforeTheFirstGapThoughALaterSnapshotIsThere() {
        Session one = rig.backup(rig.open(2), List.of());
        rig.faults(OSAKA).goDown();
        rig.backup(rig.open(2), List.of());
        rig.faults(OSAKA).comeBack();
        // Of another writer's line: it does not follow the missing one.
        rig.backup(rig.open(2), List.of());
        RegionStatus osaka = rig.open(2).status().get(1);
        assertEquals(Optional.of(one.outcome().capturedAt()), osaka.watermark());
        assertEquals(2, osaka.snapshotsHeld());
        assertEquals(1, osaka.snapshotsBehind());
    }

    @Test
    void writerIsHeldBack_byASlowRegionInsteadOfFillingMemory() throws InterruptedException {
        var gate = new java.util.concurrent.CountDownLatch(1);
        var identity = new Region.Identity();
        var regions = List.of(slow(TOKYO, gate, identity), slow(OSAKA, gate, identity));
        var stores = new dev.hikae.engine.store.Stores(rig.secure, duration -> {});
        var set = new RegionSet(new RegionSet.Shape(rig.home(), 1, rig.trust, stores, identity), regions, false);
        var written = new java.util.concurrent.atomic.AtomicInteger();
        Thread writing = Thread.ofPlatform().start(() -> {
            try (RegionWriter writer = set.writer();
                    var upload = writer.upload("packs/aa/slow")) {
                for (int i = 0; i < 20; i++) {
                    upload.write(ByteBuffer.allocate(1 << 20));
                    written.incrementAndGet();
                }
                upload.commit();
            }
        });
        while (written.get() < 3 || writing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertTrue(written.get() <= 5, "parts taken in while nothing was stored: " + written);
        gate.countDown();
        writing.join();
        assertEquals(20L << 20, rig.memory(TOKYO).size("packs/aa/slow").orElseThrow());
    }

    private Region slow(RegionName name, java.util.concurrent.CountDownLatch gate, Region.Identity identity) {
        var store = new SlowStore(rig.memory(name), gate);
        var region = new Region(name, "slow", () -> store, identity);
        region.refresh();
        return region;
    }

    private String text(long offset, long length, List<RegionName> order) {
        return rig.open(2).read("x", offset, length, order, observer, RegionReadTest::lower);
    }

    private static String lower(ByteBuffer bytes) {
        String text = StandardCharsets.US_ASCII.decode(bytes).toString();
        if (!text.equals(text.toLowerCase(java.util.Locale.ROOT))) {
            throw new FormatException("is no lower case");
        }
        return text;
    }

    private void putEverywhere(String content) {
        rig.memory.values().forEach(store -> store.putIfAbsent("x", bytes(content)));
    }

    private static ByteBuffer bytes(String content) {
        return ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
    }

    /** Takes no part of an upload before the gate opens. */
    private static final class SlowStore extends dev.hikae.engine.store.ForwardingStore {
        private final java.util.concurrent.CountDownLatch gate;

        SlowStore(dev.hikae.engine.store.Store store, java.util.concurrent.CountDownLatch gate) {
            super(store);
            this.gate = gate;
        }

        @Override
        public Upload upload(String name) {
            Upload upload = super.upload(name);
            return new Upload() {
                @Override
                public void write(ByteBuffer part) {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    upload.write(part);
                }

                @Override
                public void commit() {
                    upload.commit();
                }

                @Override
                public void close() {
                    upload.close();
                }
            };
        }
    }
}
