package dev.hikae.config.plan;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import java.util.Optional;

/**
 * What to protect, when, with which objectives, where to, and how its restores are tested.
 *
 * @param hooks empty where there are none, so that older revisions keep their hash
 */
public record Plan(
        PlanName name,
        String description,
        Source source,
        Schedule schedule,
        Objectives objectives,
        Retention retention,
        RepositoryName repository,
        RestoreTestPolicy restoreTest,
        Optional<Hooks> hooks) {
    public Plan {
        hooks = hooks.filter(h -> !h.equals(Hooks.NONE));
    }

    /** One without hooks. */
    public Plan(
            PlanName name,
            String description,
            Source source,
            Schedule schedule,
            Objectives objectives,
            Retention retention,
            RepositoryName repository,
            RestoreTestPolicy restoreTest) {
        this(name, description, source, schedule, objectives, retention, repository, restoreTest, Optional.empty());
    }
}
