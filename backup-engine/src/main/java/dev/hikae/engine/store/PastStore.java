package dev.hikae.engine.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A bucket as it was: the oldest versions of what was first put until then. What came later is not there. Only to be read. */
final class PastStore implements Store {
    private final S3Store store;
    private final Instant until;

    /** @param store one that reads oldest versions */
    PastStore(S3Store store, Instant until) {
        this.store = store;
        this.until = until;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public boolean putIfAbsent(String name, ByteBuffer content) {
        throw refused();
    }

    @Override
    public Upload upload(String name) {
        throw refused();
    }

    @Override
    public boolean delete(String name) {
        throw refused();
    }

    private StoreException refused() {
        return new StoreException(null, false, StoreError.PAST, describe(), until);
    }

    private boolean isThere(String name) {
        return store.versions().oldest(name).filter(this::isThere).isPresent();
    }

    private boolean isThere(Locking.Version version) {
        return !version.at().isAfter(until);
    }

    @Override
    public Optional<byte[]> get(String name) {
        return isThere(name) ? store.get(name) : Optional.empty();
    }

    @Override
    public Optional<InputStream> read(String name, long offset, long length) {
        return isThere(name) ? store.read(name, offset, length) : Optional.empty();
    }

    @Override
    public Optional<Long> size(String name) {
        return isThere(name) ? store.size(name) : Optional.empty();
    }

    @Override
    public Optional<Integer> crc32c(String name) {
        return Optional.empty();
    }

    @Override
    public void list(String prefix, Consumer<Item> each) {
        store.versions().list(prefix, versions -> versions.oldest()
                .filter(this::isThere)
                .ifPresent(v -> each.accept(new Item(v.name(), v.size()))));
    }

    @Override
    public void close() {
        store.close();
    }
}
