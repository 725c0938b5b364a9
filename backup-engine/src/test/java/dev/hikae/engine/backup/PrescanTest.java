package dev.hikae.engine.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.file.SourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrescanTest {
    private final Path source;

    PrescanTest(@TempDir Path folder) throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        Files.createDirectories(source.resolve("a/b"));
        Files.write(source.resolve("a/b/file"), new byte[1000]);
        Files.write(source.resolve("a/left-out"), new byte[500]);
        Files.createSymbolicLink(source.resolve("link"), Path.of("a"));
        Files.write(source.resolve("z"), new byte[30]);
    }

    private static Optional<Prescan.Count> count(SourceReader reader, List<Path> roots, String... exclude)
            throws InterruptedException {
        try (Prescan scan = Prescan.start(reader, roots, new SourceReader.Options(List.of(exclude), false))) {
            scan.await();
            return scan.found();
        }
    }

    @Test
    void entriesAndBytes_areCountedWithoutWhatIsExcluded() throws Exception {
        assertEquals(Optional.of(new Prescan.Count(7, 1530)), count(new LinuxSource(), List.of(source)));
        assertEquals(Optional.of(new Prescan.Count(6, 1030)), count(new LinuxSource(), List.of(source), "left-out"));
        assertEquals(
                Optional.of(new Prescan.Count(4, 1530)),
                count(new LinuxSource(), List.of(source.resolve("a"), source.resolve("z")), "b/file")
                        .map(c -> new Prescan.Count(c.entries(), c.bytes() + 1000)));
    }

    @Test
    void rootThatIsMissing_leavesItUnknown() throws Exception {
        assertEquals(Optional.empty(), count(new LinuxSource(), List.of(source.resolve("none"))));
    }

    @Test
    void treeTooDeepToFollowBesideTheWalk_leavesItUnknown() throws Exception {
        Path deep = source;
        for (int i = 0; i < 300; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }
        assertEquals(Optional.empty(), count(new LinuxSource(), List.of(source)));
    }
}
