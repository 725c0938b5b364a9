package dev.hikae.server.run;

import dev.hikae.config.repository.ObjectLock;
import dev.hikae.engine.LockStatus;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Collectors;

/** Asks the stores how each object is locked, and what somebody hid or replaced. */
public final class LockCheckWork implements Work {
    private final RepositoryPool pool;
    private final RunEvents events;
    private final InstantSource clock;

    public LockCheckWork(RepositoryPool pool, RunEvents events, InstantSource clock) {
        this.pool = pool;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return RunKind.LOCK_CHECK;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.LockCheck asked = Parameters.of(run, Parameters.LockCheck.class);
        LockStatus status = pool.use(asked.repository(), run, repository -> repository
                .locks()
                .status(Endings.control(run, context, events)));
        String wrong = status.regions().stream()
                .filter(line -> wrong(line, clock.instant()))
                .map(line -> line.region().value())
                .sorted()
                .collect(Collectors.joining(", "));
        return wrong.isEmpty()
                ? Endings.succeeded(LockOutcomes.of(status))
                : Endings.ended(RunState.FAILED, LockOutcomes.of(status), RunError.LOCKS_NOT_WHOLE, wrong);
    }

    /** Also when what should have been extended long ago is about to end. */
    private static boolean wrong(LockStatus.Line line, Instant now) {
        boolean lapses = line.lock()
                .map(ObjectLock::period)
                .flatMap(period -> line.found()
                        .flatMap(LockStatus.Found::earliest)
                        .filter(end -> end.isBefore(now.plus(period.dividedBy(4)))))
                .isPresent();
        boolean whole = line.found().map(LockStatus.Found::whole).orElse(true);
        return line.problem().isPresent() || !whole || lapses;
    }
}
