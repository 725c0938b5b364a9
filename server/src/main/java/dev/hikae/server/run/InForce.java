package dev.hikae.server.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.json.Json;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.runbook.Runbook;
import dev.hikae.server.catalogue.Revisions;
import dev.hikae.server.catalogue.Revisions.Kind;
import dev.hikae.server.catalogue.Revisions.Revision;
import java.util.List;
import java.util.Optional;

/** Plans, repositories and runbooks in force, from the catalogue. */
public final class InForce {
    private final Revisions revisions;

    public InForce(Revisions revisions) {
        this.revisions = revisions;
    }

    /** Something and the revision it was read from. */
    public record Current<T>(T value, Revision revision) {}

    public Current<Plan> plan(PlanName name) {
        return revisions
                .inForce(Kind.PLAN, name.value())
                .map(r -> read(r, Plan.class))
                .orElseThrow(() -> new HikaeException(RunError.NO_SUCH_PLAN, name));
    }

    /** The plan as it was in one revision, in force or not. */
    public Current<Plan> plan(PlanName name, int revision) {
        return revisions
                .find(Kind.PLAN, name.value(), revision)
                .map(r -> read(r, Plan.class))
                .orElseThrow(() -> new HikaeException(RunError.NO_SUCH_PLAN, name));
    }

    public Current<RepositoryConfig> repository(RepositoryName name) {
        return revisions
                .inForce(Kind.REPOSITORY, name.value())
                .map(r -> read(r, RepositoryConfig.class))
                .orElseThrow(() -> new HikaeException(RunError.NO_SUCH_REPOSITORY, name));
    }

    public Current<Runbook> runbook(RunbookName name) {
        return revisions
                .inForce(Kind.RUNBOOK, name.value())
                .map(r -> read(r, Runbook.class))
                .orElseThrow(() -> new HikaeException(RunError.NO_SUCH_RUNBOOK, name));
    }

    /** The runbook as it was in one revision, in force or not. */
    public Current<Runbook> runbook(RunbookName name, int revision) {
        return revisions
                .find(Kind.RUNBOOK, name.value(), revision)
                .map(r -> read(r, Runbook.class))
                .orElseThrow(() -> new HikaeException(RunError.NO_SUCH_RUNBOOK, name));
    }

    public List<Current<Plan>> plans() {
        return all(Kind.PLAN, Plan.class);
    }

    public List<Current<RepositoryConfig>> repositories() {
        return all(Kind.REPOSITORY, RepositoryConfig.class);
    }

    public List<Current<Runbook>> runbooks() {
        return all(Kind.RUNBOOK, Runbook.class);
    }

    /** The newest revision in force of a name. */
    public Optional<Revision> revision(Kind kind, String name) {
        return revisions.inForce(kind, name);
    }

    private <T> List<Current<T>> all(Kind kind, Class<T> type) {
        return revisions.inForce(kind).stream().map(r -> read(r, type)).toList();
    }

    private static <T> Current<T> read(Revision r, Class<T> type) {
        return new Current<>(Json.read(r.document(), type), r);
    }
}
