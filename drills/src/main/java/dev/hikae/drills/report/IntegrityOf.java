package dev.hikae.drills.report;

import static dev.hikae.drills.report.Setting.text;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.drills.run.DrillResult;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data-integrity section of a drill. */
final class IntegrityOf {
    private static final int KEPT = 100;

    private final DrillResult result;

    IntegrityOf(DrillResult result) {
        this.result = result;
    }

    Integrity integrity() {
        Optional<DrillResult.Recovery> recovery = result.recovery();
        return new Integrity(
                recovery
                        .map(r -> point(
                                r.point(),
                                r.restored().bytesFrom(),
                                result.clocks().incident()))
                        .stream()
                        .toList(),
                DrillReports.sampling(result.request().runbook()),
                recovery.map(r -> restored(r.point(), r.restored())),
                recovery.flatMap(DrillResult.Recovery::comparison).map(IntegrityOf::checked),
                recovery.map(IntegrityOf::reconciliations).orElse(List.of()),
                probes(recovery));
    }

    static Integrity.Point point(Snapshot s, Map<RegionName, Long> from, Instant incident) {
        Duration age = Duration.between(s.capturedAt(), incident);
        return new Integrity.Point(
                s.id().value(),
                Optional.of(s.host()),
                s.capturedAt(),
                s.committedAt(),
                age.isNegative() ? Duration.ZERO : age,
                Optional.of(s.complete()),
                s.regions().stream().map(RegionName::value).sorted().toList(),
                from.entrySet().stream()
                        .collect(Collectors.toMap(e -> e.getKey().value(), Map.Entry::getValue)),
                Optional.empty());
    }

    static Integrity.Restored restored(Snapshot s, RestoreResult r) {
        return new Integrity.Restored(
                s.totals().entries(),
                s.totals().bytes(),
                r.entries(),
                r.files(),
                r.bytes(),
                r.elapsed(),
                r.failed().size(),
                findings(r.failed()),
                r.healed().size(),
                findings(r.healed()),
                r.observations().size(),
                findings(r.observations()));
    }

    static Integrity.Checked checked(Comparison c) {
        return new Integrity.Checked(
                c.entries(),
                c.files(),
                c.bytes(),
                c.differenceCount(),
                findings(c.differences()),
                c.observations().size(),
                findings(c.observations()));
    }

    static List<Integrity.Finding> findings(List<BackupResult.Finding> found) {
        return found.stream()
                .limit(KEPT)
                .map(f -> new Integrity.Finding(f.path().toString(), f.what()))
                .toList();
    }

    /** Counts from two sources: what the restore wrote and what the comparison read. */
    private static List<Text> reconciliations(DrillResult.Recovery r) {
        var texts = new ArrayList<Text>();
        r.comparison()
                .ifPresent(c -> texts.add(text(
                        c.files() == r.restored().files()
                                        && c.bytes() == r.restored().bytes()
                                ? "reconciled.same"
                                : "reconciled.different",
                        r.restored().files(),
                        r.restored().bytes(),
                        c.files(),
                        c.bytes())));
        return texts;
    }

    private static List<Integrity.Probe> probes(Optional<DrillResult.Recovery> recovery) {
        return recovery.map(DrillResult.Recovery::freshness).orElse(List.of()).stream()
                .map(IntegrityOf::freshness)
                .toList();
    }

    private static Integrity.Probe freshness(DrillResult.Freshness f) {
        return new Integrity.Probe(
                f.name(), text("freshness.expected"), f.found(), f.newest().isPresent());
    }
}
