package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.CompressionPolicy;
import dev.hikae.engine.Exclusions;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompressionTest {
    @Test
    void policy_decidesHowMuchIsStored(@TempDir Path folder) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.write(source.resolve("words"), words(6 << 20));
        long off = stored(folder, source, "off");
        long fastest = stored(folder, source, "fastest");
        long auto = stored(folder, source, "auto");
        long max = stored(folder, source, "max");
        assertTrue(off >= 6 << 20, "off " + off);
        assertTrue(fastest < off && auto < off && max < auto, off + " " + fastest + " " + auto + " " + max);
    }

    @Test
    void whatIsNoPolicy_isRefused() {
        for (String text : List.of("", "0", "23", "-6", "fast", "1.5", "+3", "007")) {
            assertEquals(Optional.empty(), CompressionPolicy.parse(text), text);
        }
        assertEquals(Optional.of(CompressionPolicy.of(22)), CompressionPolicy.parse("22"));
    }

    private static long stored(Path folder, Path source, String policy) throws IOException {
        var test = new TestRepository(Files.createDirectory(folder.resolve("as" + policy)));
        try (Repository repository = test.init(TOKYO)) {
            var request = new BackupRequest(
                    Optional.empty(),
                    "host",
                    List.of(source),
                    Exclusions.of(List.of()),
                    false,
                    List.of(),
                    CompressionPolicy.parse(policy).orElseThrow());
            var result = repository.backup(request, RunControl.NONE);
            assertTrue(repository.check(Set.of(), true, RunControl.NONE).clean());
            return result.snapshot().totals().bytesStored();
        }
    }

    /** Letters that follow each other by chance, but not all alike. */
    private static byte[] words(int length) {
        var random = new Random(2);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte)
                    (i > 40 && random.nextInt(4) > 0 ? bytes[i - 1 - random.nextInt(40)] : 'a' + random.nextInt(26));
        }
        return bytes;
    }
}
