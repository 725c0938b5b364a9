package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The probe is tested by stores that lie. */
final class StoreProbeTest {
    private final Stores stores = new Stores(new SecureRandom(), Pause.SLEEP);

    @Test
    void storeThatLetsEveryRacerWin_isRefused() {
        Store lying = new ForwardingStore(new MemoryStore("lying")) {
            @Override
            public boolean putIfAbsent(String name, ByteBuffer content) {
                super.putIfAbsent(name, content);
                return true;
            }
        };
        assertEquals(StoreError.NOT_CREATE_IF_ABSENT, code(lying));
    }

    @Test
    void storeWhereTheLoserOverwrites_isRefused() {
        MemoryStore memory = new MemoryStore("overwriting");
        Store lying = new ForwardingStore(memory) {
            @Override
            public synchronized boolean putIfAbsent(String name, ByteBuffer content) {
                boolean first = !memory.delete(name);
                memory.putIfAbsent(name, content);
                return first;
            }
        };
        assertEquals(StoreError.NOT_CREATE_IF_ABSENT, code(lying));
    }

    @Test
    void storeWhoseListingLags_isRefused() {
        Store lying = new ForwardingStore(new MemoryStore("lagging")) {
            @Override
            public void list(String prefix, Consumer<Item> each) {}
        };
        assertEquals(StoreError.NOT_LISTED_AFTER_PUT, code(lying));
    }

    @Test
    void storeThatForbidsDeleting_passes() {
        stores.probe(new ForwardingStore(new MemoryStore("no delete")) {
            @Override
            public boolean delete(String name) {
                throw new StoreException(null, false, StoreError.DENIED, describe(), name);
            }
        });
    }

    private Object code(Store lying) {
        return assertThrows(StoreException.class, () -> stores.probe(lying)).code();
    }
}
