package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. A subclass only says how to open one; it is empty at each test's beginning. */
public abstract class StoreContract {
    private final Random random = new Random(20261123);
    private Store store = new MemoryStore("not opened");

    /** A new handle of the store; the same objects at each call within one test. */
    protected abstract Store openStore() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        store = openStore();
    }

    @AfterEach
    final void close() {
        store.close();
    }

    @Test
    public void putObject_isReadBackByAnotherHandle() throws Exception {
        assertTrue(store.putIfAbsent("a/b/object-1.x", text("content")));
        try (Store other = openStore()) {
            assertEquals("content", string(other.get("a/b/object-1.x").orElseThrow()));
            assertEquals(Optional.of(7L), other.size("a/b/object-1.x"));
        }
    }

    @Test
    public void copy_isPutOnce_andOnlyTheSameCounts() {
        byte[] same = "same".getBytes(StandardCharsets.US_ASCII);
        assertTrue(store.putCopy("x", same));
        assertTrue(store.putCopy("x", same));
        assertFalse(store.putCopy("x", "else".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("same", string(store.get("x").orElseThrow()));
    }

    @Test
    public void putLeavesTheBufferAlone() {
        ByteBuffer content = ByteBuffer.wrap("..middle..".getBytes(StandardCharsets.US_ASCII), 2, 6);
        assertTrue(store.putIfAbsent("x", content));
        assertEquals(2, content.position());
        assertEquals(8, content.limit());
        assertEquals("middle", string(store.get("x").orElseThrow()));
    }

    @Test
    public void secondPutOfAName_changesNothingAndSaysSo() {
        assertTrue(store.putIfAbsent("x", text("first")));
        assertFalse(store.putIfAbsent("x", text("second")));
        assertEquals("first", string(store.get("x").orElseThrow()));
    }

    @Test
    public void racingPuts_haveExactlyOneWinnerWhoseContentStays() throws Exception {
        for (int round = 0; round < 4; round++) {
            String name = "race/" + round;
            List<Integer> winners = race(name);
            assertEquals(1, winners.size(), "winners " + winners);
            assertEquals("racer " + winners.getFirst(), string(store.get(name).orElseThrow()));
        }
    }

    @Test
    public void emptyObject_isAnObject() throws IOException {
        assertTrue(store.putIfAbsent("empty", ByteBuffer.allocate(0)));
        assertFalse(store.putIfAbsent("empty", text("x")));
        assertEquals(Optional.of(0L), store.size("empty"));
        assertEquals(0, store.get("empty").orElseThrow().length);
        try (InputStream in = store.read("empty", 0, 10).orElseThrow()) {
            assertEquals(-1, in.read());
        }
        assertEquals(List.of(new Store.Item("empty", 0)), list(""));
    }

    @Test
    public void missingObject_isEmptyEverywhere() {
        assertTrue(store.putIfAbsent("a/b", text("x")));
        for (String name : List.of("missing", "a/missing", "no/such/folder")) {
            assertEquals(Optional.empty(), store.get(name).map(Arrays::hashCode));
            assertTrue(store.read(name, 0, 1).isEmpty());
            assertTrue(store.read(name, 0, 0).isEmpty());
            assertEquals(Optional.empty(), store.size(name));
            assertFalse(store.delete(name));
        }
        assertEquals(List.of(), list("missing"));
    }

    @Test
    public void ranges_areExactAndEndWithTheObject() throws IOException {
        byte[] content = bytes(100_000);
        store.putIfAbsent("r", ByteBuffer.wrap(content));
        assertArrayEquals(Arrays.copyOfRange(content, 0, 100_000), range("r", 0, 100_000));
        assertArrayEquals(Arrays.copyOfRange(content, 5, 12), range("r", 5, 7));
        assertArrayEquals(Arrays.copyOfRange(content, 99_990, 100_000), range("r", 99_990, 1000));
        assertArrayEquals(new byte[0], range("r", 100_000, 5));
        assertArrayEquals(new byte[0], range("r", 200_000, 5));
        assertArrayEquals(new byte[0], range("r", 3, 0));
    }

    @Test
    public void aBodyMayBeClosedBeforeItsEnd() throws IOException {
        store.putIfAbsent("big", ByteBuffer.wrap(bytes(8 << 20)));
        for (int i = 0; i < 12; i++) {
            try (InputStream in = store.read("big", i, 8 << 20).orElseThrow()) {
                assertTrue(in.read() >= 0);
            }
        }
        assertEquals(Optional.of(8L << 20), store.size("big"));
    }

    @Test
    public void objectsOfAnySmallSize_comeBackWhole() {
        for (int size : new int[] {1, 4095, 65_536, 1_000_003, Store.SMALL}) {
            byte[] content = bytes(size);
            assertTrue(store.putIfAbsent("size/" + size, ByteBuffer.wrap(content)));
            assertArrayEquals(content, store.get("size/" + size).orElseThrow());
        }
    }

    @Test
    public void whatIsTooLargeForAPut_isRefusedByNumber() {
        StoreException e =
                assertThrows(StoreException.class, () -> store.putIfAbsent("x", ByteBuffer.allocate(Store.SMALL + 1)));
        assertEquals(StoreError.TOO_LARGE, e.code());
        upload("large", bytes(Store.SMALL + 1));
        assertEquals(
                StoreError.TOO_LARGE,
                assertThrows(StoreException.class, () -> store.get("large")).code());
    }

    @Test
    public void listOfWhatASnapshotNeeds_mayBeLarger() {
        for (String name : List.of("sessions/s/outcome", "healing/0")) {
            byte[] content = bytes(Store.SMALL + 1);
            assertTrue(store.putIfAbsent(name, ByteBuffer.wrap(content)));
            assertFalse(store.putIfAbsent(name, ByteBuffer.wrap(content)));
            assertArrayEquals(content, store.get(name).orElseThrow());
            assertTrue(store.putCopy(name, content));
            StoreException e = assertThrows(
                    StoreException.class,
                    () -> store.putIfAbsent(name + "/outcome", ByteBuffer.allocate(Store.LARGEST_LIST + 1)));
            assertEquals(StoreError.TOO_LARGE, e.code());
        }
    }

    @Test
    public void listing_isInByteOrderAndHoldsExactlyWhatBeginsWithThePrefix() {
        List<String> names = List.of("a-b/x", "a.b/x", "a/0", "a/1/z", "a/10", "a/b-c/1", "a/b/1", "a0", "b/a");
        for (String name : names.reversed()) {
            store.putIfAbsent(name, text(name));
        }
        assertEquals(names, listNames(""));
        assertEquals(List.of("a/0", "a/1/z", "a/10", "a/b-c/1", "a/b/1"), listNames("a/"));
        assertEquals(List.of("a/1/z", "a/10"), listNames("a/1"));
        assertEquals(List.of("a/1/z"), listNames("a/1/"));
        assertEquals(List.of("a/10"), listNames("a/10"));
        assertEquals(List.of("a-b/x"), listNames("a-"));
        assertEquals(List.of(), listNames("c"));
        assertEquals(List.of(new Store.Item("b/a", 3)), list("b"));
    }

    @Test
    public void moreThanAPageOfObjects_isListedWhole() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> puts = IntStream.range(0, 130)
                    .mapToObj(i -> pool.submit(() -> store.putIfAbsent("page/%04d".formatted(i), text("x"))))
                    .toList();
            for (Future<Boolean> put : puts) {
                assertTrue(put.get());
            }
        }
        List<String> listed = listNames("page/");
        assertEquals(130, listed.size());
        assertEquals(listed.stream().sorted().distinct().toList(), listed);
    }

    @Test
    public void failureOfTheListener_endsTheListing() {
        store.putIfAbsent("a", text("x"));
        store.putIfAbsent("b", text("x"));
        List<String> seen = new ArrayList<>();
        StoreException thrown = new StoreException(null, true, StoreError.BUSY, "listener", 0, "");
        assertEquals(
                thrown,
                assertThrows(
                        StoreException.class,
                        () -> store.list("", item -> {
                            seen.add(item.name());
                            throw thrown;
                        })));
        assertEquals(List.of("a"), seen);
    }

    @Test
    public void upload_isInvisibleUntilCommitted() throws Exception {
        byte[] content = bytes(20_000_000);
        try (Store other = openStore();
                Store.Upload upload = store.upload("packs/up")) {
            write(upload, content, 1_000_003);
            assertEquals(Optional.empty(), other.size("packs/up"));
            assertEquals(List.of(), list(""));
            upload.commit();
            upload.commit();
            assertEquals(Optional.of((long) content.length), other.size("packs/up"));
            assertArrayEquals(content, range("packs/up", 0, content.length));
        }
        assertEquals(List.of(new Store.Item("packs/up", content.length)), list(""));
    }

    @Test
    public void uploadsOfAllSizes_comeBackWhole() throws IOException {
        for (int size : new int[] {0, 1, 100_000, 8 << 20, (8 << 20) + 1, 16 << 20, 17_000_000}) {
            byte[] content = bytes(size);
            upload("up/" + size, content);
            assertEquals(Optional.of((long) size), store.size("up/" + size));
            assertArrayEquals(content, range("up/" + size, 0, size));
        }
    }

    @Test
    public void closedUpload_leavesNothing() {
        for (int size : new int[] {100, 20_000_000}) {
            try (Store.Upload upload = store.upload("given-up")) {
                write(upload, bytes(size), 1 << 20);
            }
            assertEquals(Optional.empty(), store.size("given-up"));
            assertEquals(List.of(), list(""));
        }
    }

    @Test
    public void uploadToAnExistingName_isRefusedAndChangesNothing() {
        store.putIfAbsent("x", text("first"));
        for (int size : new int[] {100, 10_000_000}) {
            StoreException e = assertThrows(StoreException.class, () -> upload("x", bytes(size)));
            assertEquals(StoreError.EXISTS, e.code());
            assertFalse(e.temporary());
        }
        assertEquals("first", string(store.get("x").orElseThrow()));
    }

    @Test
    public void deletedObject_isGoneAndItsNameFree() {
        store.putIfAbsent("a/b", text("x"));
        assertTrue(store.delete("a/b"));
        assertFalse(store.delete("a/b"));
        assertEquals(Optional.empty(), store.size("a/b"));
        assertEquals(List.of(), list(""));
        assertTrue(store.putIfAbsent("a/b", text("y")));
    }

    @Test
    public void namesOutsideTheForm_areABug() {
        for (String name : List.of("", "/a", "a/", "a//b", "../a", "a/./b", "A", "a_b", "a b", "é", "x".repeat(201))) {
            assertThrows(IllegalArgumentException.class, () -> store.putIfAbsent(name, text("x")), name);
            assertThrows(IllegalArgumentException.class, () -> store.upload(name), name);
            assertThrows(IllegalArgumentException.class, () -> store.get(name), name);
            assertThrows(IllegalArgumentException.class, () -> store.delete(name), name);
        }
    }

    @Test
    public void longestName_works() {
        String name = String.join("/", "x".repeat(200), "y".repeat(200), "z".repeat(110));
        assertEquals(512, name.length());
        assertTrue(store.putIfAbsent(name, text("long")));
        assertEquals(List.of(name), listNames("x"));
    }

    @Test
    public void probe_passesAndLeavesNothing() {
        new StoreProbe(store, new java.security.SecureRandom()).run();
        assertEquals(List.of(), list(""));
    }

    @Test
    public void description_namesThePlaceAndNoSecret() {
        assertTrue(store.describe().matches("(memory|folder|s3):.+"), store.describe());
        assertFalse(store.describe().contains("@"), store.describe());
    }

    private List<Integer> race(String name) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(16);
        try (ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> puts = IntStream.range(0, 16)
                    .mapToObj(i -> racers.submit(() -> {
                        barrier.await();
                        return store.putIfAbsent(name, text("racer " + i));
                    }))
                    .toList();
            List<Integer> winners = new ArrayList<>();
            for (int i = 0; i < puts.size(); i++) {
                if (puts.get(i).get()) {
                    winners.add(i);
                }
            }
            return winners;
        }
    }

    private void upload(String name, byte[] content) {
        try (Store.Upload upload = store.upload(name)) {
            write(upload, content, 700_001);
            upload.commit();
        }
    }

    private static void write(Store.Upload upload, byte[] content, int step) {
        for (int from = 0; from < content.length; from += step) {
            ByteBuffer part = ByteBuffer.wrap(content, from, Math.min(step, content.length - from));
            upload.write(part);
            assertFalse(part.hasRemaining());
        }
    }

    private byte[] range(String name, long offset, long length) throws IOException {
        try (InputStream in = store.read(name, offset, length).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private List<Store.Item> list(String prefix) {
        List<Store.Item> items = new ArrayList<>();
        store.list(prefix, items::add);
        return items;
    }

    private List<String> listNames(String prefix) {
        return list(prefix).stream().map(Store.Item::name).toList();
    }

    private byte[] bytes(int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return content;
    }

    private static ByteBuffer text(String content) {
        return ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String string(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
