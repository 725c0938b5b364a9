package dev.hikae.engine.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** Passes every call on; a test's own store overrides what it is about. */
public abstract class ForwardingStore implements Store {
    private final Store store;

    protected ForwardingStore(Store store) {
        this.store = store;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public boolean putIfAbsent(String name, ByteBuffer content) {
        return store.putIfAbsent(name, content);
    }

    @Override
    public Upload upload(String name) {
        return store.upload(name);
    }

    @Override
    public Optional<byte[]> get(String name) {
        return store.get(name);
    }

    @Override
    public Optional<InputStream> read(String name, long offset, long length) {
        return store.read(name, offset, length);
    }

    @Override
    public Optional<Long> size(String name) {
        return store.size(name);
    }

    @Override
    public Optional<Integer> crc32c(String name) {
        return store.crc32c(name);
    }

    @Override
    public void list(String prefix, Consumer<Item> each) {
        store.list(prefix, each);
    }

    @Override
    public boolean delete(String name) {
        return store.delete(name);
    }

    @Override
    public void close() {
        store.close();
    }
}
