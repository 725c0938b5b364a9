package dev.hikae.scheduler;

final class MemoryRunStoreTest extends RunStoreContract {
    @Override
    protected RunStore store() {
        return new MemoryRunStore();
    }
}
