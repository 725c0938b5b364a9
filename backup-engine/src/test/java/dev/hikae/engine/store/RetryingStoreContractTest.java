package dev.hikae.engine.store;

final class RetryingStoreContractTest extends StoreContract {
    private final MemoryStore store = new MemoryStore("test");

    @Override
    protected Store openStore() {
        return new RetryingStore(store, Pause.SLEEP, () -> 0);
    }
}
