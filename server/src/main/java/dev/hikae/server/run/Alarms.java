package dev.hikae.server.run;

import dev.hikae.config.repository.ObjectLock;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Text;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionOverview.Part;
import dev.hikae.engine.RegionStatus;
import dev.hikae.scheduler.RunState;
import dev.hikae.server.run.RepositoryStates.Region;
import dev.hikae.server.run.UpkeepRuns.Kept;
import dev.hikae.server.run.UpkeepRuns.Locked;
import dev.hikae.server.run.UpkeepRuns.Scrubbed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a repository's state somebody has to look at, one sentence each. */
final class Alarms {
    private static final Duration TOLD = Duration.ofSeconds(1);

    private final Instant now;
    private final List<Text> found = new ArrayList<>();

    Alarms(Instant now) {
        this.now = now;
    }

    List<Text> of(
            RepositoryConfig config,
            Optional<RegionOverview.Unfinished> unfinished,
            List<Region> regions,
            List<Kept> kept) {
        regions.forEach(this::region);
        regions.forEach(r -> r.lock().ifPresent(lock -> lock(config, r, lock, kept)));
        regions.forEach(r -> r.scrubbed().ifPresent(s -> damage(r, s)));
        unfinished.ifPresent(u -> add("unfinished", u.home(), u.epoch()));
        kept.forEach(this::upkeep);
        return List.copyOf(found);
    }

    private void add(String what, Object... params) {
        found.add(Text.of(RunError.BUNDLE, "alarm." + what, params));
    }

    private void region(Region r) {
        if (r.part() == Part.NOT_CONFIGURED) {
            add("not-configured", r.region());
        } else if (r.member() && !r.reachable()) {
            add("down", r.region());
        }
        r.status().ifPresent(s -> behind(r, s));
        r.exposure().filter(RepositoryStates.Exposure::exceeded).ifPresent(e -> e.age()
                .ifPresentOrElse(
                        age -> add("exposed", r.region(), e.plan(), whole(age), e.rpo()),
                        () -> add("exposed-all", r.region(), e.plan())));
    }

    private static Duration whole(Duration age) {
        return age.compareTo(TOLD) < 0 ? age : Duration.ofSeconds(age.toSeconds());
    }

    private void behind(Region r, RegionStatus s) {
        if (r.reachable() && s.snapshotsBehind() > 0) {
            add("behind", r.region(), s.snapshotsBehind());
        }
    }

    private void lock(RepositoryConfig config, Region r, ObjectLock lock, List<Kept> kept) {
        if (UpkeepRuns.tooRare(config.upkept(), lock.period(), kept)) {
            add("lock.rare", r.region(), lock.period());
        }
        r.locked().ifPresent(l -> lock(r, lock, l, kept));
    }

    private void lock(Region r, ObjectLock lock, Locked l, List<Kept> kept) {
        if (l.hidden() + l.replaced() > 0) {
            add("lock.tampered", r.region(), l.hidden(), l.replaced());
        }
        if (l.notLocked() + l.missing() > 0) {
            add("lock.open", r.region(), l.notLocked(), l.missing());
        }
        // What a later extension did is not known here; without one the lock that ended first still does.
        l.firstEnds()
                .filter(end -> end.isBefore(now.plus(lock.period().dividedBy(4))) && !extendedAfter(l.at(), kept))
                .ifPresent(end -> add(end.isBefore(now) ? "lock.ended" : "lock.ends", r.region(), end));
    }

    private static boolean extendedAfter(Instant at, List<Kept> kept) {
        return kept.stream()
                .filter(k -> k.kind().equals(RunKind.LOCK_EXTENSION))
                .flatMap(k -> k.ended().stream())
                .anyMatch(r -> r.state() == RunState.SUCCEEDED
                        && r.endedAt().filter(at::isBefore).isPresent());
    }

    private void damage(Region r, Scrubbed s) {
        if (!s.damage().isEmpty()) {
            add("damage", r.region(), s.damage().size());
        }
    }

    private void upkeep(Kept k) {
        if (k.failed()) {
            k.ended().ifPresent(run -> add("failed." + k.kind(), run.error().orElse("")));
        } else if (k.overdue()) {
            add("overdue." + k.kind());
        }
    }
}
