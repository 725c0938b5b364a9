package dev.hikae.server.metrics;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.json.Json;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunStore;
import dev.hikae.server.run.InForce;
import dev.hikae.server.run.RunKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How many snapshots each region lacks, by what backups and replications last said. */
final class RegionLag {
    private static final int LOOK_BACK = 100;

    private final RunStore runs;
    private final InForce inForce;

    RegionLag(RunStore runs, InForce inForce) {
        this.runs = runs;
        this.inForce = inForce;
    }

    /** One region of a repository and what it lacks; at most 100 for each plan. */
    record Lag(String repository, String region, long snapshots) {}

    List<Lag> all() {
        return inForce.repositories().stream().flatMap(r -> of(r.value())).toList();
    }

    private Stream<Lag> of(RepositoryConfig repository) {
        String name = repository.name().value();
        List<Run> backups = inForce.plans().stream()
                .filter(p -> p.value().repository().equals(repository.name()))
                .flatMap(p -> ended(RunKind.BACKUP, p.value().name().value()))
                .toList();
        List<Run> replications = ended(RunKind.REPLICATION, name).toList();
        return repository.regions().stream()
                .map(RepositoryConfig.Region::name)
                .map(region -> new Lag(name, region.value(), missing(region, backups, replications)));
    }

    private Stream<Run> ended(String kind, String subject) {
        var filter = new RunStore.Filter(Optional.of(kind), Optional.of(subject), Optional.empty(), Optional.empty());
        return runs.list(filter, Optional.empty(), LOOK_BACK).stream()
                .filter(r -> r.outcome().isPresent());
    }

    /** What a backup left behind while a replication ran may have come too late for it. */
    private static long missing(RegionName region, List<Run> backups, List<Run> replications) {
        Instant whole = replications.stream()
                .filter(r -> !leftBehind(r, region))
                .flatMap(r -> r.startedAt().stream())
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        return backups.stream()
                .filter(b -> leftBehind(b, region))
                .filter(b -> b.endedAt().orElse(Instant.MAX).isAfter(whole))
                .count();
    }

    private static boolean leftBehind(Run run, RegionName region) {
        return run.outcome()
                .map(Json::parse)
                .map(o -> o.path("behind").has(region.value()))
                .orElse(false);
    }
}
