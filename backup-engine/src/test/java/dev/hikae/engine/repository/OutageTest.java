package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Progress;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RunControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The only region goes away while a restore or a comparison is under way: that is no damage. */
final class OutageTest {
    private static final int FILES = 20;

    private final Path source;
    private final Path target;
    private final TestRepository test;

    OutageTest(@TempDir Path folder) throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        test = new TestRepository(folder);
        var random = new SplittableRandom(3);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[100_000];
            random.nextBytes(content);
            Files.write(source.resolve("f" + i), content);
            Files.writeString(target.resolve("f" + i), "before");
        }
    }

    @Test
    void restoreEnds_andWhatIsThereStays() throws IOException {
        for (Overwrite overwrite : List.of(Overwrite.REPLACE, Overwrite.DELTA)) {
            try (Repository repository = withBackup()) {
                int[] visited = {0};
                var control =
                        new RunControl(Progress.NONE, () -> ++visited[0] == FILES / 2 && vanish(), CommitGuard.ALWAYS);
                var e = assertThrows(
                        HikaeException.class, () -> repository.restore(into(repository, overwrite), control));
                assertEquals(Failure.UNREACHABLE, e.code().failure());
            }
            for (int i = 0; i < FILES; i++) {
                assertEquals("before", Files.readString(target.resolve("f" + i)));
            }
            comeBack();
        }
    }

    /** The listing is longer than what the reader keeps of it. */
    @Test
    void comparisonEnds() throws IOException {
        for (int i = 0; i < 5000; i++) {
            Path file = Files.createFile(source.resolve("long" + i));
            Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                    .write("filler", ByteBuffer.allocate(2000));
        }
        try (Repository repository = withBackup()) {
            var control = new RunControl(Progress.NONE, this::vanish, CommitGuard.ALWAYS);
            var e = assertThrows(
                    HikaeException.class, () -> repository.compare(into(repository, Overwrite.REPLACE), control));
            assertEquals(Failure.UNREACHABLE, e.code().failure());
        }
    }

    /** One file that the medium cannot read is damage: everything else comes back. A directory stands for it. */
    @Test
    void unreadablePack_costsItsContentOnly() throws IOException {
        try (Repository repository = withBackup()) {
            Path large = test.files(TOKYO, "packs").stream()
                    .max(java.util.Comparator.comparingLong(f -> f.toFile().length()))
                    .orElseThrow();
            Files.delete(large);
            Files.createDirectory(large);
            var result = repository.restore(into(repository, Overwrite.REPLACE), RunControl.NONE);
            assertTrue(!result.failed().isEmpty());
            assertEquals(FILES, result.files());
        }
    }

    private Repository withBackup() {
        Repository repository = Files.exists(test.region(TOKYO)) ? test.open(TOKYO) : test.init(TOKYO);
        repository.backup(request(source), RunControl.NONE);
        return repository;
    }

    private RestoreRequest into(Repository repository, Overwrite overwrite) {
        return new RestoreRequest(repository.snapshots().getLast().id(), List.of(), target, overwrite, List.of());
    }

    private boolean vanish() {
        move(test.region(TOKYO), gone());
        return false;
    }

    private void comeBack() {
        move(gone(), test.region(TOKYO));
    }

    private Path gone() {
        return test.region(TOKYO).resolveSibling("gone");
    }

    private static void move(Path from, Path to) {
        try {
            if (Files.exists(from)) {
                Files.move(from, to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
