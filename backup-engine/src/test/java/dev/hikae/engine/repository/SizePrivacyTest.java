package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody sees who owns the bucket and knows both of two secret files of equal size: docs/FORMAT.md, section 5,
 * says what may show (how much there is, rounded), and these tests that no more does.
 */
final class SizePrivacyTest {
    private static final int SIZE = 9 << 20;
    private static final int ROUNDS = 30;
    /** Sizes that do not depend on the key would be the same in all rounds; ten rounds would give fewer once in a while. */
    private static final int LEAST_DISTINCT = 6;

    /** Names and sizes of all packs and index objects of one backup in a repository of its own. */
    private record Seen(List<Long> sizes, Set<String> names) {
        long total() {
            return sizes.stream().mapToLong(Long::longValue).sum();
        }
    }

    private static List<Seen> backedUp(Path folder, byte[] secret) throws IOException {
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Path round = Files.createDirectories(folder.resolve("round" + i));
            // The name of the file and of its folder are of one length in all rounds.
            Path source = Files.createDirectories(round.resolve("source"));
            Files.write(source.resolve("secret"), secret);
            var test = new TestRepository(round);
            try (Repository repository = test.init(TOKYO)) {
                repository.backup(request(source), RunControl.NONE);
            }
            seen.add(look(test));
        }
        return seen;
    }

    private static Seen look(TestRepository test) throws IOException {
        List<Long> sizes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path pack : test.files(TOKYO, "packs")) {
            sizes.add(Files.size(pack));
            names.add(pack.getFileName().toString());
        }
        for (Path index : test.files(TOKYO, "index")) {
            names.add(index.getFileName().toString());
        }
        sizes.sort(null);
        return new Seen(sizes, names);
    }

    private static byte[] secret(long seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void twoSecretFilesOfEqualSize_cannotBeToldApart(@TempDir Path one, @TempDir Path other) throws IOException {
        List<Seen> first = backedUp(one, secret(1));
        List<Seen> second = backedUp(other, secret(2));
        Set<String> names = new HashSet<>();
        int count = 0;
        for (Seen seen : List.of(first, second).stream().flatMap(List::stream).toList()) {
            names.addAll(seen.names());
            count += seen.names().size();
            for (long size : seen.sizes()) {
                assertEquals(0, size % (64 << 10), "not padded to the quantum");
            }
            // Two data packs of some MiB, rounded to steps of at most 256 KiB each, and one of tree pages.
            long over = seen.total() - SIZE;
            assertTrue(
                    over > 0 && over <= 2 * (256 << 10) + 3 * (64 << 10), "more shows than how much there is: " + over);
        }
        assertEquals(count, names.size(), "a name that was there before");
        // Neither file has sizes of its own: the key decides where chunks end and chance in which pack they lie.
        assertTrue(distinct(first) >= LEAST_DISTINCT, "the first file is known by its sizes: " + first);
        assertTrue(distinct(second) >= LEAST_DISTINCT, "the second file is known by its sizes: " + second);
    }

    private static int distinct(List<Seen> seen) {
        return new HashSet<>(seen.stream().map(Seen::sizes).toList()).size();
    }
}
