package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What files say of each other, checked once all are read.
 *
 * <p>A name counts as known when its file declares it, even if the rest of that file is wrong: one mistake, one problem.
 */
final class References {
    private final Map<String, Value> declared = new LinkedHashMap<>();
    private final Map<String, TreeSet<String>> names = new TreeMap<>();
    private final List<Placed> locations = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final Map<RepositoryName, RepositoryConfig> repositories = new TreeMap<>();
    private final Map<PlanName, Plan> plans = new TreeMap<>();

    private record Placed(Value value, String region, Location location) {}

    void declare(Value value, String kind, String name) {
        Value first = declared.putIfAbsent(kind + " " + name, value);
        names(kind).add(name);
        if (first != null) {
            value.problem(
                    ConfigError.NAME_TWICE,
                    name,
                    first.file() + ":" + first.place().line());
        }
    }

    void know(RepositoryConfig repository) {
        repositories.put(repository.name(), repository);
    }

    void know(Plan plan) {
        plans.put(plan.name(), plan);
    }

    /** What no file declares, but may be referred to. */
    void knowInForce(Configuration inForce) {
        inForce.repositories().values().forEach(r -> {
            names("repository").add(r.name().value());
            know(r);
        });
        inForce.plans().values().forEach(p -> {
            names("plan").add(p.name().value());
            know(p);
        });
    }

    void repository(Value value, RepositoryName name) {
        checks.add(() -> unknown(value, ConfigError.UNKNOWN_REPOSITORY, "repository", name.value()));
    }

    void plan(Value value, PlanName name) {
        checks.add(() -> unknown(value, ConfigError.UNKNOWN_PLAN, "plan", name.value()));
    }

    void region(Value value, RepositoryName repository, RegionName region) {
        checks.add(
                () -> Optional.ofNullable(repositories.get(repository)).ifPresent(r -> checkRegion(value, r, region)));
    }

    void regionOfPlan(Value value, PlanName plan, RegionName region) {
        checks.add(() -> Optional.ofNullable(plans.get(plan))
                .flatMap(p -> Optional.ofNullable(repositories.get(p.repository())))
                .ifPresent(r -> checkRegion(value, r, region)));
    }

    void otherRegion(Value value, RepositoryName repository) {
        checks.add(() -> Optional.ofNullable(repositories.get(repository))
                .filter(r -> r.regions().size() == 1)
                .ifPresent(r -> value.problem(ConfigError.NO_OTHER_REGION, repository)));
    }

    void location(Value value, String region, Location location) {
        locations.stream()
                .filter(p -> overlap(p.location(), location))
                .findFirst()
                .ifPresent(p -> value.problem(ConfigError.SAME_LOCATION, region, p.region()));
        locations.add(new Placed(value, region, location));
    }

    void check() {
        checks.forEach(Runnable::run);
    }

    static String joined(Collection<?> names) {
        return names.isEmpty() ? "-" : names.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private TreeSet<String> names(String kind) {
        return names.computeIfAbsent(kind, k -> new TreeSet<>());
    }

    private void unknown(Value value, ConfigError code, String kind, String name) {
        if (!names(kind).contains(name)) {
            value.problem(code, name, joined(names(kind)));
        }
    }

    private static void checkRegion(Value value, RepositoryConfig repository, RegionName region) {
        var known =
                repository.regions().stream().map(RepositoryConfig.Region::name).toList();
        if (!known.contains(region)) {
            value.problem(ConfigError.UNKNOWN_REGION, region, joined(known));
        }
    }

    private static boolean overlap(Location a, Location b) {
        return switch (a) {
            case Location.Folder x ->
                b instanceof Location.Folder y
                        && (x.path().startsWith(y.path()) || y.path().startsWith(x.path()));
            case Location.S3 x ->
                b instanceof Location.S3 y
                        && Objects.equals(x.endpoint(), y.endpoint())
                        && x.bucket().equals(y.bucket())
                        && (x.prefix().startsWith(y.prefix()) || y.prefix().startsWith(x.prefix()));
        };
    }
}
