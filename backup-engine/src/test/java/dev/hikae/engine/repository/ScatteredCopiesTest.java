package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.bytesRead;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RunControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees in which many files are copies of others: their content lies where the others were met. */
final class ScatteredCopiesTest {
    private static final int DIRECTORIES = 120;
    private static final int FILES = 100;
    private static final int SIZE = 4 << 10;

    @Test
    void copiesOfFilesElsewhere_doNotHaveEverythingReadAgain(@TempDir Path folder) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path target = folder.resolve("target");
        int copies = makeTree(source);
        var test = new TestRepository(folder);
        try (Repository repository = test.init(TOKYO)) {
            var snapshot = repository.backup(request(source), RunControl.NONE).snapshot();
            var restore = new RestoreRequest(snapshot.id(), List.of(), target, Overwrite.REFUSE, List.of());
            long before = bytesRead();
            var result = repository.restore(restore, RunControl.NONE);
            long read = bytesRead() - before;
            assertEquals(List.of(), result.failed());
            assertTrue(copies > DIRECTORIES * FILES / 20, "too few copies to tell: " + copies);
            long stored = (long) (DIRECTORIES * FILES - copies) * SIZE;
            assertTrue(read < 2 * stored, "read " + read + " for " + stored + " stored");
            assertEquals(List.of(), repository.compare(restore, RunControl.NONE).differences());
        }
    }

    /** Every tenth file or so is a copy of any earlier one. */
    private static int makeTree(Path source) throws IOException {
        var random = new Random(3);
        int copies = 0;
        for (int d = 0; d < DIRECTORIES; d++) {
            Path directory = Files.createDirectory(source.resolve(name(d)));
            for (int f = 0; f < FILES; f++) {
                boolean copy = d > 0 && random.nextInt(10) == 0;
                byte[] content = copy
                        ? Files.readAllBytes(
                                source.resolve(name(random.nextInt(d))).resolve(name(random.nextInt(FILES))))
                        : bytes(random);
                copies += copy ? 1 : 0;
                Files.write(directory.resolve(name(f)), content);
            }
        }
        return copies;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String name(int number) {
        return "%04d".formatted(number);
    }
}
