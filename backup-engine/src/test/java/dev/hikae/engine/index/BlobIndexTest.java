package dev.hikae.engine.index;

import static dev.hikae.engine.index.IndexRig.blob;
import static dev.hikae.engine.index.IndexRig.numbers;
import static dev.hikae.engine.index.IndexRig.packs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.pack.BlobReader.Place;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.MemoryStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobIndexTest {
    private IndexRig rig;
    private MemoryStore store;

    @BeforeEach
    void setUp(@TempDir Path temp) {
        store = new MemoryStore("tokyo");
        rig = new IndexRig(store, temp);
    }

    private BlobIndex read(Outcome outcome) {
        return rig.loader().forReading(rig.regions, List.of(), outcome, ReadObserver.NONE);
    }

    private static void assertFound(BlobIndex index, long number) {
        Place place = index.find(blob(number)).orElseThrow(() -> new AssertionError("lost blob " + number));
        int pack = (int) (number / IndexRig.IN_PACK);
        int frame = (int) (number % IndexRig.IN_PACK) / IndexRig.IN_FRAME;
        assertArrayEquals(IndexRig.packId(pack), index.pack(place.pack()).id());
        assertEquals(IndexRig.frame(frame), index.frame(place.pack(), place.frame()));
        assertEquals(number % IndexRig.IN_FRAME * IndexRig.LENGTH, place.offset());
        assertEquals(IndexRig.LENGTH, place.length());
    }

    private static void assertRight(BlobIndex index, int blobs, int step) {
        for (int i = 0; i < blobs; i += step) {
            assertFound(index, i);
            assertEquals(Optional.empty(), index.find(blob(1_000_000_000L + i)), "blob that was never stored");
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(rig.segments())) {
            return files.sorted().toList();
        }
    }

    @Test
    void everyBlob_isFoundWhereItLies() {
        Outcome outcome = rig.outcome(numbers(0, 200), rig.put(packs(0, 120)), rig.put(packs(120, 200)));
        BlobIndex index = read(outcome);
        assertRight(index, 200_000, 7);
    }

    @Test
    void secondLookUp_readsTheCacheOnly() throws IOException {
        Outcome outcome = rig.outcome(numbers(0, 20), rig.put(packs(0, 20)));
        assertRight(read(outcome), 20_000, 99);
        long before = rig.regions.bytesRead;
        assertRight(read(outcome), 20_000, 99);
        assertEquals(before, rig.regions.bytesRead);
        assertEquals(1, segments().size());
    }

    @Test
    void fewBlobsOfALargeObject_costFewBlocks() throws IOException {
        NeededObject large = rig.put(packs(0, 300));
        assertTrue(large.size() > 8 << 20, "the object is large enough to be read by ranges");
        long before = rig.regions.bytesRead;
        BlobIndex index = read(rig.outcome(numbers(0, 300), large));
        for (int i = 0; i < 10; i++) {
            assertFound(index, i * 29_989L);
        }
        long read = rig.regions.bytesRead - before;
        assertTrue(read < 3 << 20, read + " bytes were read of " + large.size());
        assertTrue(Files.notExists(rig.segments()), "nothing is cached");
    }

    @Test
    void manyBlobsOfALargeObject_fetchItWholeOnce() throws IOException {
        NeededObject large = rig.put(packs(0, 300));
        Outcome outcome = rig.outcome(numbers(0, 300), large);
        long before = rig.regions.bytesRead;
        BlobIndex index = read(outcome);
        Place early = index.find(blob(5)).orElseThrow();
        assertRight(index, 300_000, 101);
        assertTrue(rig.regions.bytesRead - before < 4 * large.size(), "it is not read again and again");
        assertArrayEquals(IndexRig.packId(0), index.pack(early.pack()).id(), "an early number keeps its meaning");
        assertEquals(IndexRig.frame(0), index.frame(early.pack(), early.frame()));
        assertEquals(1, segments().size());
    }

    @Test
    void packsThatTheOutcomeDoesNotList_doNotCount() {
        NeededObject object = rig.put(packs(0, 10));
        BlobIndex index = read(rig.outcome(numbers(0, 5), object));
        assertFound(index, 4_999);
        assertEquals(Optional.empty(), index.find(blob(5_000)));
    }

    @Test
    void objectsThatTheOutcomeDoesNotList_doNotCount() {
        NeededObject one = rig.put(packs(0, 5));
        NeededObject other = rig.put(packs(5, 10));
        assertRight(read(rig.outcome(numbers(0, 10), one, other)), 10_000, 10);
        BlobIndex index = read(rig.outcome(numbers(0, 10), one));
        assertFound(index, 4_999);
        assertEquals(Optional.empty(), index.find(blob(5_000)), "it is only in a cached object");
    }

    @Test
    void newerObjects_spareTheFetchingOfOlder() {
        List<Outcome> outcomes = new ArrayList<>();
        NeededObject old = rig.put(packs(0, 10));
        outcomes.add(rig.outcome(numbers(0, 10), old));
        outcomes.add(rig.outcome(numbers(0, 20), rig.put(packs(0, 20))));
        assertTrue(store.delete(old.name()));
        BlobIndex index = rig.loader().forSession(rig.regions, outcomes);
        assertRight(index, 20_000, 10);
    }

    /** Every kind of block; what is compared later than at opening, when it is open, too. Answers stay right. */
    @Test
    void damagedSegment_neverGivesAWrongAnswer() throws IOException {
        Outcome outcome = rig.outcome(numbers(0, 100), rig.put(packs(0, 60)), rig.put(packs(60, 100)));
        assertRight(read(outcome), 100_000, 1000);
        for (var place : places(segments().getFirst()).entrySet()) {
            Path file = segments().getFirst();
            BlobIndex open = read(outcome);
            flip(file, place.getValue());
            if (List.of("frames", "records", "filter").contains(place.getKey())) {
                assertRight(open, 100_000, 37);
                assertTrue(Files.notExists(file), "damage of " + place.getKey() + " was noticed");
                assertEquals(1, segments().size(), "and the segment made again");
                flip(segments().getFirst(), place.getValue());
            }
            assertRight(read(outcome), 100_000, 37);
            assertEquals(1, segments().size(), "made again after damage of " + place.getKey());
            assertTrue(Files.notExists(file), "damage of " + place.getKey() + " was noticed");
        }
    }

    @Test
    void truncatedSegment_isMadeAgain() throws IOException {
        Outcome outcome = rig.outcome(numbers(0, 100), rig.put(packs(0, 100)));
        assertRight(read(outcome), 100_000, 1000);
        long size = Files.size(segments().getFirst());
        for (long length : new long[] {0, 1, 63, size / 2, size - 1}) {
            try (var file = new RandomAccessFile(segments().getFirst().toFile(), "rw")) {
                file.setLength(length);
            }
            assertRight(read(outcome), 100_000, 97);
            assertEquals(size, Files.size(segments().getFirst()));
        }
    }

    /** Where each part of the file lies, from its footer. */
    private static Map<String, Long> places(Path file) throws IOException {
        Map<String, Long> places = new LinkedHashMap<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer footer = ByteBuffer.allocate(Segment.FOOTER);
            channel.read(footer, size - Segment.FOOTER);
            var head = ByteBuffer.allocate(IndexTable.HEAD);
            channel.read(head, 0);
            int packs = head.getInt(0);
            long frames = IndexTable.HEAD + (long) packs * IndexTable.PACK;
            long records = footer.getLong(16) - (long) head.getInt(8) * IndexTable.RECORD;
            places.put("counts", 3L);
            places.put("packs", IndexTable.HEAD + 5L);
            places.put("frames", (frames + records) / 2);
            places.put("records", records + 40_000L * IndexTable.RECORD);
            places.put("filter", footer.getLong(24) + 100_000);
            places.put("objects", footer.getLong(40) + 3);
            places.put("checksums", footer.getLong(48) + 5);
            places.put("footer", size - 20);
        }
        return places;
    }

    private static void flip(Path file, long at) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int value = open.read();
            open.seek(at);
            open.write(value ^ 4);
        }
    }

    @Test
    void manySmallObjects_becomeFewSegments() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            outcomes.add(rig.outcome(numbers(i, i + 1), rig.put(packs(i, i + 1))));
            rig.loader().forSession(rig.regions, outcomes);
        }
        assertTrue(segments().size() <= 9, segments().size() + " segments");
        assertRight(rig.loader().forSession(rig.regions, outcomes), 60_000, 100);
    }

    @Test
    void segmentsOfForgottenSnapshots_areRemoved() throws IOException {
        Outcome old = rig.outcome(numbers(0, 10), rig.put(packs(0, 10)));
        Outcome kept = rig.outcome(numbers(10, 20), rig.put(packs(10, 20)));
        read(old);
        read(kept);
        assertEquals(2, segments().size());
        rig.loader().forSession(rig.regions, List.of(kept));
        assertEquals(1, segments().size());
    }

    @Test
    void cacheThatCannotBeWritten_isDoneWithout(@TempDir Path temp) throws IOException {
        Path file = Files.createFile(temp.resolve("no folder"));
        var other = new IndexRig(store, file);
        Outcome outcome = other.outcome(numbers(0, 10), other.put(packs(0, 10)));
        BlobIndex index = other.loader().forReading(other.regions, List.of(), outcome, ReadObserver.NONE);
        assertRight(index, 10_000, 10);
    }
}
