package dev.hikae.engine;

import dev.hikae.config.text.MessagesContract;
import dev.hikae.engine.collection.CollectionError;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.region.RegionError;
import dev.hikae.engine.store.LockError;
import dev.hikae.engine.store.StoreError;
import org.junit.jupiter.api.Test;

final class EngineMessagesTest {
    @Test
    void bothLanguages_sayTheSame() {
        MessagesContract.check(
                EngineError.BUNDLE,
                EngineError.class,
                FileError.class,
                StoreError.class,
                RegionError.class,
                CollectionError.class,
                LockError.class);
    }
}
