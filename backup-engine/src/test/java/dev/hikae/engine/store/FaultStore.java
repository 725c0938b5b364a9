package dev.hikae.engine.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store that fails where a test planned it, before the effect or after it (a lost answer).
 *
 * <p>{@link #close} fails the test when a planned fault never fired. {@link #goDown} and {@link #comeBack} play an
 * outage of any length.
 */
public final class FaultStore implements Store {
    private final Store store;
    private final List<Fault> faults = new ArrayList<>();
    private boolean down;

    public FaultStore(Store store) {
        this.store = store;
    }

    /** What a fault can hit. */
    public enum Operation {
        PUT,
        UPLOAD,
        WRITE,
        COMMIT,
        GET,
        READ,
        SIZE,
        LIST,
        DELETE
    }

    /** Which side of the effect. */
    public enum When {
        BEFORE,
        AFTER
    }

    /** Plans a final failure at the n-th call (from 1) of an operation. */
    public FaultStore fail(Operation operation, int nth, When when) {
        return fail(operation, "", nth, when, false);
    }

    /** Plans a failure that says trying again can help. */
    public FaultStore failTemporarily(Operation operation, int nth, When when) {
        return fail(operation, "", nth, when, true);
    }

    /** Plans a failure at the n-th call (from 1) of an operation on names that contain a text. */
    public synchronized FaultStore fail(
            Operation operation, String nameContains, int nth, When when, boolean temporary) {
        faults.add(new Fault(operation, nameContains, nth, when, temporary));
        return this;
    }

    /** Plans that memory runs out in the n-th call (from 1) of an operation on names that contain a text. */
    public synchronized FaultStore exhaust(Operation operation, String nameContains, int nth) {
        faults.add(new Fault(operation, nameContains, nth, When.BEFORE, false) {
            @Override
            void fire(Store store) {
                fired = true;
                throw new OutOfMemoryError("planned: " + this);
            }
        });
        return this;
    }

    /** From now on every call fails. */
    public synchronized void goDown() {
        down = true;
    }

    public synchronized void comeBack() {
        down = false;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public boolean putIfAbsent(String name, ByteBuffer content) {
        return around(Operation.PUT, name, () -> store.putIfAbsent(name, content));
    }

    @Override
    public Upload upload(String name) {
        Upload upload = around(Operation.UPLOAD, name, () -> store.upload(name));
        return new Upload() {
            @Override
            public void write(ByteBuffer part) {
                around(Operation.WRITE, name, () -> {
                    upload.write(part);
                    return true;
                });
            }

            @Override
            public void commit() {
                around(Operation.COMMIT, name, () -> {
                    upload.commit();
                    return true;
                });
            }

            @Override
            public void close() {
                upload.close();
            }
        };
    }

    @Override
    public Optional<byte[]> get(String name) {
        return around(Operation.GET, name, () -> store.get(name));
    }

    @Override
    public Optional<InputStream> read(String name, long offset, long length) {
        return around(Operation.READ, name, () -> store.read(name, offset, length));
    }

    @Override
    public Optional<Long> size(String name) {
        return around(Operation.SIZE, name, () -> store.size(name));
    }

    @Override
    public Optional<Integer> crc32c(String name) {
        return around(Operation.SIZE, name, () -> store.crc32c(name));
    }

    @Override
    public void list(String prefix, Consumer<Item> each) {
        around(Operation.LIST, prefix, () -> {
            store.list(prefix, each);
            return true;
        });
    }

    @Override
    public boolean delete(String name) {
        return around(Operation.DELETE, name, () -> store.delete(name));
    }

    @Override
    public synchronized void close() {
        store.close();
        List<Fault> unfired = faults.stream().filter(f -> !f.fired).toList();
        if (!unfired.isEmpty()) {
            throw new AssertionError("planned faults never fired: " + unfired);
        }
    }

    private <T> T around(Operation operation, String name, Supplier<T> call) {
        Optional<Fault> fault = due(operation, name);
        fault.filter(f -> f.when == When.BEFORE).ifPresent(f -> f.fire(this));
        T result = call.get();
        fault.ifPresent(f -> f.fire(this));
        return result;
    }

    private synchronized Optional<Fault> due(Operation operation, String name) {
        if (down) {
            throw new StoreException(null, false, StoreError.UNREACHABLE, describe(), "planned outage");
        }
        Optional<Fault> due = Optional.empty();
        for (Fault fault : faults) {
            if (fault.counts(operation, name)) {
                due = Optional.of(fault);
            }
        }
        return due;
    }

    private static class Fault {
        private final Operation operation;
        private final String nameContains;
        private final int nth;
        private final When when;
        private final boolean temporary;
        private int seen;
        volatile boolean fired;

        Fault(Operation operation, String nameContains, int nth, When when, boolean temporary) {
            this.operation = operation;
            this.nameContains = nameContains;
            this.nth = nth;
            this.when = when;
            this.temporary = temporary;
        }

        boolean counts(Operation called, String name) {
            return called == operation && name.contains(nameContains) && ++seen == nth;
        }

        void fire(Store store) {
            fired = true;
            throw new StoreException(
                    null, temporary, StoreError.UNREACHABLE, store.describe(), "planned fault " + this);
        }

        @Override
        public String toString() {
            return operation + " of *" + nameContains + "* number " + nth + " " + when;
        }
    }
}
