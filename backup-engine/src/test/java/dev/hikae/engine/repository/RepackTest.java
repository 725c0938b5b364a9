package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.Partition.OSAKA;
import static dev.hikae.engine.repository.Partition.SINGAPORE;
import static dev.hikae.engine.repository.Partition.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.Progress;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.RepackRequest;
import dev.hikae.engine.RepackResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeySlot;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.ReaderKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lives of packs is put together anew, and nothing that a snapshot needs is lost on the way, wherever it stops. */
final class RepackTest {
    /** So many that those which change and those which do not are never apart in the packs. */
    private static final int FILES = 24;

    private static final int FILE = 384 << 10;
    private static final long CONTENT = (long) FILES * FILE;
    private static final Duration DAY = Duration.ofHours(24);
    private static final RepackRequest USUAL = RepackRequest.usual();
    private static final PruneRequest NOW = prune(false, Duration.ZERO);
    private static final PruneRequest WITH_GRACE = prune(false, DAY);
    /** Takes every session for dead. */
    private static final PruneRequest IMPATIENT =
            new PruneRequest(false, Duration.ZERO, Duration.ofSeconds(-5), Duration.ZERO, Optional.of(USUAL));

    private static final PruneRequest COLLECT =
            new PruneRequest(false, Duration.ZERO, Duration.ofSeconds(-5), Duration.ZERO);

    private final Random random = new Random(7);
    private Path folder;
    private Path source;
    private Partition partition;
    /** Packs of which little lives. */
    private Set<String> worn = Set.of();

    private static PruneRequest prune(boolean dryRun, Duration grace) {
        return new PruneRequest(dryRun, grace, DAY, Duration.ZERO, Optional.of(USUAL));
    }

    @BeforeEach
    void setUp(@TempDir Path temp) throws IOException {
        folder = temp;
        source = Files.createDirectories(temp.resolve("source"));
        partition = new Partition(temp);
    }

    private Repository init(RegionName... regions) {
        return partition.init(1, regions);
    }

    private void write(int file) throws IOException {
        byte[] bytes = new byte[FILE];
        random.nextBytes(bytes);
        Files.write(source.resolve("f" + file), bytes);
    }

    private Snapshot backup(Repository repository, IntPredicate changed) throws IOException {
        for (int file = 0; file < FILES; file++) {
            if (changed.test(file)) {
                write(file);
            }
        }
        return repository.backup(request(source), RunControl.NONE).snapshot();
    }

    /** Two snapshots; the first is forgotten, so that of its packs only every fourth file lives. */
    private Snapshot worn(Repository repository) throws IOException {
        Snapshot first = backup(repository, file -> true);
        worn = large(TOKYO);
        Snapshot second = backup(repository, file -> file % 4 != 0);
        forget(repository, first.id());
        return second;
    }

    private static void forget(Repository repository, SnapshotId... snapshots) {
        repository.forget(new ForgetRequest(List.of(snapshots), "test"), RunControl.NONE);
    }

    private static RepackResult repack(Repository repository, PruneRequest request) {
        PruneResult result = repository.prune(request, RunControl.NONE);
        RepackResult repacked = result.repacked().orElseThrow();
        assertEquals(Optional.empty(), repacked.problem());
        return repacked;
    }

    private Set<String> names(RegionName region, String below) throws IOException {
        Path folder = partition.region(region).resolve(below);
        try (Stream<Path> files = Files.walk(folder)) {
            var names = new TreeSet<String>();
            files.filter(Files::isRegularFile)
                    .forEach(f -> names.add(f.getFileName().toString()));
            return names;
        }
    }

    /** Those of content: the one of the tree is too small to be repacked. */
    private Set<String> large(RegionName region) throws IOException {
        var large = new TreeSet<String>();
        for (String pack : names(region, "packs")) {
            if (Files.size(packFile(region, pack).orElseThrow()) > 1 << 20) {
                large.add(pack);
            }
        }
        return large;
    }

    private long bytes(RegionName region) throws IOException {
        try (Stream<Path> files = Files.walk(partition.region(region).resolve("packs"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    private List<Path> replacements(RegionName region) throws IOException {
        try (Stream<Path> files = Files.walk(partition.region(region).resolve("sessions"))) {
            return files.filter(f -> ObjectNames.isReplacement(
                            partition.region(region).relativize(f).toString()))
                    .toList();
        }
    }

    /** Every region alone restores all that it shows, whole, and its check finds nothing. */
    private void assertWhole(Set<SnapshotId> shown, RegionName... regions) throws IOException {
        for (RegionName region : regions) {
            assertEquals(shown, ids(partition.restorable(region)), "in " + region);
            try (Repository alone = partition.open(1, region)) {
                assertEquals(
                        List.of(), alone.check(Set.of(), true, RunControl.NONE).findings(), "in " + region);
            }
        }
    }

    private static Set<SnapshotId> ids(List<Snapshot> snapshots) {
        var ids = new java.util.HashSet<SnapshotId>();
        snapshots.forEach(s -> ids.add(s.id()));
        return ids;
    }

    @Test
    void packOfWhichLittleLives_becomesASmallerOne_inEveryRegion() throws IOException {
        try (Repository repository = init(TOKYO, OSAKA)) {
            Snapshot second = worn(repository);
            long before = bytes(TOKYO);
            RepackResult told = repack(repository, prune(true, Duration.ZERO));
            assertEquals(before, bytes(TOKYO), "a dry run changes nothing");
            RepackResult done = repack(repository, NOW);
            assertEquals(told.packs(), done.packs());
            assertEquals(told.bytesRead(), done.bytesRead());
            assertTrue(done.packs() > 0);
            assertEquals(List.of(), done.damaged());
            assertTrue(done.freed() > 0, "freed " + done.freed());
            assertTrue(bytes(TOKYO) < 1.2 * CONTENT, bytes(TOKYO) + " of " + before);
            assertTrue(Collections.disjoint(worn, names(TOKYO, "packs")));
            assertEquals(names(TOKYO, "packs"), names(OSAKA, "packs"));
            assertWhole(Set.of(second.id()), TOKYO, OSAKA);
            assertEquals(0, repack(repository, NOW).packs(), "once is enough");
        }
    }

    @Test
    void oldPacksStay_untilTheGraceIsOver() throws IOException {
        try (Repository repository = init(TOKYO)) {
            Snapshot second = worn(repository);
            Set<String> before = names(TOKYO, "packs");
            repack(repository, WITH_GRACE);
            assertTrue(names(TOKYO, "packs").containsAll(before));
            assertEquals(0, repack(repository, WITH_GRACE).packs(), "what is replaced is not repacked again");
            assertWhole(Set.of(second.id()), TOKYO);
            repository.prune(COLLECT, RunControl.NONE);
            assertFalse(names(TOKYO, "packs").containsAll(before));
            assertWhole(Set.of(second.id()), TOKYO);
        }
    }

    @Test
    void repackedRepository_isRepackedAgain_untilAllIsForgotten() throws IOException {
        try (Repository repository = init(TOKYO, OSAKA)) {
            Snapshot second = worn(repository);
            repack(repository, NOW);
            Set<String> once = large(TOKYO);
            Snapshot third = backup(repository, file -> file % 8 == 0);
            assertWhole(Set.of(second.id(), third.id()), TOKYO, OSAKA);
            Snapshot fourth = backup(repository, file -> file % 12 != 4);
            forget(repository, second.id(), third.id());
            RepackResult again = repack(repository, NOW);
            assertTrue(again.packs() > 0, again.toString());
            assertTrue(Collections.disjoint(once, names(TOKYO, "packs")));
            assertTrue(bytes(TOKYO) < 1.2 * CONTENT, "bytes " + bytes(TOKYO));
            assertWhole(Set.of(fourth.id()), TOKYO, OSAKA);
            Snapshot fifth = backup(repository, file -> true);
            forget(repository, fourth.id());
            repository.prune(COLLECT, RunControl.NONE);
            assertWhole(Set.of(fifth.id()), TOKYO, OSAKA);
            assertEquals(List.of(), replacements(TOKYO), "what covers nothing any more goes, too");
            assertEquals(List.of(), replacements(OSAKA));
        }
    }

    @Test
    void backupThatReusesWhatIsRepacked_keepsIt() throws IOException {
        try (Repository repository = init(TOKYO, OSAKA);
                Repository other = partition.open(1, TOKYO, OSAKA)) {
            Snapshot second = worn(repository);
            var committed = new ArrayList<Snapshot>();
            // Between the look at what there is and the commit of the replacement.
            CommitGuard meanwhile = new CommitGuard() {
                @Override
                public void beforeCommit() {
                    if (committed.isEmpty()) {
                        try {
                            committed.add(backup(other, file -> file == 1));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                }
            };
            PruneResult result = repository.prune(IMPATIENT, new RunControl(Progress.NONE, () -> false, meanwhile));
            assertTrue(result.repacked().orElseThrow().packs() > 0);
            assertEquals(1, committed.size());
            var all = Set.of(second.id(), committed.getFirst().id());
            assertWhole(all, TOKYO, OSAKA);
            assertFalse(Collections.disjoint(worn, names(TOKYO, "packs")), "what the backup reused stays");
            // The next one covers it, too.
            repack(repository, NOW);
            assertWhole(all, TOKYO, OSAKA);
            assertTrue(Collections.disjoint(worn, names(TOKYO, "packs")));
        }
    }

    @Test
    void stoppedAnywhere_everythingStaysWhole_andTheNextOneEndsIt() throws IOException {
        try (Repository repository = init(TOKYO, OSAKA)) {
            Snapshot second = worn(repository);
            int stopped = 0;
            for (int step = 1; ; step++) {
                var steps = new AtomicInteger(step);
                var control = new RunControl(Progress.NONE, () -> steps.decrementAndGet() < 0, CommitGuard.ALWAYS);
                try {
                    repository.prune(IMPATIENT, control);
                    break;
                } catch (HikaeException e) {
                    stopped++;
                }
                for (RegionName region : List.of(TOKYO, OSAKA)) {
                    try (Repository alone = partition.open(1, region)) {
                        assertEquals(
                                List.of(),
                                alone.check(Set.of(), true, RunControl.NONE).findings(),
                                "stopped at " + step + " in " + region);
                    }
                }
            }
            assertTrue(stopped > 3, "stopped " + stopped);
            assertWhole(Set.of(second.id()), TOKYO, OSAKA);
            repository.prune(IMPATIENT, RunControl.NONE);
            assertTrue(Collections.disjoint(worn, names(TOKYO, "packs")));
            assertEquals(names(TOKYO, "packs"), names(OSAKA, "packs"));
        }
    }

    @Test
    void refusedCommit_leavesNothingBehindButGarbage() throws IOException {
        try (Repository repository = init(TOKYO)) {
            Snapshot second = worn(repository);
            repository.prune(COLLECT, RunControl.NONE);
            Set<String> before = names(TOKYO, "packs");
            CommitGuard refusing = () -> {
                throw new HikaeException(EngineError.CANCELLED);
            };
            assertThrows(
                    HikaeException.class,
                    () -> repository.prune(IMPATIENT, new RunControl(Progress.NONE, () -> false, refusing)));
            assertEquals(List.of(), replacements(TOKYO));
            repository.prune(COLLECT, RunControl.NONE);
            assertEquals(before, names(TOKYO, "packs"));
            assertWhole(Set.of(second.id()), TOKYO);
        }
    }

    @Test
    void regionThatWasAway_keepsTheOldPacks_andCatchesUp() throws IOException {
        Set<String> before;
        Snapshot second;
        try (Repository repository = init(TOKYO, OSAKA, SINGAPORE)) {
            second = worn(repository);
            repository.prune(COLLECT, RunControl.NONE);
            before = names(TOKYO, "packs");
        }
        partition.away(SINGAPORE);
        try (Repository repository = partition.open(1, TOKYO, OSAKA, SINGAPORE)) {
            assertThrows(HikaeException.class, () -> repository.prune(NOW, RunControl.NONE), "a collection needs all");
        }
        partition.back(SINGAPORE);
        try (Repository repository = partition.open(1, TOKYO, OSAKA, SINGAPORE)) {
            assertEquals(1, replacements(TOKYO).size());
            assertEquals(List.of(), replacements(SINGAPORE));
            repository.prune(COLLECT, RunControl.NONE);
            assertTrue(names(OSAKA, "packs").containsAll(before), "not everywhere yet, so the old packs stay");
            assertWhole(Set.of(second.id()), TOKYO, OSAKA, SINGAPORE);
            repository.replicate(RunControl.NONE);
            assertEquals(1, replacements(SINGAPORE).size());
            assertWhole(Set.of(second.id()), TOKYO, OSAKA, SINGAPORE);
            repository.prune(COLLECT, RunControl.NONE);
            assertFalse(names(OSAKA, "packs").containsAll(before));
            assertEquals(names(TOKYO, "packs"), names(SINGAPORE, "packs"));
            assertWhole(Set.of(second.id()), TOKYO, OSAKA, SINGAPORE);
        }
    }

    @Test
    void regionsThatShowDifferentReplacements_areReadTogether() throws IOException {
        try (Repository repository = init(TOKYO, OSAKA)) {
            worn(repository);
            repository.prune(COLLECT, RunControl.NONE);
        }
        Set<String> old = names(OSAKA, "packs");
        partition.away(OSAKA);
        try (Repository repository = partition.open(1, TOKYO, OSAKA)) {
            assertThrows(HikaeException.class, () -> repository.prune(NOW, RunControl.NONE));
        }
        partition.back(OSAKA);
        // What one region needs only is in that region only.
        for (String pack : old) {
            Files.deleteIfExists(packFile(OSAKA, pack).orElseThrow());
            break;
        }
        try (Repository repository = partition.open(1, TOKYO, OSAKA)) {
            for (Snapshot snapshot : repository.snapshots()) {
                Path target = Files.createTempDirectory("hikae-repack");
                var request = new RestoreRequest(
                        snapshot.id(), List.of(), target, RestoreRequest.Overwrite.REFUSE, List.of());
                assertEquals(
                        List.of(), repository.restore(request, RunControl.NONE).failed());
            }
        }
    }

    private Optional<Path> packFile(RegionName region, String name) throws IOException {
        try (Stream<Path> files = Files.walk(partition.region(region).resolve("packs"))) {
            return files.filter(f -> f.endsWith(name)).findFirst();
        }
    }

    @Test
    void damagedPack_isLeftAlone_andToldOf() throws IOException {
        try (Repository repository = init(TOKYO)) {
            worn(repository);
            repository.prune(COLLECT, RunControl.NONE);
            for (String pack : left(TOKYO)) {
                Path file = packFile(TOKYO, pack).orElseThrow();
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.delete(file);
                Files.write(file, bytes);
            }
            RepackResult result = repack(repository, NOW);
            assertEquals(left(TOKYO).size(), result.damaged().size(), result.toString());
            assertTrue(result.damaged().size() > 0, result.toString());
        }
    }

    /** The worn packs that a region still has; one of which nothing lives goes unread. */
    private Set<String> left(RegionName region) throws IOException {
        Set<String> there = names(region, "packs");
        there.retainAll(worn);
        return there;
    }

    private String largest(Set<String> packs) throws IOException {
        String largest = "";
        long size = -1;
        for (String pack : packs) {
            long one = Files.size(packFile(TOKYO, pack).orElseThrow());
            if (one > size) {
                size = one;
                largest = pack;
            }
        }
        return largest;
    }

    @Test
    void scrub_findsNothingAfterRepacking_andHealsARepackedPack() throws IOException {
        try (Repository repository = init(TOKYO, OSAKA)) {
            Snapshot second = worn(repository);
            repack(repository, NOW);
            for (ScrubLevel level : List.of(ScrubLevel.L0, ScrubLevel.L2, ScrubLevel.L3)) {
                assertEquals(
                        List.of(),
                        repository
                                .scrub(ScrubRequest.of(level, true), RunControl.NONE)
                                .findings(),
                        level.toString());
            }
            Files.delete(packFile(OSAKA, largest(names(OSAKA, "packs"))).orElseThrow());
            assertEquals(
                    1,
                    repository
                            .scrub(ScrubRequest.of(ScrubLevel.L0, true), RunControl.NONE)
                            .findings()
                            .size());
            assertWhole(Set.of(second.id()), TOKYO, OSAKA);
        }
    }

    /** Sealed frames are copied unread; then all regions must have the same bytes. */
    @Test
    void keyringWithoutTheReaderKey_repacks_butNothingThatOneRegionAltered() throws IOException {
        try (Repository repository = init(TOKYO, OSAKA)) {
            Snapshot second = worn(repository);
            repository.prune(COLLECT, RunControl.NONE);
            try (Repository blind = withoutReaderKey()) {
                Path target = Files.createDirectories(folder.resolve("blind"));
                var restore =
                        new RestoreRequest(second.id(), List.of(), target, RestoreRequest.Overwrite.REFUSE, List.of());
                assertThrows(
                        HikaeException.class, () -> blind.restore(restore, RunControl.NONE), "it reads no content");

                Map<Path, byte[]> whole = new HashMap<>();
                for (String pack : left(TOKYO)) {
                    Path altered = packFile(TOKYO, pack).orElseThrow();
                    whole.put(altered, Files.readAllBytes(altered));
                    alter(altered);
                }
                RepackResult refused = repack(blind, NOW);
                assertEquals(left(OSAKA).size(), refused.damaged().size(), refused.toString());
                assertTrue(refused.damaged().size() > 0, refused.toString());
                for (var pack : whole.entrySet()) {
                    if (Files.deleteIfExists(pack.getKey())) {
                        Files.write(pack.getKey(), pack.getValue());
                    }
                }

                RepackResult done = repack(blind, NOW);
                assertTrue(done.packs() > 0);
                assertEquals(List.of(), done.damaged());
            }
            assertTrue(Collections.disjoint(worn, names(TOKYO, "packs")));
            assertWhole(Set.of(second.id()), TOKYO, OSAKA);
        }
    }

    /** Content of a frame, in such a way that the CRC of the whole stays: whoever owns a store can do that. */
    private static void alter(Path pack) throws IOException {
        byte[] bytes = Files.readAllBytes(pack);
        int before = Digests.crc32c(ByteBuffer.wrap(bytes));
        // The polynomial of CRC-32C, shifted: adding it changes no remainder.
        int at = 8192;
        long polynomial = 0x1_1EDC_6F41L;
        for (int bit = 32; bit >= 0; bit--) {
            if ((polynomial >> bit & 1) == 1) {
                int place = 32 - bit;
                bytes[at + place / 8] ^= (byte) (1 << place % 8);
            }
        }
        assertEquals(before, Digests.crc32c(ByteBuffer.wrap(bytes)));
        Files.delete(pack);
        Files.write(pack, bytes);
    }

    private Repository withoutReaderKey() throws IOException {
        var test = new TestRepository(folder, "cache-blind");
        Keyring full = test.keyring(TOKYO);
        var blind = new Keyring(
                full.repositoryId(),
                full.ownerPublicKey(),
                Optional.empty(),
                full.signingKeys(),
                full.readerKeys().stream()
                        .map(k -> new ReaderKey(k.epoch(), k.publicKeys(), Optional.empty()))
                        .toList(),
                full.domains());
        byte[] key = new byte[32];
        key[0] = 1;
        var credential = new Credential.KeyFile(Secret.copyOf(key));
        byte[] slot = KeySlot.seal(blind, credential, new SecureRandom());
        Files.write(partition.region(TOKYO).resolve("keys/" + "ab".repeat(16)), slot);
        return test.repositories.open(test.config(TOKYO, OSAKA), credential, TestRepository.PERMIT);
    }

    @Test
    void budget_bounds_whatIsRead() throws IOException {
        try (Repository repository = init(TOKYO)) {
            worn(repository);
            var most = new RepackRequest(RepackRequest.BELOW, 1 << 20);
            PruneResult result = repository.prune(
                    new PruneRequest(false, Duration.ZERO, DAY, Duration.ZERO, Optional.of(most)), RunControl.NONE);
            assertEquals(0, result.repacked().orElseThrow().packs());
        }
    }
}
