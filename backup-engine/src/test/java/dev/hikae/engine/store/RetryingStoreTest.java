package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.store.FaultStore.Operation;
import dev.hikae.engine.store.FaultStore.When;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RetryingStoreTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final MemoryStore memory = new MemoryStore("test");
    private final FaultStore faults = new FaultStore(memory);
    private final RetryingStore store = new RetryingStore(faults, pauses::add, () -> 0.5);

    @AfterEach
    void everyPlannedFaultFired() {
        store.close();
    }

    @Test
    void temporaryFailures_areTriedAgainWithGrowingPauses() {
        memory.putIfAbsent("x", text("content"));
        for (int n = 1; n <= 4; n++) {
            faults.failTemporarily(Operation.GET, n, When.BEFORE);
        }
        assertEquals("content", string(store.get("x").orElseThrow()));
        assertEquals(
                List.of(50L, 100L, 200L, 400L),
                pauses.stream().map(Duration::toMillis).toList());
    }

    @Test
    void finalFailures_areNotTriedAgain() {
        faults.fail(Operation.SIZE, 1, When.BEFORE);
        assertThrows(StoreException.class, () -> store.size("x"));
        assertEquals(List.of(), pauses);
    }

    @Test
    void patienceEndsWithTheStoresOwnFailure() {
        for (int n = 1; n <= Retries.ATTEMPTS; n++) {
            faults.failTemporarily(Operation.GET, n, When.BEFORE);
        }
        assertEquals(
                StoreError.UNREACHABLE,
                assertThrows(StoreException.class, () -> store.get("x")).code());
        assertEquals(Retries.ATTEMPTS - 1, pauses.size());
    }

    /** Each pause takes seven seconds, patience is twenty. */
    private Retries passing(AtomicLong now) {
        return new Retries(
                pause -> {
                    pauses.add(pause);
                    now.addAndGet(Duration.ofSeconds(7).toNanos());
                },
                () -> 0.5,
                Duration.ofSeconds(20),
                now::get);
    }

    /** Whoever wants a list of snapshots asks the other regions. */
    @Test
    void aStoreThatNeverAnswered_isGivenUpSoon() {
        faults.failTemporarily(Operation.GET, 1, When.BEFORE).failTemporarily(Operation.GET, 2, When.BEFORE);
        try (Store hasty = new RetryingStore(new Unclosed(faults), passing(new AtomicLong()))) {
            assertThrows(StoreException.class, () -> hasty.get("x"));
            assertEquals(1, pauses.size());
        }
    }

    @Test
    void patienceEndsWithTime_forACallAndForAStoreThatStoppedToAnswer() {
        AtomicLong now = new AtomicLong();
        for (int n = 1; n <= 6; n++) {
            faults.failTemporarily(Operation.GET, n, When.BEFORE);
        }
        try (Store patient = new RetryingStore(new Unclosed(faults), passing(now))) {
            assertEquals(Optional.empty(), patient.size("x"));
            assertThrows(StoreException.class, () -> patient.get("x"));
            assertEquals(3, pauses.size());
            assertThrows(StoreException.class, () -> patient.get("x"));
            assertEquals(3, pauses.size(), "it was down for longer than anybody is to wait");
            now.addAndGet(Duration.ofHours(1).toNanos());
            assertEquals(Optional.empty(), patient.get("x"));
            assertEquals(4, pauses.size(), "an old outage says nothing of a new one");
        }
    }

    @Test
    void aStoreThatIsDown_soonFailsAtOnce() {
        for (int n = 1; n <= 200; n++) {
            faults.failTemporarily(Operation.GET, n, When.BEFORE);
        }
        for (int call = 0; call < 30; call++) {
            assertThrows(StoreException.class, () -> store.get("x"));
        }
        assertEquals(Retries.BUDGET / Retries.COST, pauses.size());
        for (int n = 0; n < 200; n++) {
            assertThrowsOrNot();
        }
    }

    private void assertThrowsOrNot() {
        try {
            store.get("x");
        } catch (StoreException planned) {
            assertTrue(planned.temporary());
        }
    }

    @Test
    void putWhoseAnswerGotLost_countsAsOurs() {
        faults.failTemporarily(Operation.PUT, 1, When.AFTER);
        assertTrue(store.putIfAbsent("x", text("mine")));
        assertEquals("mine", string(memory.get("x").orElseThrow()));
    }

    @Test
    void putThatSomeoneElseWonMeanwhile_isNotOurs() {
        memory.putIfAbsent("x", text("theirs"));
        faults.failTemporarily(Operation.PUT, 1, When.BEFORE);
        assertFalse(store.putIfAbsent("x", text("mine")));
    }

    @Test
    void equalObjectThatWasThereBefore_isNotOursWithoutAFailure() {
        memory.putIfAbsent("x", text("same"));
        assertFalse(store.putIfAbsent("x", text("same")));
    }

    @Test
    void upload_goesOnAfterFailedWritesAndCommits() {
        faults.failTemporarily(Operation.WRITE, 2, When.BEFORE).failTemporarily(Operation.COMMIT, 1, When.BEFORE);
        try (Store.Upload upload = store.upload("x")) {
            upload.write(text("one "));
            upload.write(text("two"));
            upload.commit();
        }
        assertEquals("one two", string(memory.get("x").orElseThrow()));
    }

    @Test
    void listingThatBreaks_goesOnWithoutRepeatingItself() {
        for (String name : List.of("a", "b", "c", "d")) {
            memory.putIfAbsent(name, text("x"));
        }
        List<String> seen = new ArrayList<>();
        Store breaking = new BreakingList(memory);
        try (Store again = new RetryingStore(breaking, pauses::add, () -> 0)) {
            again.list("", item -> seen.add(item.name()));
        }
        assertEquals(List.of("a", "b", "c", "d"), seen);
        assertEquals(1, pauses.size());
    }

    @Test
    void theListenersOwnFailure_isPassedOnAtOnce() {
        memory.putIfAbsent("a", text("x"));
        StoreException own = new StoreException(null, true, StoreError.BUSY, "other", 0, "");
        assertSame(
                own,
                assertThrows(
                        StoreException.class,
                        () -> store.list("", item -> {
                            throw own;
                        })));
        assertEquals(List.of(), pauses);
    }

    @Test
    void bodyThatBreaks_goesOnWhereItBroke() throws IOException {
        memory.putIfAbsent("x", text("0123456789"));
        try (Store again = new RetryingStore(new BreakingBodies(memory), pauses::add, () -> 0);
                InputStream in = again.read("x", 1, 8).orElseThrow()) {
            assertEquals("12345678", string(in.readAllBytes()));
        }
        assertEquals(2, pauses.size());
    }

    @Test
    void interruptedPause_endsTheCallAndKeepsTheInterrupt() {
        faults.failTemporarily(Operation.GET, 1, When.BEFORE);
        try (Store interrupted = new RetryingStore(
                new Unclosed(faults),
                duration -> {
                    throw new InterruptedException();
                },
                () -> 0)) {
            assertEquals(
                    StoreError.INTERRUPTED,
                    assertThrows(StoreException.class, () -> interrupted.get("x"))
                            .code());
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void faultThatNeverFired_failsTheTest() {
        FaultStore unused = new FaultStore(memory).fail(Operation.PUT, 1, When.BEFORE);
        assertTrue(assertThrows(AssertionError.class, unused::close).toString().contains("PUT"));
    }

    private static ByteBuffer text(String content) {
        return ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String string(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Lists two objects, then breaks; the second time whole. */
    private static final class BreakingList extends ForwardingStore {
        private boolean broken;

        BreakingList(Store store) {
            super(store);
        }

        @Override
        public void list(String prefix, java.util.function.Consumer<Item> each) {
            int[] seen = {0};
            super.list(prefix, item -> {
                if (!broken && seen[0]++ == 2) {
                    broken = true;
                    throw new StoreException(null, true, StoreError.UNREACHABLE, describe(), "broke");
                }
                each.accept(item);
            });
        }
    }

    /** The first bodies end with a broken connection after three bytes. */
    private static final class BreakingBodies extends ForwardingStore {
        private int broken;

        BreakingBodies(Store store) {
            super(store);
        }

        @Override
        public Optional<InputStream> read(String name, long offset, long length) {
            if (broken++ >= 2) {
                return super.read(name, offset, length);
            }
            return super.read(name, offset, Math.min(3, length)).map(Breaking::new);
        }
    }

    private static final class Breaking extends java.io.FilterInputStream {
        Breaking(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = super.read(bytes, from, length);
            if (n < 0) {
                throw new IOException("connection reset");
            }
            return n;
        }
    }

    /** Leaves the closing to its owner. */
    private static final class Unclosed extends ForwardingStore {
        Unclosed(Store store) {
            super(store);
        }

        @Override
        public void close() {}
    }
}
