package dev.hikae.drills.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.drills.DrillError;
import dev.hikae.drills.run.DrillEvent.Kind;
import dev.hikae.drills.run.IsolatedPlaces.Place;
import dev.hikae.drills.run.IsolatedPlaces.Removed;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * What one drill has gathered so far. Steps run one after another; a lock keeps an attempt that outlived its time
 * limit from tearing what the next step sees.
 */
final class DrillSession {
    final DrillRequest request;
    final Instant startedAt;
    final Commands commands;
    private final InstantSource clock;
    private final Repository repository;
    private final IsolatedPlaces places;
    private final DrillLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<DrillEvent> events = new ArrayList<>();
    private final List<ApprovalRecord> approvals = new ArrayList<>();
    private final Set<RegionName> down = new LinkedHashSet<>();
    private final List<RegionName> everDown = new ArrayList<>();
    private final List<Waits.Span> waits = new ArrayList<>();
    private Optional<Instant> firstDown = Optional.empty();
    private Optional<Place> place = Optional.empty();
    private Optional<RestoreRequest> restoredBy = Optional.empty();
    private Optional<DrillResult.Recovery> recovery = Optional.empty();
    private DrillResult.CleanUp cleanUp = new DrillResult.CleanUp(0, 0, true, true, Optional.empty());

    DrillSession(
            DrillRequest request, InstantSource clock, Repository repository, IsolatedPlaces places, DrillLog log) {
        this.request = request;
        this.clock = clock;
        this.repository = repository;
        this.places = places;
        this.log = log;
        this.startedAt = clock.instant();
        this.commands = new Commands(request.run());
    }

    Instant now() {
        return clock.instant();
    }

    void event(Kind kind, Optional<String> step, String actor, Text text) {
        lock.lock();
        try {
            var event = new DrillEvent(events.size() + 1L, now(), kind, step, actor, text);
            events.add(event);
            log.append(event);
        } finally {
            lock.unlock();
        }
    }

    /** The repository as this run may see it now. */
    Repository view() {
        lock.lock();
        try {
            return down.isEmpty() ? repository : repository.withoutRegions(Set.copyOf(down));
        } finally {
            lock.unlock();
        }
    }

    Set<RegionName> up() {
        lock.lock();
        try {
            return repository.info().regions().stream()
                    .filter(r -> !down.contains(r))
                    .collect(Collectors.toSet());
        } finally {
            lock.unlock();
        }
    }

    void takeDown(RegionName region) {
        known(region);
        lock.lock();
        try {
            down.add(region);
            everDown.add(region);
            firstDown = firstDown.or(() -> Optional.of(now()));
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was down. */
    boolean giveBack(RegionName region) {
        known(region);
        lock.lock();
        try {
            return down.remove(region);
        } finally {
            lock.unlock();
        }
    }

    private void known(RegionName region) {
        List<RegionName> regions = repository.info().regions();
        if (!regions.contains(region)) {
            String all = regions.stream().map(RegionName::value).collect(Collectors.joining(", "));
            throw new HikaeException(DrillError.REGION_UNKNOWN, region, all);
        }
    }

    /** {@code t_i} as far as known now. */
    Instant incident() {
        return firstDown.orElse(startedAt);
    }

    Place place() {
        lock.lock();
        try {
            Place open = place.orElseGet(() -> places.open(request.run()));
            place = Optional.of(open);
            return open;
        } finally {
            lock.unlock();
        }
    }

    void recovered(RestoreRequest by, DrillResult.Recovery what) {
        restoredBy = Optional.of(by);
        recovery = Optional.of(what);
    }

    void recovered(DrillResult.Recovery what) {
        recovery = Optional.of(what);
    }

    Optional<RestoreRequest> restoredBy() {
        return restoredBy;
    }

    Optional<DrillResult.Recovery> recovery() {
        return recovery;
    }

    void asked(ApprovalRecord approval) {
        approvals.add(approval);
    }

    void waited(Instant from, Instant to) {
        waits.add(new Waits.Span(from, to));
    }

    /** Ends the run's processes and destroys the place, if there is any; tells what there was. */
    DrillResult.CleanUp cleanUp(boolean byStep) {
        int processes = commands.endAll();
        Optional<Removed> removed = place.map(Place::destroy);
        if (removed.map(Removed::gone).orElse(true)) {
            place = Optional.empty();
        }
        boolean something = removed.isPresent() || processes > 0;
        cleanUp = new DrillResult.CleanUp(
                cleanUp.entries() + removed.map(Removed::entries).orElse(0L),
                cleanUp.processes() + processes,
                removed.map(Removed::gone).orElse(true),
                something ? byStep : cleanUp.byStep(),
                removed.flatMap(Removed::problem));
        return cleanUp;
    }

    boolean dirty() {
        return place.isPresent();
    }

    DrillResult result(List<StepResult> steps, boolean cancelled) {
        var clocks = Clockwork.clocks(this, steps, approvals, waits);
        var judgement = Judge.judge(request, steps, clocks, recovery);
        event(
                Kind.DRILL_ENDED,
                Optional.empty(),
                DrillEvent.RUNNER,
                Outcome.text("ended", judgement.verdict().name()));
        return new DrillResult(
                request, startedAt, now(), steps, events, approvals, everDown, clocks, recovery, cleanUp, cancelled,
                judgement);
    }
}
