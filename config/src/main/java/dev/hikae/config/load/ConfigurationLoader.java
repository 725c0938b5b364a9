package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.id.Slug;
import dev.hikae.config.load.Problems.Place;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.runbook.Runbook;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads plans, repositories and runbooks from YAML (of which JSON is a part).
 *
 * <p>Every problem of every file is found in one go. One file holds one thing; files end in {@code .yml} or
 * {@code .yaml}, at most 1 MiB. Missing folders are empty ones. Relative paths start at their file's folder.
 */
public final class ConfigurationLoader {
    private static final List<String> KINDS = List.of("repositories", "plans", "runbooks");

    private final ScheduleCheck schedules;

    public ConfigurationLoader(ScheduleCheck schedules) {
        this.schedules = schedules;
    }

    /** Everything below the folder, or {@link ConfigurationException} with every problem. */
    public Configuration load(Path folder) {
        return load(
                (kind, problems) -> files(folder.resolve(kind), problems).stream()
                        .flatMap(file -> YamlFile.read(file, problems).stream())
                        .toList(),
                new References());
    }

    /**
     * Everything in these texts, as if they lay below the folder.
     *
     * @param files content by path below the folder: {@code plans/x.yml}, {@code repositories/…}, {@code runbooks/…}
     */
    public Configuration load(Path folder, Map<String, String> files) {
        return load(folder, files, new Configuration(new TreeMap<>(), new TreeMap<>(), new TreeMap<>()));
    }

    /**
     * The same, where the texts may also refer to plans and repositories in force; these are not part of the result.
     */
    public Configuration load(Path folder, Map<String, String> files, Configuration inForce) {
        Texts texts = (kind, problems) -> new TreeMap<>(files)
                .entrySet().stream()
                        .filter(f -> kind(f.getKey(), folder, problems).equals(kind))
                        .flatMap(f -> YamlFile.parse(f.getValue(), folder.resolve(f.getKey()), problems).stream())
                        .toList();
        var references = new References();
        references.knowInForce(inForce);
        return load(texts, references);
    }

    private static String kind(String path, Path folder, Problems problems) {
        String kind = path.substring(0, Math.max(0, path.indexOf('/')));
        boolean known = KINDS.contains(kind)
                && Slug.isValid(path.substring(kind.length() + 1).replaceAll("\\.ya?ml$", ""));
        if (!known) {
            problems.add(Place.start(folder), ConfigError.MISPLACED_FILE, path);
        }
        return known ? kind : "";
    }

    private Configuration load(Texts texts, References references) {
        var problems = new Problems();
        var repositories = new TreeMap<RepositoryName, RepositoryConfig>();
        var plans = new TreeMap<PlanName, Plan>();
        var runbooks = new TreeMap<RunbookName, Runbook>();
        for (var r : all(
                texts.of("repositories", problems),
                new RepositoryReader(references, new PlanReader(schedules, references))::read)) {
            references.know(r);
            repositories.put(r.name(), r);
        }
        for (var p : all(texts.of("plans", problems), new PlanReader(schedules, references)::read)) {
            references.know(p);
            plans.put(p.name(), p);
        }
        for (var r : all(texts.of("runbooks", problems), new RunbookReader(references)::read)) {
            runbooks.put(r.name(), r);
        }
        references.check();
        refuse(problems);
        return new Configuration(plans, repositories, runbooks);
    }

    /** The roots of all files of one kind. */
    @FunctionalInterface
    private interface Texts {
        List<Value> of(String kind, Problems problems);
    }

    /** One plan; what it refers to is not looked at. */
    public Plan plan(Path file) {
        return one(problems -> YamlFile.read(file, problems), new PlanReader(schedules, new References())::read);
    }

    /** One plan from a text, YAML or JSON; problems and relative paths are shown as if it were the file. */
    public Plan plan(String text, Path shownAs) {
        return one(
                problems -> YamlFile.parse(text, shownAs, problems), new PlanReader(schedules, new References())::read);
    }

    /** One repository, for use without a service. */
    public static RepositoryConfig repository(Path file) {
        var references = new References();
        // Nobody keeps its schedules where there is no service.
        var plans = new PlanReader((cron, zone) -> Optional.empty(), references);
        return one(problems -> YamlFile.read(file, problems), new RepositoryReader(references, plans)::read);
    }

    /** One runbook; what it refers to is not looked at. */
    public static Runbook runbook(Path file) {
        return one(problems -> YamlFile.read(file, problems), new RunbookReader(new References())::read);
    }

    private static <T> T one(Function<Problems, Optional<Value>> open, Function<Value, Optional<T>> read) {
        var problems = new Problems();
        Optional<T> value = open.apply(problems).flatMap(read);
        refuse(problems);
        return value.orElseThrow(() -> new IllegalStateException("bug: neither a value nor a problem"));
    }

    private static void refuse(Problems problems) {
        if (problems.count() > 0) {
            throw new ConfigurationException(problems.sorted());
        }
    }

    private static <T> List<T> all(List<Value> roots, Function<Value, Optional<T>> read) {
        return roots.stream().flatMap(r -> read.apply(r).stream()).toList();
    }

    private static List<Path> files(Path folder, Problems problems) {
        var files = new ArrayList<Path>();
        if (!Files.exists(folder)) {
            return files;
        }
        try (var stream = Files.newDirectoryStream(folder, "[!.]*.{yml,yaml}")) {
            stream.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(Place.start(folder), ConfigError.FILE_UNREADABLE, String.valueOf(e.getMessage()));
        }
        files.sort(null);
        return files;
    }
}
