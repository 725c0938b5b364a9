package dev.hikae.engine.store;

final class MemoryStoreTest extends StoreContract {
    private final MemoryStore store = new MemoryStore("test");

    @Override
    protected Store openStore() {
        return store;
    }
}
