package dev.hikae.engine.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.Cancellation;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that are copies of others, far from them in the walk. */
final class CopiesTest {
    /** A batch of the restore ends within. */
    private static final int FILES = 2500;

    private static final List<String> COPIES = List.of("z-one", "z-two");

    private final Random random = new Random(11);

    @TempDir
    Path folder = Path.of("unset");

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectory(source());
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[100];
            random.nextBytes(content);
            Files.write(source().resolve("%04d".formatted(i)), content);
        }
        for (int i = 0; i < COPIES.size(); i++) {
            Files.copy(source().resolve("%04d".formatted(i)), source().resolve(COPIES.get(i)));
        }
    }

    private Path source() {
        return folder.resolve("source");
    }

    private Path target() {
        return folder.resolve("target");
    }

    /** One thread, so that what was met first is whole when its copy's turn comes. */
    private List<BlobId> fetched(ContentCheck check) {
        SnapshotContent content = MemorySnapshot.of(source()).content();
        var reader = new Counting(content.blobs());
        var counted = new SnapshotContent(content.snapshot(), content.roots(), content.trees(), reader, check);
        var request = new RestoreRequest(
                content.snapshot().id(),
                List.of(RawPath.of(source().toString())),
                target(),
                Overwrite.REFUSE,
                List.of());
        var result = new TreeRestorer(1).restore(request, observer -> counted, RunControl.NONE);
        assertEquals(List.of(), result.failed());
        return reader.fetched;
    }

    private void requireWhole() throws IOException {
        try (var files = Files.walk(target())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertArrayEquals(Files.readAllBytes(source().resolve(file.getFileName())), Files.readAllBytes(file));
            }
        }
    }

    @Test
    void copy_isTakenFromTheFileThatWasRestored() throws IOException {
        ContentCheck check = MemorySnapshot.of(source()).content().content();
        assertEquals(FILES, fetched(check).size());
        requireWhole();
    }

    @Test
    void whatIsNotWhatWasRestored_isFetched() throws IOException {
        var asked = new ArrayList<BlobId>();
        List<BlobId> fetched = fetched((blob, data, offset, length) -> {
            asked.add(blob);
            return false;
        });
        assertEquals(COPIES.size(), asked.size());
        assertEquals(FILES + COPIES.size(), fetched.size());
        requireWhole();
    }

    @Test
    void placesAreRememberedUntilTheRoomIsUsedUp() {
        var restored = new Restored();
        var ids = new ArrayList<BlobId>();
        for (int i = 0; i < 60_000; i++) {
            var id = new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
            ids.add(id);
            restored.add(id, path(i));
        }
        int known = 0;
        for (int i = 0; i < ids.size(); i++) {
            Optional<RawPath> found = restored.find(ids.get(i));
            assertTrue(found.isEmpty() || found.get().equals(path(i)), "another's place for " + i);
            known += found.isPresent() ? 1 : 0;
        }
        assertTrue(known > 20_000 && known < 45_000, "known " + known);
        assertEquals(Optional.of(path(59_999)), restored.find(ids.getLast()));
        assertEquals(Optional.empty(), restored.find(new BlobId(1, 2, 3, 4)));
    }

    /** About 200 bytes. */
    private static RawPath path(int number) {
        return RawPath.of("x".repeat(150 + number % 100) + number);
    }

    /** Notes what is asked of another reader. */
    private static final class Counting implements BlobReader {
        private final BlobReader reader;
        private final List<BlobId> fetched = new ArrayList<>();

        Counting(BlobReader reader) {
            this.reader = reader;
        }

        @Override
        public ByteBuffer read(BlobId id) {
            return reader.read(id);
        }

        @Override
        public Place locate(BlobId id) {
            return reader.locate(id);
        }

        @Override
        public void readAll(Collection<BlobId> ids, Sink sink, Cancellation cancellation) {
            fetched.addAll(ids);
            reader.readAll(ids, sink, cancellation);
        }
    }
}
