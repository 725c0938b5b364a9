package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.OSAKA;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.CheckReport.Finding;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.Progress;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.collection.CollectionError;
import dev.hikae.engine.crypto.Box;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.history.History;
import dev.hikae.engine.index.ForgedIndex;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobKind;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.FrameBlob;
import dev.hikae.engine.snapshot.Abort;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.snapshot.Opening;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody achieves who took over a backup host, and so has a writer's keys and the right to put, replace and delete whatever
 * he likes in the stores: docs/ATTACKS.md. With object lock see {@link dev.hikae.engine.region.MinioLockTest}.
 */
final class AttackTest {
    private static final List<RegionName> ALL = List.of(TOKYO, OSAKA);
    private static final PruneRequest NOW = new PruneRequest(false, Duration.ZERO, Duration.ofHours(24), Duration.ZERO);

    private TestRepository test;
    private Path folder;
    private Path source;
    private Thief thief;
    private Snapshot honest;

    @BeforeEach
    void honestHistory(@TempDir Path temp) throws IOException {
        folder = temp;
        test = new TestRepository(temp);
        source = Files.createDirectory(temp.resolve("source"));
        write("precious", 1, 300_000);
        test.init(TOKYO, OSAKA).close();
        thief = Thief.ofTheFirstWriter(test, ALL);
        try (Repository repository = thief.open()) {
            honest = repository.backup(request(source), RunControl.NONE).snapshot();
        }
    }

    @Test
    void writersKeys_backUp_butReadNothing_andDecideNothing() throws IOException {
        write("more", 2, 100_000);
        try (Repository repository = thief.open()) {
            var second = repository.backup(request(source), RunControl.NONE).snapshot();
            assertTrue(second.totals().bytesNew() < 200_000, "what is there is not stored again");
            assertEquals(
                    2,
                    TestRepository.list(repository, second.id(), source.toString())
                            .size());

            assertEquals(EngineError.KEY_MISSING, code(() -> restore(repository, honest.id(), "stolen")));
            assertEquals(EngineError.KEY_MISSING, code(() -> scrub(repository, ScrubLevel.L3)));
            assertEquals(
                    EngineError.KEY_MISSING,
                    code(() -> repository.forget(new ForgetRequest(List.of(honest.id()), ""), RunControl.NONE)));
            assertEquals(EngineError.KEY_MISSING, code(() -> repository.prune(NOW, RunControl.NONE)));
            assertEquals(
                    EngineError.KEY_MISSING,
                    code(() -> repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE)));
            assertEquals(
                    EngineError.KEY_MISSING,
                    code(() -> repository.regionChanges().retire(OSAKA, Manner.USUAL, RunControl.NONE)));
        }
        assertHonestIsWhole();
    }

    @Test
    void anotherWritersNames_standNowhere() throws IOException {
        Thief other = Thief.ofAnotherWriter(test, ALL);
        Path secret = Files.createDirectory(folder.resolve("merger-with-acme"));
        Files.writeString(secret.resolve("layoffs.txt"), "nobody must know");
        SnapshotId hidden;
        try (Repository repository = other.open()) {
            assertEquals(List.of(), repository.snapshots());
            hidden = repository
                    .backup(request(secret), RunControl.NONE)
                    .snapshot()
                    .id();
            assertEquals(List.of(hidden), ids(repository.snapshots()));
        }
        try (Repository repository = thief.open()) {
            assertEquals(List.of(honest.id()), ids(repository.snapshots()));
            assertEquals(
                    EngineError.SNAPSHOT_UNKNOWN, code(() -> repository.list(hidden, RawPath.of(""), entry -> {})));
            write("more", 2, 100_000);
            repository.backup(request(source), RunControl.NONE);
        }
        try (Repository repository = other.open()) {
            repository.backup(request(secret), RunControl.NONE);
            assertEquals(2, repository.snapshots().size());
        }
        var outcome = test.outcome(TOKYO, hidden);
        assertThrows(NotAuthenticException.class, () -> History.manifest(outcome, thief.keys()));
        for (RegionName region : ALL) {
            for (Path file : test.files(region, "")) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String name : List.of("merger", "layoffs", "nobody must know")) {
                    assertFalse(bytes.contains(name), file + " shows " + name);
                }
            }
        }
        assertHonestIsWhole();
    }

    @Test
    void forgedStatements_changeNothing_andAreNamed() throws IOException {
        byte[] repository = thief.keyring.repositoryId();
        var home = new HomeStatement(repository, thief.writer.certificate(), 1, OSAKA, ALL, 1, ALL);
        thief.plant(home.name(), home.sign(thief.writer.seed()));
        thief.plant(ObjectNames.home(99_999_999), thief.bytes(100));
        try (Repository opened = thief.openAsOwner()) {
            assertEquals(TOKYO, opened.info().home());
            opened.backup(request(source), RunControl.NONE);
            assertEquals(CollectionError.STATEMENT_UNREADABLE, code(() -> opened.prune(NOW, RunControl.NONE)));
            assertEquals(Set.of(home.name(), ObjectNames.home(99_999_999)), named(opened));
            // The place of a statement that counts is taken, so a later one is used.
            assertEquals(
                    2,
                    opened.regionChanges()
                            .failover(OSAKA, Manner.USUAL, RunControl.NONE)
                            .epoch());
        }
        for (RegionName region : ALL) {
            Files.delete(test.region(region).resolve(home.name()));
            Files.delete(test.region(region).resolve(ObjectNames.home(99_999_999)));
        }
        try (Repository opened = thief.openAsOwner()) {
            assertEquals(Set.of(), named(opened));
            assertEquals(0, opened.prune(NOW, RunControl.NONE).running());
        }
    }

    @Test
    void forgedAbort_endsABackupLoudly_andNoCommit() throws IOException {
        var planted = new AtomicReference<>("");
        CommitGuard guard = () -> {
            try {
                String open = test.files(TOKYO, "sessions").stream()
                        .map(f -> test.region(TOKYO).relativize(f).toString())
                        .filter(ObjectNames::isOpen)
                        .filter(n -> !Files.exists(test.region(TOKYO).resolve(n.replace("/open", "/outcome"))))
                        .findFirst()
                        .orElseThrow();
                String name = open.replace("/open", "/outcome");
                var abort = new Abort(name, thief.keyring.repositoryId(), thief.writer.certificate(), Instant.EPOCH);
                thief.plant(TOKYO, name, abort.sign(thief.writer.seed()));
                planted.set(name);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
        write("more", 2, 100_000);
        try (Repository repository = thief.openAsOwner()) {
            var control = new RunControl(Progress.NONE, () -> false, guard);
            assertEquals(EngineError.SESSION_FENCED, code(() -> repository.backup(request(source), control)));
            // What nobody can read might be what a snapshot needs: said with its name, and nothing is deleted.
            assertEquals(CollectionError.OUTCOME_UNREADABLE, code(() -> repository.prune(NOW, RunControl.NONE)));
            assertEquals(Set.of(planted.get()), named(repository));
            assertEquals(2, backupAgain(repository));
        }
        assertHonestIsWhole();
    }

    private int backupAgain(Repository repository) {
        repository.backup(request(source), RunControl.NONE);
        return repository.snapshots().size();
    }

    /** A writer's own signature makes anything a snapshot; it must not stand in the way of the others. */
    @Test
    void snapshotsOfJunk_keepNobodyFromTheOthers() throws IOException {
        Instant now = Instant.now();
        // One that nobody can open, one whose tree is nowhere, one that lists what is nowhere, and one of the year
        // 2999.
        String sealed = thief.commit(thief.freshId(now), now, List.of(), thief.bytes(500));
        String treeless = thief.commit(thief.manifest(honest, thief.freshId(now), thief.bytes(32), now), List.of());
        NeededObject nowhere = Thief.needed(ObjectNames.pack(thief.bytes(16)), thief.bytes(1000));
        String lacking =
                thief.commit(thief.manifest(honest, thief.freshId(now), thief.bytes(32), now), List.of(nowhere));
        Instant far = Instant.parse("2999-01-01T00:00:00Z");
        String future = thief.commit(thief.manifest(honest, thief.freshId(far), thief.bytes(32), far), List.of());
        try (Repository repository = thief.openAsOwner()) {
            assertEquals(4, repository.snapshots().size());
            restore(repository, honest.id(), "restored");
            Set<String> named = named(repository);
            assertTrue(named.containsAll(Set.of(sealed, treeless, nowhere.name(), future)), named.toString());
            assertFalse(named.stream().anyMatch(n -> n.equals(outcomeOf(honest))), named.toString());
            assertFalse(scrub(repository, ScrubLevel.L3).whole());
            // The newest of this plan and host is junk: the next backup reads everything, and is whole.
            write("more", 2, 100_000);
            SnapshotId next = repository
                    .backup(request(source), RunControl.NONE)
                    .snapshot()
                    .id();
            restore(repository, next, "next");
            // And by the maintainer's word they go again.
            List<SnapshotId> junk = repository.snapshots().stream()
                    .map(Snapshot::id)
                    .filter(id -> !id.equals(honest.id()) && !id.equals(next))
                    .toList();
            repository.forget(new ForgetRequest(junk, "attack"), RunControl.NONE);
            assertEquals(3, repository.prune(NOW, RunControl.NONE).snapshots());
            assertEquals(Set.of(sealed), named(repository));
            restore(repository, next, "after");
        }
        assertFalse(lacking.isEmpty());
        assertHonestIsWhole();
    }

    @Test
    void idThatIsTakenAgain_isRefused_andRestoredOnceTheTwinIsGone() throws IOException {
        String genuine = outcomeOf(honest);
        String twin = thief.commit(
                thief.manifest(
                        honest,
                        honest.id(),
                        thief.bytes(32),
                        honest.capturedAt().minusSeconds(1)),
                List.of());
        try (Repository repository = thief.openAsOwner()) {
            assertEquals(EngineError.SAME_ID, code(() -> restore(repository, honest.id(), "twin")));
            assertEquals(
                    EngineError.SAME_ID,
                    code(() -> repository.resolve(honest.id().value())));
            assertTrue(named(repository).containsAll(Set.of(twin, genuine)));
        }
        for (RegionName region : ALL) {
            Files.delete(test.region(region).resolve(twin));
        }
        assertHonestIsWhole();
    }

    /** Who has the domain's keys can name junk by an id that is there; what was stored before stays what it is. */
    @Test
    void junkUnderAnIdThatIsThere_isFound_andHidesNothing() throws IOException {
        var outcome = test.outcome(TOKYO, honest.id());
        // His pack under the names of theirs, in a snapshot that says that theirs looks like it.
        List<NeededObject> lies = new ArrayList<>();
        for (NeededObject object : outcome.objects()) {
            lies.add(new NeededObject(object.name(), object.size(), object.crc32c() ^ 1, object.digest()));
        }
        Instant now = Instant.now();
        String lying = thief.commit(thief.manifest(honest, thief.freshId(now), thief.bytes(32), now), lies);
        try (Repository repository = thief.openAsOwner()) {
            assertTrue(named(repository).contains(lying));
            ScrubReport report = scrub(repository, ScrubLevel.L2);
            assertFalse(report.whole());
            assertTrue(
                    report.findings().stream().noneMatch(f -> f.state() == ScrubReport.State.HEALED),
                    "a good object is never replaced by a writer's word");
            restore(repository, honest.id(), "restored");
        }
        assertHonestIsWhole();
    }

    /** Who has the domain's keys can say that a blob lies where junk lies. It hurts only what is backed up with these keys later. */
    @Test
    void blobThatIsSaidToLieInJunk_failsLoudly_andHurtsNoSnapshotFromBefore() throws IOException {
        Path junk = Files.createDirectory(folder.resolve("junk"));
        Files.write(junk.resolve("junk"), thief.bytes(300_000));
        SnapshotId of;
        try (Repository repository = thief.open()) {
            of = repository.backup(request(junk), RunControl.NONE).snapshot().id();
        }
        BlobId precious = content(honest.id()).get(0);
        List<NeededObject> listed = new ArrayList<>();
        for (NeededObject object : test.outcome(TOKYO, of).objects()) {
            if (isDataPack(object)) {
                listed.add(object);
            }
        }
        FinishedPack truth = pack(listed.getFirst());
        FinishedPack lie = new FinishedPack(
                truth.info(),
                truth.frames().stream()
                        .map(f -> new FinishedPack.FrameContent(
                                f.frame(),
                                f.blobs().stream()
                                        .map(b -> new FrameBlob(b.kind(), precious, b.length()))
                                        .toList()))
                        .toList());
        ForgedIndex index = ForgedIndex.of(List.of(lie), thief.keys(), folder.resolve("forger"));
        thief.plant(index.needed().name(), index.object());
        listed.add(index.needed());
        Instant now = Instant.now();
        SnapshotId forged = thief.freshId(now);
        thief.commit(thief.manifest(honest, forged, thief.bytes(32), now), listed);
        var later = new TestRepository(folder, "another-cache");
        try (Repository repository = later.open(TOKYO, OSAKA)) {
            // Read again, since the newest snapshot of this plan is no parent that can be read.
            SnapshotId next = repository
                    .backup(request(source), RunControl.NONE)
                    .snapshot()
                    .id();
            restore(repository, honest.id(), "before");
            // This he achieves, where nobody looked before.
            var request = new RestoreRequest(
                    next, List.of(), folder.resolve("next"), RestoreRequest.Overwrite.REFUSE, List.of());
            assertEquals(
                    1, repository.restore(request, RunControl.NONE).failed().size());

            List<Finding> found =
                    repository.check(Set.copyOf(ALL), false, RunControl.NONE).findings();
            // The next one relies on what he said, whether it lists his index object or another that knows the pack.
            List<Finding> lies = found.stream()
                    .filter(f -> f.object().startsWith(ObjectNames.INDEX))
                    .toList();
            Set<String> lying = lies.stream().map(Finding::object).collect(Collectors.toSet());
            assertTrue(lying.contains(index.needed().name()));
            assertEquals(Set.copyOf(ALL), lies.stream().map(Finding::region).collect(Collectors.toSet()));
            assertTrue(lies.stream().anyMatch(f -> f.affected().contains(forged)));
            // Where the snapshot lists the honest pack, too, it is whole again without what he said.
            boolean whole = isRestored(repository, next, "after");
            assertEquals(
                    !whole,
                    found.stream()
                            .anyMatch(f -> f.affected().equals(List.of(next))
                                    && f.what().toString().contains("precious")),
                    found.toString());
            for (ScrubLevel level : List.of(ScrubLevel.L1, ScrubLevel.L3)) {
                ScrubReport report = scrub(repository, level);
                assertTrue(report.findings().stream()
                        .anyMatch(
                                f -> f.object().equals(index.needed().name()) && f.state() == ScrubReport.State.LOST));
                assertEquals(
                        !whole,
                        report.losses().stream()
                                .anyMatch(l -> l.snapshot().equals(next)
                                        && l.path().toString().endsWith("precious")),
                        report.losses().toString());
                assertTrue(report.losses().stream().noneMatch(l -> l.snapshot().equals(honest.id())));
            }
            // From then on nothing is believed of it, whatever still lists it.
            SnapshotId sound = repository
                    .backup(request(source), RunControl.NONE)
                    .snapshot()
                    .id();
            restore(repository, sound, "sound");
            assertTrue(test.outcome(TOKYO, sound).objects().stream().noneMatch(o -> lying.contains(o.name())));
            repository.forget(new ForgetRequest(List.of(forged, next), "attack"), RunControl.NONE);
            SnapshotId mended = repository
                    .backup(request(source), RunControl.NONE)
                    .snapshot()
                    .id();
            restore(repository, mended, "mended");
            assertEquals(Set.of(), named(repository));
        }
        assertHonestIsWhole();
    }

    /** Where it is merged with what is true, in the cache of some host, it must not spoil that. */
    @Test
    void lieAboutAnHonestPack_isFound_andNobodyElseIsBlamed() throws IOException {
        List<NeededObject> listed = new ArrayList<>();
        List<FinishedPack> lies = new ArrayList<>();
        for (NeededObject object : test.outcome(TOKYO, honest.id()).objects()) {
            if (isDataPack(object)) {
                listed.add(object);
                FinishedPack truth = pack(object);
                lies.add(new FinishedPack(
                        truth.info(),
                        truth.frames().stream()
                                .map(f -> new FinishedPack.FrameContent(
                                        f.frame(),
                                        f.blobs().stream()
                                                .map(b -> new FrameBlob(b.kind(), b.id(), b.length() - 1))
                                                .toList()))
                                .toList()));
            }
        }
        ForgedIndex index = ForgedIndex.of(lies, thief.keys(), folder.resolve("forger"));
        thief.plant(index.needed().name(), index.object());
        listed.add(index.needed());
        Instant now = Instant.now();
        thief.commit(thief.manifest(honest, thief.freshId(now), thief.bytes(32), now), listed);
        try (Repository repository = thief.openAsOwner()) {
            assertEquals(Set.of(index.needed().name()), wrongIndexes(repository));
            SnapshotId next = repository
                    .backup(request(source), RunControl.NONE)
                    .snapshot()
                    .id();
            restore(repository, next, "next");
            restore(repository, honest.id(), "before");
        }
    }

    /** Then the pack is damaged, and the index object says what is right. */
    @Test
    void indexOfAPackThatWasReplaced_isNotBlamed() throws IOException {
        Path junk = Files.createDirectory(folder.resolve("junk"));
        Files.write(junk.resolve("junk"), thief.bytes(300_000));
        SnapshotId of;
        try (Repository repository = thief.open()) {
            of = repository.backup(request(junk), RunControl.NONE).snapshot().id();
        }
        List<NeededObject> his = new ArrayList<>();
        for (NeededObject object : test.outcome(TOKYO, of).objects()) {
            if (isDataPack(object)) {
                his.add(object);
            }
        }
        for (NeededObject object : test.outcome(TOKYO, honest.id()).objects()) {
            if (isDataPack(object)) {
                Files.copy(
                        test.region(TOKYO).resolve(his.getFirst().name()),
                        test.region(TOKYO).resolve(object.name()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (Repository repository = thief.openAsOwner()) {
            assertEquals(Set.of(), wrongIndexes(repository));
            restore(repository, honest.id(), "restored");
        }
    }

    private static Set<String> wrongIndexes(Repository repository) {
        return repository.check(Set.copyOf(ALL), false, RunControl.NONE).findings().stream()
                .filter(f -> f.object().startsWith(ObjectNames.INDEX))
                .map(Finding::object)
                .collect(Collectors.toSet());
    }

    private List<BlobId> content(SnapshotId snapshot) throws IOException {
        List<BlobId> blobs = new ArrayList<>();
        for (NeededObject object : test.outcome(TOKYO, snapshot).objects()) {
            if (isDataPack(object)) {
                pack(object).frames().forEach(f -> f.blobs().forEach(b -> blobs.add(b.id())));
            }
        }
        return blobs;
    }

    private boolean isDataPack(NeededObject object) throws IOException {
        return object.name().startsWith(ObjectNames.PACKS)
                && pack(object).info().kind() == BlobKind.DATA;
    }

    private FinishedPack pack(NeededObject object) throws IOException {
        byte[] content = Files.readAllBytes(test.region(TOKYO).resolve(object.name()));
        return ForgedIndex.truth(object, content, thief.keys());
    }

    @Test
    void sessionsThatClaimToBeOfTheFuture_holdNoCollectionUp() throws IOException {
        String name = ObjectNames.open(ObjectNames.session(0, 0, thief.bytes(16)));
        byte[] sealed = Box.seal(
                thief.keys().metadata(),
                "open",
                thief.keyring.repositoryId(),
                new byte[0],
                new java.security.SecureRandom());
        var opening = new Opening(
                name,
                thief.keyring.repositoryId(),
                thief.writer.certificate(),
                Instant.parse("2999-01-01T00:00:00Z"),
                sealed);
        thief.plant(TOKYO, name, opening.sign(thief.writer.seed()));
        try (Repository repository = thief.openAsOwner()) {
            write("precious", 3, 300_000);
            repository.backup(request(source), RunControl.NONE);
            repository.forget(new ForgetRequest(List.of(honest.id()), "test"), RunControl.NONE);
            var result = repository.prune(NOW, RunControl.NONE);
            assertEquals(0, result.running());
            assertEquals(1, result.fenced());
            assertEquals(1, result.snapshots());
        }
    }

    /** Without lock nothing keeps objects from who may delete them; then it is found, and another region has them. */
    @Test
    void oneRegionDeletedReplacedAndRolledBack_isFoundAndHealedFromTheOther() throws IOException {
        write("more", 2, 100_000);
        SnapshotId second;
        try (Repository repository = thief.open()) {
            second = repository
                    .backup(request(source), RunControl.NONE)
                    .snapshot()
                    .id();
        }
        // Rolled back: the newest snapshot is gone from osaka, with all that only it needs.
        Set<String> older = test.outcome(OSAKA, honest.id()).objects().stream()
                .map(NeededObject::name)
                .collect(Collectors.toSet());
        for (NeededObject object : test.outcome(OSAKA, second).objects()) {
            if (!older.contains(object.name())) {
                Files.delete(test.region(OSAKA).resolve(object.name()));
            }
        }
        Files.delete(test.outcomeFile(OSAKA, second));
        try (Repository repository = thief.openAsOwner()) {
            var osaka = repository.regionStatus().stream()
                    .filter(s -> s.region().equals(OSAKA))
                    .findFirst()
                    .orElseThrow();
            assertEquals(1, osaka.snapshotsBehind());
            assertEquals(1, repository.replicate(RunControl.NONE).snapshots());
        }
        // Deleted and replaced: every other object of a pack or an index, and the marker.
        int at = 0;
        for (String below : List.of("packs", "index")) {
            for (Path file : test.files(OSAKA, below)) {
                if (at++ % 2 == 0) {
                    Files.delete(file);
                } else {
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(file, bytes);
                }
            }
        }
        byte[] marker = new Marker(
                        thief.keyring.repositoryId(), OSAKA, thief.keyring.ownerPublicKey(), 0, 0, Instant.EPOCH)
                .sign(thief.writer.seed());
        thief.plant(OSAKA, ObjectNames.MARKER, marker);
        try (Repository repository = thief.openAsOwner()) {
            assertEquals(
                    Set.of(OSAKA),
                    repository.check(Set.copyOf(ALL), true, RunControl.NONE).findings().stream()
                            .map(Finding::region)
                            .collect(Collectors.toSet()));
            restore(repository, second, "elsewhere");
            assertTrue(scrub(repository, ScrubLevel.L2).whole());
        }
        try (Repository repository = thief.openAsOwner()) {
            assertEquals(Set.of(), named(repository));
            assertTrue(scrub(repository, ScrubLevel.L3).whole());
        }
        assertHonestIsWhole();
    }

    private void assertHonestIsWhole() throws IOException {
        for (RegionName region : ALL) {
            try (Repository alone = test.open(region)) {
                restore(alone, honest.id(), "honest-from-" + region + "-" + System.nanoTime());
            }
        }
    }

    private void restore(Repository repository, SnapshotId snapshot, String to) throws IOException {
        assertTrue(isRestored(repository, snapshot, to));
    }

    private boolean isRestored(Repository repository, SnapshotId snapshot, String to) throws IOException {
        var request =
                new RestoreRequest(snapshot, List.of(), folder.resolve(to), RestoreRequest.Overwrite.REFUSE, List.of());
        repository.restore(request, RunControl.NONE);
        return repository.compare(request, RunControl.NONE).same();
    }

    private static ScrubReport scrub(Repository repository, ScrubLevel level) {
        return repository.scrub(ScrubRequest.of(level, true), RunControl.NONE);
    }

    /** What a check of all regions names. */
    private static Set<String> named(Repository repository) {
        return repository.check(Set.copyOf(ALL), true, RunControl.NONE).findings().stream()
                .map(Finding::object)
                .collect(Collectors.toSet());
    }

    private String outcomeOf(Snapshot snapshot) {
        try {
            return test.region(TOKYO)
                    .relativize(test.outcomeFile(TOKYO, snapshot.id()))
                    .toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<SnapshotId> ids(List<Snapshot> snapshots) {
        return snapshots.stream().map(Snapshot::id).toList();
    }

    private void write(String name, long seed, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        Files.write(source.resolve(name), bytes);
    }

    private static ErrorCode code(Executable call) {
        return assertThrows(HikaeException.class, call).code();
    }
}
