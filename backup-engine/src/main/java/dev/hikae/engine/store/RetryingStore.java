package dev.hikae.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Tries temporary failures again; the one place where that happens.
 *
 * <p>A repeated put whose answer got lost finds its own object: when an attempt failed before, an existing object
 * with exactly the content to put counts as created by this call.
 */
public final class RetryingStore implements Store {
    private final Store store;
    private final Retries retries;

    /**
     * @param chance uniform in [0, 1), for jitter
     */
    public RetryingStore(Store store, Pause pause, DoubleSupplier chance) {
        this(store, new Retries(pause, chance, Patience.DEFAULT.trying(), System::nanoTime));
    }

    RetryingStore(Store store, Retries retries) {
        this.store = store;
        this.retries = retries;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public boolean putIfAbsent(String name, ByteBuffer content) {
        return retry(call -> store.putIfAbsent(name, content) || (!call.isFirst() && holds(name, content)));
    }

    private boolean holds(String name, ByteBuffer content) {
        return store.get(name)
                .map(there -> ByteBuffer.wrap(there).equals(content))
                .orElse(false);
    }

    @Override
    public Upload upload(String name) {
        Upload upload = retry(call -> store.upload(name));
        return new Upload() {
            @Override
            public void write(ByteBuffer part) {
                retry(call -> {
                    upload.write(part);
                    return true;
                });
            }

            @Override
            public void lend(ByteBuffer part, Runnable done) {
                retry(call -> {
                    upload.lend(part, done);
                    return true;
                });
            }

            @Override
            public void commit() {
                retry(call -> {
                    upload.commit();
                    return true;
                });
            }

            @Override
            public void commit(int crc32c) {
                retry(call -> {
                    upload.commit(crc32c);
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
        return retry(call -> store.get(name));
    }

    @Override
    public Optional<InputStream> read(String name, long offset, long length) {
        return retry(call -> store.read(name, offset, length)).map(in -> new Resuming(name, offset, length, in));
    }

    @Override
    public Optional<Long> size(String name) {
        return retry(call -> store.size(name));
    }

    @Override
    public Optional<Integer> crc32c(String name) {
        return retry(call -> store.crc32c(name));
    }

    @Override
    public void list(String prefix, Consumer<Item> each) {
        Resumed<Item> resumed = new Resumed<>(each, Item::name);
        retry(call -> {
            store.list(prefix, resumed);
            return true;
        });
    }

    @Override
    public boolean delete(String name) {
        return retry(call -> store.delete(name));
    }

    @Override
    public Optional<Locking> locking() {
        return store.locking().map(Retried::new);
    }

    /** Object lock, tried again. */
    private final class Retried implements Locking {
        private final Locking locking;

        Retried(Locking locking) {
            this.locking = locking;
        }

        @Override
        public LockPolicy policy() {
            return locking.policy();
        }

        @Override
        public void requireLockable() {
            retry(call -> {
                locking.requireLockable();
                return true;
            });
        }

        @Override
        public void versions(String prefix, Consumer<Versions> each) {
            Resumed<Versions> resumed = new Resumed<>(each, Versions::name);
            retry(call -> {
                locking.versions(prefix, resumed);
                return true;
            });
        }

        @Override
        public Optional<Versions> versionsOf(String name) {
            return retry(call -> locking.versionsOf(name));
        }

        @Override
        public Lock lock(Version version) {
            return retry(call -> locking.lock(version));
        }

        @Override
        public Instant extend(Version version, Instant until) {
            return retry(call -> locking.extend(version, until));
        }

        @Override
        public void hold(Version version, boolean on) {
            retry(call -> {
                locking.hold(version, on);
                return true;
            });
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T retry(Function<Retries.Call, T> work) {
        return retry(retries.call(describe()), work);
    }

    private static <T> T retry(Retries.Call call, Function<Retries.Call, T> work) {
        while (true) {
            try {
                T result = work.apply(call);
                call.succeeded();
                return result;
            } catch (CallerFailed e) {
                throw e.failure;
            } catch (StoreException e) {
                call.failed(e);
            }
        }
    }

    /** Passes each item on once, though the listing may begin anew. */
    private static final class Resumed<T> implements Consumer<T> {
        private final Consumer<T> each;
        private final Function<T, String> name;
        private String last = "";

        Resumed(Consumer<T> each, Function<T, String> name) {
            this.each = each;
            this.name = name;
        }

        @Override
        public void accept(T item) {
            String next = name.apply(item);
            if (next.compareTo(last) <= 0) {
                return;
            }
            last = next;
            try {
                each.accept(item);
            } catch (RuntimeException e) {
                throw new CallerFailed(e);
            }
        }
    }

    /** The caller's own failure inside a listing: never tried again here. */
    private static final class CallerFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final RuntimeException failure;

        CallerFailed(RuntimeException failure) {
            super(null, failure, false, false);
            this.failure = failure;
        }
    }

    /** A body that goes on where the connection broke. */
    private final class Resuming extends InputStream {
        private final String name;
        private long position;
        private final long end;
        private InputStream in;

        Resuming(String name, long offset, long length, InputStream in) {
            this.name = name;
            this.position = offset;
            this.end = offset + length;
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            Retries.Call call = retries.call(describe());
            while (true) {
                try {
                    int n = in.read(bytes, from, length);
                    position += Math.max(n, 0);
                    return n;
                } catch (IOException e) {
                    in.close();
                    reopen(
                            call,
                            new StoreException(
                                    e, true, StoreError.UNREACHABLE, describe(), String.valueOf(e.getMessage())));
                }
            }
        }

        /** The name may have vanished meanwhile: then the break is what the reader sees. */
        private void reopen(Retries.Call call, StoreException broken) {
            call.failed(broken);
            in = retry(call, again -> store.read(name, position, end - position))
                    .orElseThrow(() -> broken);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
