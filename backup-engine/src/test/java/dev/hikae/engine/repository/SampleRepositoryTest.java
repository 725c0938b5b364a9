package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.PERMIT;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository written once and kept: what this version reads, all later ones must. */
final class SampleRepositoryTest {
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap_01a2092b-71ed-7a43-8bd0-8a734d95010f");

    private static void unpack(Path into) throws IOException {
        try (InputStream resource =
                        Objects.requireNonNull(SampleRepositoryTest.class.getResourceAsStream("sample-format-1.zip"));
                var zip = new ZipInputStream(resource)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = into.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    private static Credential key() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        return new Credential.KeyFile(Secret.copyOf(key));
    }

    @Test
    void sampleOfFormat1_isReadWhole(@TempDir Path folder) throws IOException {
        var test = new TestRepository(folder);
        unpack(test.region(TOKYO));
        try (var repository = test.repositories.open(test.config(TOKYO), key(), PERMIT)) {
            assertEquals(
                    List.of(), repository.check(Set.of(), true, RunControl.NONE).findings());
            var snapshot = repository.resolve("latest");
            assertEquals(SNAPSHOT, snapshot.id());
            assertEquals("sample-host", snapshot.host());
            assertEquals(9, snapshot.totals().entries());
            List<Entry> entries = list(repository, SNAPSHOT, "/srv/sample");
            assertEquals(
                    List.of("empty", "hello.txt", "link", "not-\\xffutf8", "sub"),
                    entries.stream().map(e -> e.name().toString()).toList());
            assertEquals(
                    Instant.parse("1965-04-03T02:01:00.123456789Z"),
                    entries.getFirst().mtime());
            restored(folder.resolve("target"), test);
        }
    }

    private static void restored(Path target, TestRepository test) throws IOException {
        var request = new RestoreRequest(SNAPSHOT, List.of(), target, RestoreRequest.Overwrite.REFUSE, List.of());
        try (var repository = test.repositories.open(test.config(TOKYO), key(), PERMIT)) {
            assertEquals(List.of(), repository.restore(request, RunControl.NONE).failed());
            assertTrue(repository.compare(request, RunControl.NONE).same());
        }
        assertEquals("hello from format 1\n", Files.readString(target.resolve("link")));
        assertEquals(
                (Object) Files.getAttribute(target.resolve("hello.txt"), "unix:ino"),
                Files.getAttribute(target.resolve("sub/hard"), "unix:ino"));
        assertEquals(3 * 1024 * 1024 + 1, Files.size(target.resolve("sub/hole")));
    }
}
