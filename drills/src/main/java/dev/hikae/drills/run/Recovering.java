package dev.hikae.drills.run;

import static dev.hikae.drills.run.Outcome.text;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.config.text.Text;
import dev.hikae.drills.DrillError;
import dev.hikae.drills.run.DrillEvent.Kind;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The steps that bring data back and look at it: restore, freshness probes, comparison. */
final class Recovering {
    private final DrillSession session;
    private final RandomGenerator random;

    Recovering(DrillSession session, RandomGenerator random) {
        this.session = session;
        this.random = random;
    }

    static RunControl control(Cancellation stop) {
        return new RunControl(Progress.NONE, stop, CommitGuard.ALWAYS);
    }

    Outcome restore(Step step, Action.Restore action, int attempt, Cancellation stop) throws InterruptedException {
        Repository view = session.view();
        Snapshot point = choose(view, action);
        List<RegionName> from = action.region().stream().toList();
        session.event(Kind.POINT_CHOSEN, Optional.of(step.id()), DrillEvent.RUNNER, chosen(point, from));
        Path target = session.place().target().resolve(step.id() + "-" + attempt);
        var request = new RestoreRequest(
                point.id(),
                action.paths().stream().map(RawPath::parse).toList(),
                target,
                RestoreRequest.Overwrite.REFUSE,
                from);
        RestoreResult restored = view.restore(request, control(stop));
        session.recovered(
                request, new DrillResult.Recovery(point, from, restored, Optional.empty(), freshness(target)));
        if (!restored.failed().isEmpty()) {
            return Outcome.failed(
                    "restore.failed",
                    restored.failed().size(),
                    restored.failed().getFirst().path());
        }
        return Outcome.succeeded("restore.done", restored.entries(), restored.bytes(), point.id(), restored.elapsed());
    }

    private static Text chosen(Snapshot point, List<RegionName> from) {
        return from.isEmpty()
                ? text("restore.chosen-any", point.id(), point.capturedAt())
                : text("restore.chosen", point.id(), point.capturedAt(), from.getFirst());
    }

    /** Only points that were committed before the incident: what came later would not exist in a real one. */
    private Snapshot choose(Repository view, Action.Restore action) {
        String plan = session.request.runbook().plan().value();
        Instant incident = session.incident();
        List<Snapshot> usable = action.region().map(view::snapshots).orElseGet(view::snapshots).stream()
                .filter(s -> s.plan().filter(plan::equals).isPresent())
                .filter(s -> s.complete() && !s.committedAt().isAfter(incident))
                .toList();
        return chosen(usable, action.selection()).orElseThrow(() -> new HikaeException(DrillError.NO_POINT, plan));
    }

    private Optional<Snapshot> chosen(List<Snapshot> usable, Selection selection) {
        return switch (selection) {
            case Selection.Newest n -> usable.stream().max(Comparator.comparing(Snapshot::capturedAt));
            case Selection.RandomWithin r -> {
                Instant earliest = session.startedAt.minus(r.window());
                List<Snapshot> within = usable.stream()
                        .filter(s -> !s.capturedAt().isBefore(earliest))
                        .toList();
                yield within.isEmpty() ? Optional.empty() : Optional.of(within.get(random.nextInt(within.size())));
            }
        };
    }

    private List<DrillResult.Freshness> freshness(Path target) throws InterruptedException {
        var found = new ArrayList<DrillResult.Freshness>();
        for (Probe.Freshness probe : session.request.freshness()) {
            found.add(freshness(probe, target, found.size()));
        }
        return found;
    }

    private DrillResult.Freshness freshness(Probe.Freshness probe, Path target, int number)
            throws InterruptedException {
        Path output = session.place().work().resolve("freshness-" + number + ".log");
        try {
            Commands.Ended ended = session.commands.run(
                    probe.argv(), target, Optional.of(target), output, Optional.of(probe.timeout()));
            Instant newest = Instant.parse(ended.output().strip());
            return ended.exit() == 0
                    ? new DrillResult.Freshness(probe.name(), Optional.of(newest), text("freshness.found", newest))
                    : none(probe, ended.tail());
        } catch (DateTimeParseException e) {
            return none(probe, e.getParsedString());
        } catch (HikaeException e) {
            return none(probe, String.valueOf(e.getMessage()));
        }
    }

    private static DrillResult.Freshness none(Probe.Freshness probe, String why) {
        return new DrillResult.Freshness(probe.name(), Optional.empty(), text("freshness.failed", why));
    }

    Outcome compare(Cancellation stop) {
        RestoreRequest by = session.restoredBy().orElseThrow(() -> new HikaeException(DrillError.NOTHING_RESTORED));
        Comparison c = session.view().compare(by, control(stop));
        DrillResult.Recovery before = session.recovery().orElseThrow();
        session.recovered(new DrillResult.Recovery(
                before.point(), before.from(), before.restored(), Optional.of(c), before.freshness()));
        if (!c.same()) {
            String first = c.differences().stream()
                    .map(f -> f.path().toString())
                    .findFirst()
                    .orElse("");
            return Outcome.failed("compare.different", c.differenceCount(), first);
        }
        return c.observations().isEmpty()
                ? Outcome.succeeded("compare.same", c.entries(), c.bytes())
                : Outcome.succeeded(
                        "compare.observed",
                        c.entries(),
                        c.bytes(),
                        c.observations().size());
    }
}
