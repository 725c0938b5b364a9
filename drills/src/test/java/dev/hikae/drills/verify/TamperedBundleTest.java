package dev.hikae.drills.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RunId;
import dev.hikae.drills.bundle.Archive;
import dev.hikae.drills.bundle.BundleBuilder;
import dev.hikae.drills.bundle.Layout;
import dev.hikae.drills.bundle.SampleBundle;
import dev.hikae.drills.bundle.VerifierFiles;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.Tools;
import dev.hikae.drills.verify.Check.Part;
import dev.hikae.drills.verify.Check.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Lies to both verifiers, in every file and around them; each lie must be refused by both. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TamperedBundleTest {
    private static final int SEED = 20261123;
    private final Path folder;
    private final SampleBundle sample;
    private final RunId run;
    private final byte[] zip;
    private final SortedMap<String, byte[]> files;
    private final Random random = new Random(SEED);

    TamperedBundleTest(@TempDir Path folder) throws IOException, NotVerified {
        this.folder = folder;
        sample = new SampleBundle(folder);
        sample.run("failed");
        run = sample.run("succeeded");
        zip = sample.bundle(run, sample.report(run, "succeeded")).zip();
        files = Archive.read(zip);
        VerifierFiles.write(folder);
        Files.write(folder.resolve("root.pem"), sample.pki.rootPem());
    }

    private Result refused(String what, byte[] bundle) throws IOException {
        Result result = EvidenceVerifier.verify(bundle, Question.root(sample.pki.rootPem()));
        assertEquals(4, result.exitCode(), what + "\n" + result.page(Locale.ENGLISH));
        Files.write(folder.resolve("bundle.zip"), bundle);
        Tools.Result script = Tools.run(folder, "./verify.sh", "bundle.zip", "--root", "root.pem");
        assertEquals(4, script.exit(), what + "\n" + script.output());
        return result;
    }

    private static void fails(Part part, Result result) {
        boolean failed =
                result.checks().stream().anyMatch(check -> check.part() == part && check.state() == State.FAIL);
        assertTrue(failed, part + "\n" + result.page(Locale.ENGLISH));
    }

    private byte[] flipped(byte[] content) {
        byte[] changed = content.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] with(SortedMap<String, byte[]> files, String name, byte[] content) {
        SortedMap<String, byte[]> changed = new TreeMap<>(files);
        changed.put(name, content);
        return Archive.write(changed);
    }

    /** As a forger would who cannot sign: lists and ZIP made to fit again. */
    private static byte[] relisted(SortedMap<String, byte[]> files) {
        SortedMap<String, byte[]> changed = new TreeMap<>(files);
        byte[] seal = changed.remove(Layout.SUMS_SEAL);
        changed.remove(Layout.SUMS);
        changed.put(Layout.SUMS, BundleBuilder.sums(changed));
        changed.put(Layout.SUMS_SEAL, seal);
        return Archive.write(changed);
    }

    /** As the operator could, who can sign: only the register and the counts speak against it. */
    private byte[] resigned(SortedMap<String, byte[]> files) {
        SortedMap<String, byte[]> changed = new TreeMap<>(files);
        changed.remove(Layout.SUMS_SEAL);
        changed.remove(Layout.SUMS);
        byte[] sums = BundleBuilder.sums(changed);
        changed.put(Layout.SUMS, sums);
        changed.put(Layout.SUMS_SEAL, sample.pki.sealer().detached(sums));
        return Archive.write(changed);
    }

    @Test
    void flippedBitInAnyFile_isRefused() throws IOException {
        for (String name : files.keySet()) {
            refused(name, with(files, name, flipped(files.getOrDefault(name, zip))));
        }
    }

    @Test
    void flippedBitInAnyFileOfTheContainer_isRefused() throws IOException, NotVerified {
        SortedMap<String, byte[]> inside = Archive.read(files.getOrDefault(Layout.CONTAINER, zip));
        for (String name : inside.keySet()) {
            byte[] container = with(inside, name, flipped(inside.getOrDefault(name, zip)));
            SortedMap<String, byte[]> changed = new TreeMap<>(files);
            changed.put(Layout.CONTAINER, container);
            refused(name + ", listed anew", resigned(changed));
        }
    }

    @Test
    void flippedBitAnywhereInTheZip_isRefused() throws IOException {
        for (int i = 0; i < 10; i++) {
            refused("seed " + SEED + ", flip " + i, flipped(zip));
        }
        byte[] directory = zip.clone();
        directory[zip.length - 30] ^= 1;
        refused("central directory", directory);
    }

    @Test
    void dataHiddenInTheZip_isRefused() throws IOException {
        fails(Part.ARCHIVE, refused("trailing byte", Arrays.copyOf(zip, zip.length + 1)));
        byte[] comment = Arrays.copyOf(zip, zip.length + 3);
        comment[zip.length - 2] = 3;
        fails(Part.ARCHIVE, refused("comment", comment));
        byte[] before = new byte[zip.length + 4];
        System.arraycopy(zip, 0, before, 4, zip.length);
        fails(Part.ARCHIVE, refused("leading bytes", before));
        Files.write(folder.resolve("other-tool.zip"), zip);
        Tools.Result zipped = Tools.run(
                folder,
                "python3",
                "-c",
                "import zipfile as z; a=z.ZipFile('other-tool.zip'); b=z.ZipFile('reordered.zip','w');"
                        + "[b.writestr(z.ZipInfo(i.filename,(1980,1,1,0,0,0)), a.read(i)) for i in reversed(a.infolist())];"
                        + "b.close()");
        assertEquals(0, zipped.exit(), zipped.output());
        fails(Part.ARCHIVE, refused("reordered", Files.readAllBytes(folder.resolve("reordered.zip"))));
    }

    @Test
    void unlistedOrMissingFile_isRefused() throws IOException {
        byte[] extra = "extra".getBytes(StandardCharsets.UTF_8);
        fails(Part.SUMS, refused("unlisted", with(files, "notes.txt", extra)));
        for (String name : files.keySet()) {
            SortedMap<String, byte[]> fewer = new TreeMap<>(files);
            fewer.remove(name);
            byte[] bundle = Archive.write(fewer);
            Result result = EvidenceVerifier.verify(bundle, Question.root(sample.pki.rootPem()));
            assertEquals(4, result.exitCode(), "without " + name + "\n" + result.page(Locale.ENGLISH));
        }
        for (String name : List.of(Layout.CONTAINER, Layout.BODIES, Layout.SUMS_SEAL)) {
            SortedMap<String, byte[]> fewer = new TreeMap<>(files);
            fewer.remove(name);
            refused("without " + name, Archive.write(fewer));
        }
        SortedMap<String, byte[]> more = new TreeMap<>(files);
        more.put("notes.txt", extra);
        fails(Part.SUMS_SEAL, refused("listed without the signer", relisted(more)));
    }

    @Test
    void removedLeavesOfAFailedRun_areNoticed_evenWhenTheOperatorSigns() throws IOException {
        String leaves = new String(files.getOrDefault(Layout.LEAVES, zip), StandardCharsets.UTF_8);
        StringBuilder kept = new StringBuilder();
        leaves.lines().skip(3).forEach(line -> kept.append(line).append('\n'));
        SortedMap<String, byte[]> changed = new TreeMap<>(files);
        changed.put(Layout.LEAVES, kept.toString().getBytes(StandardCharsets.UTF_8));
        fails(Part.LEAVES, refused("no failed run", resigned(changed)));
    }

    @Test
    void wrongCounts_areNoticed_evenWhenTheOperatorSigns() throws IOException {
        ObjectNode report = sample.report(run, "succeeded");
        ObjectNode counted = (ObjectNode) report.path("population").path("runs");
        counted.put("failed", counted.path("failed").asInt() - 1);
        fails(
                Part.POPULATION,
                refused("wrong counts", sample.bundle(run, report).zip()));
    }

    @Test
    void countsOfAPartOfTheRegister_areNoticed_evenWhenTheOperatorSigns() throws IOException {
        Instant never = Instant.parse("9999-01-01T00:00:00Z");
        for (Population part : List.of(
                Population.count(List.of(), Instant.EPOCH, never),
                Population.count(sample.register.leaves(0, 4), Instant.EPOCH, never),
                Population.of(sample.register, never, never))) {
            ObjectNode report = sample.report(run, "succeeded");
            report.set("population", part.toJson());
            fails(
                    Part.POPULATION,
                    refused("counts of " + part, sample.bundle(run, report).zip()));
        }
    }

    @Test
    void reportThatContradictsTheRegister_isNoticed() throws IOException {
        RunId failed = sample.run("failed");
        byte[] bundle =
                sample.bundle(failed, sample.report(failed, "succeeded")).zip();
        fails(Part.RUN, refused("failed run reported as succeeded", bundle));
    }

    @Test
    void registerOfAnotherPast_isNoticed_withAnEarlierCheckpoint() throws IOException {
        String earlier = sample.register.checkpoint();
        Question question = new Question(
                Optional.of(sample.pki.rootPem()),
                Optional.empty(),
                Optional.of(sample.pki.logKey().verifier().toString()),
                Optional.of(earlier));
        RunId later = sample.run("succeeded");
        byte[] grown = sample.bundle(later, sample.report(later, "succeeded")).zip();
        Result good = EvidenceVerifier.verify(grown, question);
        assertTrue(good.accepted(), good.page(Locale.ENGLISH));
        Files.writeString(folder.resolve("earlier.txt"), earlier);
        Files.write(folder.resolve("grown.zip"), grown);
        Tools.Result script = Tools.run(
                folder, "./verify.sh", "grown.zip", "--root", "root.pem", "--previous-checkpoint", "earlier.txt");
        assertEquals(0, script.exit(), script.output());
        Result shorter = EvidenceVerifier.verify(zip, question);
        fails(Part.PREVIOUS, shorter);
    }
}
