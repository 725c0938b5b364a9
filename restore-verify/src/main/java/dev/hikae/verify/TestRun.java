package dev.hikae.verify;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.verify.RestoreTestResult.Objects;
import dev.hikae.verify.RestoreTestResult.Part;
import dev.hikae.verify.RestoreTestResult.Point;
import dev.hikae.verify.RestoreTestResult.Restored;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One restore test while it runs. */
final class TestRun {
    private static final int MOST_FINDINGS = 1000;
    /** Room besides the data itself: metadata, and what probes write. */
    private static final long SPARE_BYTES = 64L << 20;

    private final Repository repository;
    private final RestoreTestRequest request;
    private final String seed;
    private final RecoveryPoints points;
    private final Path sandboxes;
    private final InstantSource clock;
    private final RunControl control;

    private final Instant incident;
    private Optional<Instant> started = Optional.empty();
    private Optional<Instant> healthy = Optional.empty();
    private Optional<Instant> lastCriterion = Optional.empty();
    private Optional<RecoveryPoints.Choice> choice = Optional.empty();
    private Optional<RpoExposure> exposure = Optional.empty();
    private Optional<Restored> restored = Optional.empty();
    private Optional<Comparison> comparison = Optional.empty();
    private final List<ProbeResult> probes = new ArrayList<>();
    private final List<Finding> damage = new ArrayList<>();
    private final List<Finding> observations = new ArrayList<>();
    private long damageCount;
    private Part run = Part.NOT_RUN;
    private Part validation = Part.NOT_RUN;
    private Part cleanUp = Part.NOT_RUN;

    TestRun(
            Repository repository,
            RestoreTestRequest request,
            String seed,
            RecoveryPoints points,
            Path sandboxes,
            InstantSource clock,
            RunControl control) {
        this.repository = repository;
        this.request = request;
        this.seed = seed;
        this.points = points;
        this.sandboxes = sandboxes;
        this.clock = clock;
        this.control = control;
        this.incident = Times.now(clock);
    }

    RestoreTestResult run() {
        try {
            var chosen = points.choose(repository, request, seed, incident);
            choice = Optional.of(chosen);
            exposure = exposure();
            inSandbox(chosen);
        } catch (HikaeException e) {
            failed(e);
        }
        return result();
    }

    private Optional<RpoExposure> exposure() {
        return request.objectives()
                .map(Objectives::rpo)
                .map(rpo -> RpoExposure.of(
                        points.newest(repository.snapshots(), request.plan()).map(s -> s.capturedAt()), rpo, incident));
    }

    private void inSandbox(RecoveryPoints.Choice chosen) {
        var sandbox = Sandbox.create(sandboxes, clock);
        try {
            var restore = new RestoreRequest(
                    chosen.point().id(),
                    List.of(),
                    sandbox.tree(),
                    RestoreRequest.Overwrite.REFUSE,
                    List.of(chosen.region()));
            requireSpace(sandbox, restore);
            restore(restore, chosen);
            validate(sandbox, restore, chosen);
        } finally {
            cleanUp = cleanedUp(sandbox.destroy());
        }
    }

    private void requireSpace(Sandbox sandbox, RestoreRequest restore) {
        long needed = repository.planRestore(restore).bytes() + SPARE_BYTES;
        long free = sandbox.freeBytes();
        if (free < needed) {
            throw new HikaeException(VerifyError.SANDBOX_SPACE, sandboxes, needed, free);
        }
    }

    private void restore(RestoreRequest restore, RecoveryPoints.Choice chosen) {
        started = Optional.of(Times.now(clock));
        RestoreResult result = repository.restore(restore, control);
        restored = Optional.of(
                new Restored(result.entries(), result.files(), result.bytes(), result.bytesFrom(), result.elapsed()));
        run = result.bytesFrom().keySet().stream()
                .filter(r -> !r.equals(chosen.region()))
                .findFirst()
                .map(r -> Part.of(State.FAILED, Texts.of("reason.other-region", r, chosen.region())))
                .orElse(Part.PASSED);
        damaged(result.failed(), result.failed().size());
        observed(result.observations());
    }

    private void validate(Sandbox sandbox, RestoreRequest restore, RecoveryPoints.Choice chosen) {
        var runner = new ProbeRunner(clock);
        var place = new ProbePlace(sandbox.tree(), sandbox.home(), variables(chosen), control.cancellation());
        for (Probe probe : request.probes()) {
            if (control.cancellation().requested()) {
                run = Part.of(State.INCONCLUSIVE, Texts.of("reason.cancelled"));
                break;
            }
            probes.add(
                    probe instanceof Probe.Content
                            ? runner.compare(() -> repository.compare(restore, control), this::compared)
                            : runner.run(probe, place, chosen.point().committedAt()));
            if (!(probe instanceof Probe.Freshness)) {
                lastCriterion = Optional.of(Times.now(clock));
            }
        }
        validation = validation();
        if (run.state() == State.PASSED && validation.state() == State.PASSED) {
            // Freshness is measured, not waited for.
            healthy = lastCriterion;
        }
    }

    private Map<String, String> variables(RecoveryPoints.Choice chosen) {
        var variables = new HashMap<String, String>();
        variables.put("HIKAE_SNAPSHOT", chosen.point().id().value());
        variables.put("HIKAE_REGION", chosen.region().value());
        request.plan().map(PlanName::value).ifPresent(p -> variables.put("HIKAE_PLAN", p));
        return variables;
    }

    private void compared(Comparison found) {
        comparison = Optional.of(found);
        damaged(found.differences(), found.differenceCount());
        observed(found.observations());
    }

    private void damaged(List<Finding> findings, long count) {
        damageCount += count;
        findings.stream().limit(Math.max(0, MOST_FINDINGS - damage.size())).forEach(damage::add);
    }

    private void observed(List<Finding> findings) {
        findings.stream()
                .limit(Math.max(0, MOST_FINDINGS - observations.size()))
                .forEach(observations::add);
    }

    /** Probes that decide: all but those that only measure. */
    private Stream<ProbeResult> criteria() {
        return probes.stream().filter(p -> !p.kind().equals("freshness"));
    }

    private Part validation() {
        var reasons = new ArrayList<Text>();
        long unrestored =
                damageCount - comparison.map(Comparison::differenceCount).orElse(0L);
        if (unrestored > 0) {
            reasons.add(Texts.of("reason.not-restored", unrestored));
        }
        criteria().filter(p -> p.state() != State.PASSED).forEach(p -> {
            reasons.add(Texts.of("reason.probe", p.name()));
            reasons.addAll(p.reasons());
        });
        if (damageCount > 0 || criteria().anyMatch(p -> p.state() == State.FAILED)) {
            return new Part(State.FAILED, reasons);
        }
        long wanted = request.probes().stream()
                .filter(p -> !(p instanceof Probe.Freshness))
                .count();
        if (wanted == 0) {
            return Part.of(State.NOT_RUN, Texts.of("reason.no-criteria"));
        }
        return criteria().filter(p -> p.state() == State.PASSED).count() == wanted
                ? Part.PASSED
                : new Part(State.INCONCLUSIVE, reasons);
    }

    private void failed(HikaeException e) {
        run = switch (e.code().failure()) {
            case CANCELLED, STORAGE_FULL -> Part.of(State.INCONCLUSIVE, e.text());
            case VERIFICATION -> {
                damageCount++;
                validation = Part.of(State.FAILED, e.text());
                yield Part.of(State.FAILED, e.text());
            }
            case NOT_FOUND, UNREACHABLE, KEY_REFUSED -> Part.of(State.FAILED, e.text());
            case FAILED, USAGE, INVALID, PARTIAL, APPROVAL_PENDING, CONFLICT, UNAUTHENTICATED, FORBIDDEN, TOO_MANY ->
                Part.of(State.INCONCLUSIVE, e.text());
        };
        if (e.code() == VerifyError.NO_POINT_IN_WINDOW) {
            run = Part.of(State.INCONCLUSIVE, e.text());
        }
    }

    private static Part cleanedUp(Sandbox.Destruction destruction) {
        return destruction.gone()
                ? Part.PASSED
                : Part.of(State.FAILED, Texts.of("reason.not-gone", String.join("; ", destruction.problems())));
    }

    private RestoreTestResult result() {
        var clocks =
                new Clocks(incident, started, healthy, choice.map(c -> c.point().capturedAt()), newestData());
        boolean newest = request.snapshot().isEmpty() && request.selection() instanceof Selection.Newest;
        var figures = Figures.of(clocks, request.objectives(), newest, freshnessWanted() > 0);
        var judged = Judged.of(run, validation, cleanUp, figures, newest);
        return new RestoreTestResult(
                request,
                repository.info().id(),
                choice.map(c -> Point.of(c.point())),
                choice.map(RecoveryPoints.Choice::region),
                choice.map(c -> c.region().equals(repository.info().home())).orElse(false),
                seed,
                choice.stream()
                        .flatMap(c -> Stream.concat(c.pointDraw().stream(), c.regionDraw().stream()))
                        .toList(),
                clocks,
                run,
                validation,
                cleanUp,
                figures,
                exposure,
                objects(),
                restored,
                probes,
                damage,
                damageCount,
                observations,
                judged.verdict(),
                judged.reasons());
    }

    private long freshnessWanted() {
        return request.probes().stream()
                .filter(Probe.Freshness.class::isInstance)
                .count();
    }

    /** With several probes each speaks for its own data: the oldest counts, and none may be missing. */
    private Optional<Instant> newestData() {
        List<Instant> times =
                probes.stream().flatMap(p -> p.dataTime().stream()).toList();
        return times.size() == freshnessWanted() ? times.stream().min(Instant::compareTo) : Optional.empty();
    }

    private Objects objects() {
        return new Objects(
                choice.map(c -> c.point().totals().entries()).orElse(0L),
                comparison.map(Comparison::entries).orElse(0L),
                damageCount,
                comparison.map(Comparison::bytes).orElse(0L));
    }
}
