package dev.hikae.config.plan;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;

/** What to protect, when, with which objectives, where to, and how its restores are tested. */
public record Plan(
        PlanName name,
        String description,
        Source source,
        Schedule schedule,
        Objectives objectives,
        Retention retention,
        RepositoryName repository,
        RestoreTestPolicy restoreTest) {}
