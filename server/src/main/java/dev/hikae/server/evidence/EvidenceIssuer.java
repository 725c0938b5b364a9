package dev.hikae.server.evidence;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.drills.bundle.BundleBuilder;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.register.Register;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.register.Register.Leaf;
import dev.hikae.drills.report.Programme;
import dev.hikae.drills.report.Report;
import dev.hikae.drills.report.ReportContext;
import dev.hikae.drills.report.ReportJson;
import dev.hikae.drills.report.ReportRenderer;
import dev.hikae.drills.report.Verification;
import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.engine.RepositoryInfo;
import dev.hikae.server.catalogue.EvidenceIndex;
import dev.hikae.server.catalogue.EvidenceIndex.Evidence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns an ended run's result into a signed bundle in the evidence folder.
 *
 * <p>The run's end must be in the register before, so that the bundle's population counts it. One bundle at a time.
 */
public final class EvidenceIssuer {
    private final Register register;
    private final EvidencePki pki;
    private final EvidenceIndex index;
    private final Path folder;
    private final InstantSource clock;
    private final ReportContext.Installation installation;

    public EvidenceIssuer(
            Register register,
            EvidencePki pki,
            EvidenceIndex index,
            Path folder,
            InstantSource clock,
            ReportContext.Installation installation) {
        this.register = register;
        this.pki = pki;
        this.index = index;
        this.folder = folder;
        this.clock = clock;
        this.installation = installation;
    }

    /**
     * What evidence is about.
     *
     * @param id of the evidence, made when the run began
     * @param kind {@code drill} or {@code restore-test}
     * @param subject name of the runbook or plan
     * @param verdict {@code passed}, {@code failed} or {@code inconclusive}
     */
    public record Matter(
            String id,
            RunId run,
            String kind,
            String subject,
            String verdict,
            Plan plan,
            Optional<Long> planRevision,
            RepositoryConfig repository,
            RepositoryInfo repositoryInfo) {}

    /**
     * Issues the evidence of one run.
     *
     * @param report makes the report from its context
     * @param raw further files: path below {@code raw/} to content
     */
    public synchronized Evidence issue(Matter matter, Function<ReportContext, Report> report, Map<String, byte[]> raw) {
        Instant now = clock.instant();
        Report record = report.apply(context(matter, now));
        var contents = new BundleBuilder.Contents(
                matter.run(),
                ReportJson.bytes(record),
                ReportRenderer.render(record, Locale.JAPANESE),
                ReportRenderer.render(record, Locale.ENGLISH),
                raw);
        try {
            BundleBuilder.Bundle bundle = new BundleBuilder(register, pki, pki.sealer()).build(contents);
            Path file = folder.resolve(matter.id() + ".zip");
            store(file, bundle.zip());
            var evidence = new Evidence(
                    matter.id(),
                    matter.run(),
                    matter.kind(),
                    matter.subject(),
                    matter.verdict(),
                    now,
                    file,
                    bundle.sha256(),
                    bundle.zip().length);
            index.add(evidence);
            return evidence;
        } catch (IOException e) {
            throw new HikaeException(e, IssueError.NOT_ISSUED, matter.run(), String.valueOf(e.getMessage()));
        }
    }

    private ReportContext context(Matter matter, Instant now) {
        List<Leaf> leaves = register.leaves(0, register.size());
        Optional<Leaf> started = leaves.stream()
                .filter(l -> l.kind() == Kind.RUN_STARTED && l.run().equals(Optional.of(matter.run())))
                .findFirst();
        var verification = new Verification(
                Optional.of(pki.rootFingerprint()),
                Verification.Tsa.BUILT_IN,
                Optional.empty(),
                started.map(Leaf::seq));
        return new ReportContext(
                matter.id(),
                number(matter.kind(), now),
                Optional.empty(),
                now,
                matter.plan(),
                matter.planRevision(),
                matter.repository(),
                matter.repositoryInfo(),
                verification,
                started.map(l -> "register:" + l.seq()),
                Programme.NONE,
                Optional.of(Population.count(leaves, now)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                installation);
    }

    /** For people: {@code DRILL-2026-0007}; the year is UTC's, the number counts this kind's evidence from 1. */
    private String number(String kind, Instant now) {
        int year = now.atZone(ZoneOffset.UTC).getYear();
        String word = kind.equals("drill") ? "DRILL" : "TEST";
        return String.format(Locale.ROOT, "%s-%d-%04d", word, year, index.count(kind) + 1);
    }

    /** A temporary name, forced, renamed, the folder forced: a crash leaves no half bundle under its name. */
    private void store(Path file, byte[] content) {
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel out = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel parent = FileChannel.open(folder, StandardOpenOption.READ)) {
                parent.force(true);
            }
        } catch (IOException e) {
            throw new HikaeException(e, IssueError.NOT_STORED, file, String.valueOf(e.getMessage()));
        }
    }
}
