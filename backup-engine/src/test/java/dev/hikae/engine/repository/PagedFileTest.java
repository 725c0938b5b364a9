package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.chunk.PageRuns;
import dev.hikae.engine.chunk.Paged;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made of pages through the whole engine. */
final class PagedFileTest {
    private static final int PAGE = 8 << 10;
    private static final int PAGES = 512;

    private Path folder;
    private Path source;
    private Path table;
    private TestRepository test;

    @BeforeEach
    void makeSource(@TempDir Path temporary) throws IOException {
        folder = temporary;
        source = Files.createDirectories(folder.resolve("source"));
        table = Files.write(source.resolve("16384"), Paged.postgres(PAGES, 1));
        test = new TestRepository(folder);
    }

    @Test
    void changedPages_storeARunEach() throws IOException {
        try (Repository repository = test.init(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
            change(3, 200, 201, 511);
            BackupResult second = repository.backup(request(source), RunControl.NONE);
            long added = second.snapshot().totals().bytesNew();
            assertTrue(added >= 3 * PageRuns.USUAL, "added " + added);
            assertTrue(added < 4 * PageRuns.USUAL, "added " + added);
            assertRestores(repository);
        }
    }

    /** The run that a hole interrupts is as long as it takes to the next place where runs end. */
    @Test
    void hole_movesNoRun() throws IOException {
        try (Repository repository = test.init(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
            byte[] content = Files.readAllBytes(table);
            Files.delete(table);
            try (var file = new RandomAccessFile(table.toFile(), "rw")) {
                file.setLength(content.length);
                file.write(content, 0, 64 * PAGE);
                file.seek(67 * PAGE);
                file.write(content, 67 * PAGE, content.length - 67 * PAGE);
            }
            BackupResult second = repository.backup(request(source), RunControl.NONE);
            assertTrue(
                    second.snapshot().totals().bytesNew() < 2 * PageRuns.USUAL,
                    "added " + second.snapshot().totals().bytesNew());
            assertRestores(repository);
        }
    }

    /** With its signs gone in part, only the recorded profile keeps the file from being stored anew. */
    @Test
    void fileThatWasPaged_staysSo() throws IOException {
        byte[] content = Paged.unknown(PAGE, PAGES * PAGE, "Page", 1);
        Files.write(table, content);
        try (Repository repository = test.init(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
            for (int page = 0; page < PAGES; page++) {
                content[page * PAGE] = (byte) (page * 31);
                content[page * PAGE + 1] = (byte) (page * 17);
            }
            Files.write(table, content);
            repository.backup(request(source), RunControl.NONE);
            content[300 * PAGE + 100] ^= 1;
            Files.write(table, content);
            BackupResult third = repository.backup(request(source), RunControl.NONE);
            assertTrue(
                    third.snapshot().totals().bytesNew() < 2 * PageRuns.USUAL,
                    "added " + third.snapshot().totals().bytesNew());
            assertRestores(repository);
        }
    }

    private void change(int... pages) throws IOException {
        byte[] other = Paged.postgres(8, 2);
        try (var file = new RandomAccessFile(table.toFile(), "rw")) {
            for (int page : pages) {
                file.seek((long) page * PAGE);
                file.write(other, 0, PAGE);
            }
        }
    }

    private void assertRestores(Repository repository) throws IOException {
        Path into = folder.resolve("restored");
        var restore = new RestoreRequest(
                repository.snapshots().getLast().id(), List.of(), into, RestoreRequest.Overwrite.REFUSE, List.of());
        assertEquals(List.of(), repository.restore(restore, RunControl.NONE).failed());
        assertEquals(List.of(), repository.compare(restore, RunControl.NONE).differences());
    }
}
