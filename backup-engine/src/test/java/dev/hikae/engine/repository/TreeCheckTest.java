package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Messages;
import dev.hikae.engine.CheckReport;
import dev.hikae.engine.CheckReport.Finding;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots whose every object is whole and signed, and which still do not list all they need. */
final class TreeCheckTest {
    private static final int FILE = 300_000;

    private Path source;
    private TestRepository test;

    @BeforeEach
    void makeSource(@TempDir Path folder) throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
        test = new TestRepository(folder);
        Files.createDirectories(source.resolve("old/er"));
        write("old/er/file", 1);
        Files.createDirectories(source.resolve("new"));
    }

    private void write(String name, long seed) throws IOException {
        byte[] bytes = new byte[FILE];
        new Random(seed).nextBytes(bytes);
        Files.write(source.resolve(name), bytes);
    }

    private SnapshotId backup() {
        try (Repository repository = test.open(TOKYO)) {
            return repository
                    .backup(request(source), RunControl.NONE)
                    .snapshot()
                    .id();
        }
    }

    private CheckReport check(boolean readData) {
        try (Repository repository = test.open(TOKYO)) {
            return repository.check(Set.of(), readData, RunControl.NONE);
        }
    }

    /** Signs a snapshot's outcome anew without some objects of its list. */
    private void forget(SnapshotId snapshot, Predicate<NeededObject> forgotten) throws IOException {
        Path file = test.outcomeFile(TOKYO, snapshot);
        Outcome o = test.outcome(TOKYO, snapshot);
        List<NeededObject> kept = new ArrayList<>(o.objects());
        assertTrue(kept.removeIf(forgotten), "nothing to forget");
        var changed = new Outcome(
                o.name(),
                o.repositoryId(),
                o.writer(),
                o.sequence(),
                o.previous(),
                o.snapshot(),
                o.capturedAt(),
                kept,
                o.sealed());
        var signer = test.keyring(TOKYO).signer(Certificate.Role.WRITER).orElseThrow();
        Files.delete(file);
        Files.write(file, changed.sign(signer.seed()));
    }

    private Predicate<NeededObject> dataPackNotIn(SnapshotId other) throws IOException {
        List<String> there = test.outcome(TOKYO, other).objects().stream()
                .map(NeededObject::name)
                .toList();
        return object -> object.name().startsWith("packs/")
                && !there.contains(object.name())
                && holdsData(test.region(TOKYO).resolve(object.name()));
    }

    /** Each file here is larger than all pages together. */
    private static boolean holdsData(Path pack) {
        try {
            return Files.size(pack) > FILE;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> shown(CheckReport report) {
        return report.findings().stream()
                .map(f -> Messages.render(f.what(), Locale.ENGLISH))
                .toList();
    }

    @Test
    void blobThatTheOutcomeDoesNotList_isFoundWithSnapshotAndPath() throws IOException {
        test.init(TOKYO).close();
        SnapshotId first = backup();
        write("new/file", 2);
        SnapshotId second = backup();
        assertEquals(List.of(), check(false).findings());
        forget(second, dataPackNotIn(first));
        for (boolean readData : List.of(false, true)) {
            CheckReport report = check(readData);
            assertEquals(1, report.findings().size(), shown(report).toString());
            Finding finding = report.findings().getFirst();
            assertEquals(List.of(second), finding.affected());
            String what = shown(report).getFirst();
            assertTrue(what.startsWith("in snapshot " + second + ", " + source + "/new/file needs blob "), what);
        }
    }

    @Test
    void pagesKnownFromAnotherSnapshot_doNotExcuseAnIndexObjectThatIsNotListed() throws IOException {
        test.init(TOKYO).close();
        SnapshotId first = backup();
        write("new/file", 2);
        SnapshotId second = backup();
        List<String> old = test.outcome(TOKYO, first).objects().stream()
                .map(NeededObject::name)
                .toList();
        forget(second, object -> object.name().startsWith("index/") && old.contains(object.name()));
        CheckReport report = check(false);
        assertFalse(report.clean());
        report.findings().forEach(f -> assertEquals(List.of(second), f.affected()));
        assertTrue(
                shown(report).stream().allMatch(s -> s.contains(source + "/old")),
                shown(report).toString());
    }

    @Test
    void lostMetadataPack_isFoundWithoutReadingData() throws IOException {
        test.init(TOKYO).close();
        SnapshotId first = backup();
        for (Path pack : test.files(TOKYO, "packs")) {
            if (!holdsData(pack)) {
                Files.delete(pack);
            }
        }
        CheckReport report = check(false);
        assertTrue(
                shown(report).stream()
                        .anyMatch(s -> s.startsWith("in snapshot " + first + ", the listing of / cannot be read: ")),
                shown(report).toString());
    }

    @Test
    void dataIsNotReadUnlessAsked() throws IOException {
        test.init(TOKYO).close();
        backup();
        assertTrue(check(false).bytesRead() < FILE / 2, "trees only");
        assertTrue(check(true).bytesRead() > FILE, "data too");
    }
}
