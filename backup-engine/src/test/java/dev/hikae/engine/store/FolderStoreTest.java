package dev.hikae.engine.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.io.TempDir;

final class FolderStoreTest extends StoreContract {
    @TempDir
    Path folder = Path.of("unset");

    @Override
    protected Store openStore() {
        return FolderStore.create(folder.resolve("region"), new SecureRandom());
    }
}
