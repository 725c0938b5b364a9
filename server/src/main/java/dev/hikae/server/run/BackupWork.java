package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.plan.Hooks;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.Source;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Exclusions;
import dev.hikae.engine.hook.HookRun;
import dev.hikae.engine.hook.HookedBackup;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Backs up what a plan names, as it stood in the revision that the run was asked with. */
public final class BackupWork implements Work {
    private static final Logger LOG = LoggerFactory.getLogger(BackupWork.class);

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
        return result(hooked(plan, run, context)
                .run(() -> pool.use(
                        plan.repository(),
                        run,
                        repository -> repository.backup(request(plan), Endings.control(run, context, events)))));
    }

    /** Hooks come from plans only: whoever may change those may run commands here anyway. */
    private static HookedBackup hooked(Plan plan, Run run, Context context) {
        var environment = Map.of(
                "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG", "C.UTF-8",
                "HOME", System.getProperty("user.home"),
                "HIKAE_PLAN", plan.name().value(),
                "HIKAE_RUN", run.id().value());
        return new HookedBackup(
                plan.hooks().orElse(Hooks.NONE),
                environment,
                Path.of("/"),
                context::stopRequested,
                hook -> log(run, hook));
    }

    private static void log(Run run, HookRun hook) {
        if (hook.failure().isPresent()) {
            LOG.warn("run {}: {}\n{}", run.id(), hook.failure().get().getMessage(), hook.lastLines());
        } else {
            LOG.info("run {}: the command {} ({} the backup) has ended", run.id(), hook.command(), hook.when());
        }
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

    private static Result result(HookedBackup.Result hooked) {
        BackupResult r = hooked.backup();
        ObjectNode outcome = Outcomes.of(r);
        Outcomes.hooks(outcome, hooked.runs());
        if (!r.snapshot().complete()) {
            return Endings.ended(
                    RunState.WARNING,
                    outcome,
                    RunError.BACKUP_INCOMPLETE,
                    r.counts().unreadable());
        }
        return hooked.failures().stream()
                .findFirst()
                .map(first -> Endings.warned(outcome, first))
                .orElseGet(() -> whole(r, outcome));
    }

    private static Result whole(BackupResult r, ObjectNode outcome) {
        return r.changedWhileRead()
                ? Endings.ended(
                        RunState.WARNING,
                        outcome,
                        RunError.SOURCE_CHANGED,
                        r.counts().changed())
                : Endings.succeeded(outcome);
    }
}
