package dev.hikae.drills.report;

import dev.hikae.config.plan.Plan;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.drills.register.Population;
import dev.hikae.engine.RepositoryInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a report needs besides the result: who, where, and what lies around it.
 *
 * @param id of the report, {@code evd_} and a UUIDv7
 * @param number for people, for example {@code DRILL-2026-0007}
 * @param keyPermit what the unwrapping of the key rested on, for example {@code register:41}
 * @param others people who took part besides starter and approvers
 * @param actions corrective actions known when the report is made
 * @param approvals of the report itself
 * @param evidence files beside the report
 */
public record ReportContext(
        String id,
        String number,
        Optional<String> organisation,
        Instant issuedAt,
        Plan plan,
        Optional<Long> planRevision,
        RepositoryConfig repository,
        RepositoryInfo repositoryInfo,
        Verification verification,
        Optional<String> keyPermit,
        Programme programme,
        Optional<Population> population,
        List<Participant> others,
        List<CorrectiveAction> actions,
        List<Approval> approvals,
        List<EvidenceFile> evidence,
        Installation installation) {
    public ReportContext {
        others = List.copyOf(others);
        actions = List.copyOf(actions);
        approvals = List.copyOf(approvals);
        evidence = List.copyOf(evidence);
    }

    /** The program and the machine. */
    public record Installation(
            String version,
            Optional<String> commit,
            Optional<String> sbomSha256,
            String jdk,
            String os,
            Optional<String> host,
            Optional<String> configurationSha256) {}

    /** The smallest context; the rest is empty. */
    public static ReportContext of(
            String id,
            String number,
            Instant issuedAt,
            Plan plan,
            RepositoryConfig repository,
            RepositoryInfo repositoryInfo,
            Verification verification,
            Installation installation) {
        return new ReportContext(
                id,
                number,
                Optional.empty(),
                issuedAt,
                plan,
                Optional.empty(),
                repository,
                repositoryInfo,
                verification,
                Optional.empty(),
                Programme.NONE,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                installation);
    }
}
