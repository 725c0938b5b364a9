package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.OSAKA;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.OddTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DamageTest {
    private Path folder;
    private Path source;
    private TestRepository test;

    @BeforeEach
    void setUp(@TempDir Path temp) throws IOException {
        folder = temp;
        source = Files.createDirectories(temp.resolve("source"));
        test = new TestRepository(temp);
        OddTree.make(source, 5);
    }

    private List<Path> objects(String... below) throws IOException {
        try (Stream<Path> files = Files.walk(test.region(TOKYO))) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> !f.getFileName().toString().startsWith("_")
                            && !f.toString().contains("_tmp"))
                    .filter(f -> below.length == 0
                            || Stream.of(below).anyMatch(b -> test.region(TOKYO)
                                    .relativize(f)
                                    .toString()
                                    .startsWith(b)))
                    .sorted()
                    .toList();
        }
    }

    private static void flip(Path file, long bit) throws IOException {
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(bit / 8);
            int value = open.read();
            open.seek(bit / 8);
            open.write(value ^ (1 << (bit % 8)));
        }
    }

    private boolean restoresTheSame(Repository repository, String into) {
        var request = new RestoreRequest(
                repository.snapshots().getLast().id(),
                List.of(),
                folder.resolve(into),
                RestoreRequest.Overwrite.REFUSE,
                List.of());
        var result = repository.restore(request, RunControl.NONE);
        assertEquals(List.of(), result.failed());
        var comparison = repository.compare(request, RunControl.NONE);
        assertEquals(List.of(), comparison.differences());
        return comparison.same();
    }

    @Test
    void oneBitAnywhere_isReported() throws IOException {
        test.init(TOKYO, OSAKA).close();
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            repository.backup(request(source), RunControl.NONE);
        }
        var random = new Random(20261123);
        for (Path file : objects()) {
            long bit = (long) (random.nextDouble() * 8 * Files.size(file));
            flip(file, bit);
            try (Repository repository = test.open(TOKYO, OSAKA)) {
                var report = repository.check(Set.of(TOKYO), true, RunControl.NONE);
                assertFalse(report.clean(), "bit " + bit + " of " + file);
            }
            flip(file, bit);
        }
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            assertEquals(
                    List.of(), repository.check(Set.of(), true, RunControl.NONE).findings());
        }
    }

    @Test
    void damagedPacksOfOneRegion_areReadFromAnother() throws IOException {
        try (Repository repository = test.init(TOKYO, OSAKA)) {
            repository.backup(request(source), RunControl.NONE);
        }
        for (Path pack : objects("packs", "index")) {
            for (int i = 0; i < 50; i++) {
                flip(pack, i * 8L * (Files.size(pack) / 50));
            }
        }
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            assertTrue(restoresTheSame(repository, "target"));
        }
    }

    /** Beyond the magic lie salts, commitments and encapsulations, which only keys can judge. */
    @Test
    void damagedPackHeadersOfOneRegion_areReadFromAnother() throws IOException {
        try (Repository repository = test.init(TOKYO, OSAKA)) {
            repository.backup(request(source), RunControl.NONE);
        }
        for (Path pack : objects("packs")) {
            flip(pack, 8L * 40);
        }
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            assertTrue(restoresTheSame(repository, "target"));
        }
    }

    @Test
    void lostIndexThatTheCacheStillHas_isStoredAgainByTheNextBackup() throws IOException {
        try (Repository repository = test.init(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
            repository.backup(request(source), RunControl.NONE);
            for (Path index : objects("index")) {
                Files.delete(index);
            }
            repository.backup(request(source), RunControl.NONE);
            assertTrue(restoresTheSame(repository, "target"));
        }
    }

    @Test
    void lostIndex_isMadeAgainFromThePacks() throws IOException {
        try (Repository repository = test.init(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
        }
        for (Path index : objects("index")) {
            Files.delete(index);
        }
        var fresh = new TestRepository(folder.resolve("."), "other cache");
        try (Repository repository = fresh.open(TOKYO)) {
            assertTrue(restoresTheSame(repository, "target"));
            assertFalse(repository.check(Set.of(), false, RunControl.NONE).clean());
        }
    }

    @Test
    void lostPacks_areStoredAgainByTheNextBackup() throws IOException {
        try (Repository repository = test.init(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
            for (Path pack : objects("packs")) {
                Files.delete(pack);
            }
            repository.backup(request(source), RunControl.NONE);
            assertTrue(restoresTheSame(repository, "target"));
        }
    }
}
