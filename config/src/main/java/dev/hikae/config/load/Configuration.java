package dev.hikae.config.load;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.runbook.Runbook;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All plans, repositories and runbooks of a folder, by name; every reference among them holds. */
public record Configuration(
        SortedMap<PlanName, Plan> plans,
        SortedMap<RepositoryName, RepositoryConfig> repositories,
        SortedMap<RunbookName, Runbook> runbooks) {
    public Configuration {
        plans = Collections.unmodifiableSortedMap(new TreeMap<>(plans));
        repositories = Collections.unmodifiableSortedMap(new TreeMap<>(repositories));
        runbooks = Collections.unmodifiableSortedMap(new TreeMap<>(runbooks));
    }

    public Optional<Plan> plan(PlanName name) {
        return Optional.ofNullable(plans.get(name));
    }

    public Optional<RepositoryConfig> repository(RepositoryName name) {
        return Optional.ofNullable(repositories.get(name));
    }

    public Optional<Runbook> runbook(RunbookName name) {
        return Optional.ofNullable(runbooks.get(name));
    }

    /**
     * Reads {@code plans/}, {@code repositories/} and {@code runbooks/} below the folder.
     *
     * @throws ConfigurationException with every problem of every file
     */
    public static Configuration load(Path folder, ScheduleCheck schedules) {
        return new ConfigurationLoader(schedules).load(folder);
    }
}
