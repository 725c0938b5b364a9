package dev.hikae.server.run;

import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.Source;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Exclusions;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.Optional;

/** Backs up what a plan names, as it stood in the revision that the run was asked with. */
public final class BackupWork implements Work {
    private final InForce inForce;
    private final RepositoryPool pool;
    private final RunEvents events;
    private final String host;

    /** @param host name of this machine, recorded in snapshots */
    public BackupWork(InForce inForce, RepositoryPool pool, RunEvents events, String host) {
        this.inForce = inForce;
        this.pool = pool;
        this.events = events;
        this.host = host;
    }

    @Override
    public String kind() {
        return RunKind.BACKUP;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.Backup asked = Parameters.of(run, Parameters.Backup.class);
        Plan plan = inForce.plan(asked.plan(), asked.revision()).value();
        return pool.use(
                plan.repository(),
                run,
                repository -> result(repository.backup(request(plan), Endings.control(run, context, events))));
    }

    private BackupRequest request(Plan plan) {
        return switch (plan.source()) {
            case Source.Files f ->
                new BackupRequest(
                        Optional.of(plan.name().value()),
                        host,
                        f.roots(),
                        exclusions(f),
                        f.oneFileSystem(),
                        f.acceptUnreadable());
        };
    }

    private static Exclusions exclusions(Source.Files files) {
        Source.Skip skip = files.skip().orElse(Source.Skip.NOTHING);
        return new Exclusions(
                files.exclude(), skip.ignoreCase(), skip.caches(), skip.ifPresent(), skip.largerThan(), skip.nodump());
    }

    private static Result result(BackupResult r) {
        return r.snapshot().complete()
                ? Endings.succeeded(Outcomes.of(r))
                : Endings.ended(
                        RunState.WARNING,
                        Outcomes.of(r),
                        RunError.BACKUP_INCOMPLETE,
                        r.unreadable().size());
    }
}
