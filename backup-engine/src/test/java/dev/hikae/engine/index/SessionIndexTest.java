package dev.hikae.engine.index;

import static dev.hikae.engine.index.IndexRig.blob;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.MemoryStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SessionIndexTest {
    private IndexRig rig;
    private MemoryStore store;
    private final List<Outcome> outcomes = new ArrayList<>();

    @BeforeEach
    void setUp(@TempDir Path temp) {
        store = new MemoryStore("tokyo");
        rig = new IndexRig(store, temp);
    }

    private boolean isPresent(NeededObject object) {
        return object.name().startsWith(ObjectNames.PACKS)
                || store.size(object.name()).isPresent();
    }

    private SessionIndex session() {
        BlobIndex known = rig.loader().forSession(rig.regions, outcomes);
        return rig.loader().session(known, this::isPresent, rig.regions, rig.regions, rig.random);
    }

    @Test
    void moreObjectsThanASnapshotCanList_areRefused() {
        BlobIndex known = rig.loader().forSession(rig.regions, outcomes);
        SessionIndex session = rig.session(known, this::isPresent, 5);
        for (int pack = 0; pack < 4; pack++) {
            session.packed(IndexRig.pack(pack));
        }
        assertEquals(5, session.soFar().size());
        session.packed(IndexRig.pack(4));
        for (int pack = 5; pack < 7; pack++) {
            HikaeException full = assertThrows(HikaeException.class, session::soFar);
            assertEquals(EngineError.TOO_MANY_OBJECTS, full.code());
            full = assertThrows(HikaeException.class, session::finish);
            assertEquals(EngineError.TOO_MANY_OBJECTS, full.code());
            session.packed(IndexRig.pack(pack));
        }
    }

    /** A session that needs all blobs of some packs, and writes those that are not there. */
    private List<NeededObject> backup(int from, int to) {
        SessionIndex session = session();
        for (int pack = from; pack < to; pack++) {
            boolean fresh = false;
            for (int i = 0; i < IndexRig.IN_PACK; i++) {
                fresh |= session.claim(blob((long) pack * IndexRig.IN_PACK + i));
            }
            if (fresh) {
                session.packed(IndexRig.pack(pack));
            }
        }
        List<NeededObject> objects = session.finish();
        outcomes.add(rig.outcome(objects));
        return objects;
    }

    private static Set<String> names(List<NeededObject> objects, String prefix) {
        return objects.stream()
                .map(NeededObject::name)
                .filter(n -> n.startsWith(prefix))
                .collect(Collectors.toSet());
    }

    private void assertReadable(int from, int to) {
        BlobIndex index = rig.loader().forReading(rig.regions, List.of(), outcomes.getLast(), ReadObserver.NONE);
        for (long i = (long) from * IndexRig.IN_PACK; i < (long) to * IndexRig.IN_PACK; i += 50) {
            assertTrue(index.find(blob(i)).isPresent(), "blob " + i);
        }
    }

    @Test
    void whatIsStored_isNotStoredAgain() {
        List<NeededObject> first = backup(0, 5);
        List<NeededObject> second = backup(0, 5);
        assertEquals(names(first, ""), names(second, ""));
    }

    @Test
    void manySessions_listFewIndexObjects() {
        for (int i = 1; i <= 40; i++) {
            List<NeededObject> objects = backup(0, i);
            assertEquals(i, names(objects, ObjectNames.PACKS).size());
            int listed = names(objects, ObjectNames.INDEX).size();
            assertTrue(listed <= 7, listed + " index objects after " + i + " sessions");
        }
        assertReadable(0, 40);
        Set<String> last = names(outcomes.getLast().objects(), ObjectNames.INDEX);
        assertTrue(last.stream().allMatch(n -> store.size(n).isPresent()));
    }

    @Test
    void mergedObject_holdsNoPackThatTheSnapshotDoesNotList() {
        backup(0, 1);
        backup(1, 2);
        backup(2, 3);
        SessionIndex session = session();
        for (int pack : new int[] {0, 1, 2}) {
            if (pack != 1) {
                assertFalse(session.claim(blob((long) pack * IndexRig.IN_PACK)));
            }
        }
        assertFalse(session.claim(blob(IndexRig.IN_PACK)));
        assertTrue(session.claim(blob(3L * IndexRig.IN_PACK)));
        session.packed(IndexRig.pack(3));
        List<NeededObject> objects = session.finish();
        assertEquals(1, names(objects, ObjectNames.INDEX).size(), "four small ones became one");
        outcomes.add(rig.outcome(objects));
        assertReadable(0, 4);
    }

    @Test
    void blobsOfALostPack_areStoredAgain() {
        backup(0, 3);
        BlobIndex known = rig.loader().forSession(rig.regions, outcomes);
        String lost = IndexRig.packInfo(1).name();
        SessionIndex session =
                rig.loader().session(known, o -> !o.name().equals(lost), rig.regions, rig.regions, rig.random);
        assertFalse(session.claim(blob(0)));
        assertTrue(session.claim(blob(1_000)));
        assertFalse(session.claim(blob(1_000)), "once");
    }

    @Test
    void moreThanFitsIntoMemory_becomesOneObject() {
        List<NeededObject> objects = backup(0, 200);
        assertEquals(1, names(objects, ObjectNames.INDEX).size());
        assertReadable(0, 200);
    }

    @Test
    void indexDamagedMeanwhile_losesNoPackThatWasNeededBefore() throws IOException {
        for (int i = 0; i < 80; i += 10) {
            backup(i, i + 10);
        }
        SessionIndex session = session();
        for (int pack = 0; pack < 80; pack++) {
            assertTrue(pack / 10 % 2 == 1 || !session.claim(blob((long) pack * IndexRig.IN_PACK)));
        }
        damageSegments();
        for (int pack = 0; pack < 80; pack++) {
            assertTrue(pack / 10 % 2 == 0 || !session.claim(blob((long) pack * IndexRig.IN_PACK + 7)), "made again");
        }
        List<NeededObject> objects = session.finish();
        assertEquals(80, names(objects, ObjectNames.PACKS).size());
        outcomes.add(rig.outcome(objects));
        assertReadable(0, 80);
    }

    @Test
    void indexLostMeanwhile_endsTheSession() throws IOException {
        List<NeededObject> stored = backup(0, 20);
        backup(20, 100);
        SessionIndex session = session();
        assertFalse(session.claim(blob(0)));
        damageSegments();
        for (String index : names(stored, ObjectNames.INDEX)) {
            store.delete(index);
        }
        for (int pack = 20; pack < 100; pack++) {
            session.claim(blob((long) pack * IndexRig.IN_PACK + 7));
        }
        var refused = assertThrows(HikaeException.class, session::finish);
        assertTrue(
                Set.of(EngineError.INDEX_LOST, EngineError.INDEX_DAMAGED).contains(refused.code()), refused.toString());
    }

    /** Where the records are. */
    private void damageSegments() throws IOException {
        try (Stream<Path> files = Files.list(rig.segments())) {
            for (Path file : files.toList()) {
                try (var segment = new RandomAccessFile(file.toFile(), "rw")) {
                    long half = segment.length() / 2;
                    segment.seek(half);
                    segment.write(new byte[(int) (half - half / 8)]);
                }
            }
        }
    }

    @Test
    void indexSoFar_isWrittenOnceForEachPack() {
        SessionIndex session = session();
        List<NeededObject> soFar = List.of();
        for (int pack = 0; pack < 60; pack++) {
            assertTrue(session.claim(blob((long) pack * IndexRig.IN_PACK)));
            session.packed(IndexRig.pack(pack));
            if (pack % 2 == 1) {
                soFar = session.soFar();
            }
        }
        outcomes.add(rig.outcome(soFar));
        assertReadable(0, 60);
        long pieces = soFar.stream()
                .filter(o -> o.name().startsWith(ObjectNames.INDEX))
                .mapToLong(NeededObject::size)
                .sum();
        List<NeededObject> objects = session.finish();
        long whole = objects.stream()
                .filter(o -> o.name().startsWith(ObjectNames.INDEX))
                .mapToLong(NeededObject::size)
                .sum();
        assertTrue(pieces < whole * 3 / 2, pieces + " bytes in pieces, " + whole + " as one");
        assertEquals(1, names(objects, ObjectNames.INDEX).size());
    }
}
