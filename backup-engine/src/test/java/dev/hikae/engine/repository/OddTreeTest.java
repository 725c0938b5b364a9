package dev.hikae.engine.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.OddTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that backup tools lose, through chunks, packs and regions and back, judged by rsync. */
class OddTreeTest {
    @Test
    void oddTree_survivesTheRepository(@TempDir Path folder) throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path target = folder.resolve("target");
        OddTree.make(source, 11);
        try (Repository repository = new TestRepository(folder).init(TestRepository.TOKYO)) {
            BackupResult backup = repository.backup(TestRepository.request(source), RunControl.NONE);
            assertEquals(List.of(), backup.unreadable());
            assertEquals(List.of(), backup.warnings());
            var request = new RestoreRequest(backup.snapshot().id(), List.of(), target, Overwrite.REFUSE, List.of());
            var restored = repository.restore(request, RunControl.NONE);
            assertEquals(List.of(), restored.failed());
            assertEquals(List.of(), restored.observations());
            assertEquals(backup.snapshot().totals().entries(), restored.entries());
            assertEquals("", OddTree.rsyncDifferences(source, target));
            var comparison = repository.compare(request, RunControl.NONE);
            assertEquals(List.of(), comparison.differences());
            assertEquals(List.of(), comparison.observations());
        }
    }
}
