package dev.hikae.server.catalogue;

import dev.hikae.scheduler.RunStore;
import dev.hikae.scheduler.RunStoreContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class JdbiRunStoreTest extends RunStoreContract {
    private final DataFolder folder;
    private final Catalogue catalogue;

    JdbiRunStoreTest(@TempDir Path dir) {
        folder = DataFolder.hold(dir);
        catalogue = Catalogue.open(folder, InstantSource.system());
    }

    @AfterEach
    void close() {
        catalogue.close();
        folder.close();
    }

    @Override
    protected RunStore store() {
        return new JdbiRunStore(catalogue);
    }
}
