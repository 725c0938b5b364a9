package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreOptions;
import dev.hikae.engine.RestoreOptions.Unmapped;
import dev.hikae.engine.RestorePlan;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae restore}: brings a snapshot, a directory or a file back. */
@Command(name = "restore")
final class RestoreCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Parameters(index = "0", paramLabel = "SNAPSHOT[:PATH]", descriptionKey = "snapshot.path")
    private String what = "latest";

    @Option(
            names = {"-t", "--target"},
            required = true,
            paramLabel = "DIR")
    private Path target = Path.of("");

    @Option(names = "--overwrite")
    private boolean overwrite;

    @Option(names = "--delta")
    private boolean delta;

    @Option(names = "--delete")
    private boolean delete;

    @Option(names = "--resume")
    private boolean resume;

    @Option(names = "--include", paramLabel = "PATTERN", descriptionKey = "restore.include")
    private List<String> includes = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "PATTERN", descriptionKey = "restore.exclude")
    private List<String> excludes = new ArrayList<>();

    @Option(names = "--map-owner", paramLabel = "FROM:TO")
    private List<String> mapOwner = new ArrayList<>();

    @Option(names = "--map-group", paramLabel = "FROM:TO")
    private List<String> mapGroup = new ArrayList<>();

    @Option(names = "--owner-names")
    private boolean ownerNames;

    @Option(names = "--no-owner")
    private boolean noOwner;

    @Option(names = "--dry-run")
    private boolean dryRun;

    @Option(names = "--verify")
    private boolean verify;

    @Option(names = "--region", paramLabel = "NAME")
    private List<String> regions = new ArrayList<>();

    RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        requireSense();
        SnapshotPath asked = SnapshotPath.parse(what);
        try (Repository open = repository.open()) {
            var request = new RestoreRequest(
                    open.resolve(asked.snapshot()).id(),
                    asked.path().map(List::of).orElse(List.of()),
                    target.toAbsolutePath().normalize(),
                    existing(),
                    regions.stream().map(RegionName::new).toList(),
                    new RestoreOptions(includes, excludes, owners(), delete, resume));
            return dryRun ? show(open.planRestore(request)) : restore(open, request);
        }
    }

    private void requireSense() {
        refuse(overwrite && delta, "restore.overwrite-and-delta");
        refuse(delete && !delta, "restore.delete-needs-delta");
        refuse(noOwner && ownerNames, "restore.owner-names-and-none");
    }

    private static void refuse(boolean nonsense, String key) {
        if (nonsense) {
            throw new HikaeException(CliError.USAGE, Words.of(key), "hikae restore");
        }
    }

    private RestoreRequest.Overwrite existing() {
        if (delta) {
            return RestoreRequest.Overwrite.DELTA;
        }
        return overwrite ? RestoreRequest.Overwrite.REPLACE : RestoreRequest.Overwrite.REFUSE;
    }

    private RestoreOptions.Owners owners() {
        Unmapped unmapped = noOwner ? Unmapped.RESTORER : ownerNames ? Unmapped.NAME : Unmapped.NUMBER;
        return new RestoreOptions.Owners(unmapped, mapping(mapOwner), mapping(mapGroup));
    }

    private static Map<String, String> mapping(List<String> pairs) {
        Map<String, String> mapping = new LinkedHashMap<>();
        for (String pair : pairs) {
            int colon = pair.indexOf(':');
            refuse(colon < 1 || colon == pair.length() - 1, "restore.mapping-malformed");
            mapping.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return mapping;
    }

    private int show(RestorePlan plan) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("entries", plan.entries()).put("files", plan.files()).put("bytes", plan.bytes());
        data.put("free_bytes", plan.freeBytes());
        paths(data, "sample", plan.sample());
        paths(data, "conflicts", plan.conflicts());
        data.put("replaced", plan.replaced()).put("deleted", plan.deleted());
        paths(data, "deletions", plan.deletions());
        terminal.result("restore-plan", data, () -> {
            plan.sample().forEach(terminal.out()::println);
            String there = delta || resume ? "restore.compared" : "restore.conflict";
            plan.conflicts().forEach(path -> terminal.err().println(Words.of(there, path)));
            plan.deletions().forEach(path -> terminal.err().println(Words.of("restore.deletion", path)));
            terminal.err().println(Words.of("restore.plan-existing", plan.replaced(), plan.deleted()));
            terminal.err()
                    .println(Words.of(
                            "restore.plan",
                            plan.entries(),
                            plan.files(),
                            Sizes.of(plan.bytes()),
                            Sizes.of(plan.freeBytes())));
        });
        return 0;
    }

    private static void paths(ObjectNode data, String name, List<RawPath> paths) {
        var array = data.putArray(name);
        paths.forEach(path -> array.add(path.toString()));
    }

    private int restore(Repository open, RestoreRequest request) {
        RestoreResult result;
        Optional<Comparison> comparison = Optional.empty();
        try (Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            var control = new RunControl(display, interruption, CommitGuard.ALWAYS);
            result = open.restore(request, control);
            if (verify) {
                comparison = Optional.of(open.compare(request, control));
            }
        }
        Optional<Comparison> compared = comparison;
        terminal.result("restore", json(result, compared), () -> print(result, compared));
        if (compared.isPresent() && !compared.get().same()) {
            return 4;
        }
        return result.failed().isEmpty() ? 0 : 3;
    }

    private void print(RestoreResult result, Optional<Comparison> comparison) {
        result.failed()
                .forEach(f -> terminal.err().println(Words.of("restore.failed", f.path(), Words.render(f.what()))));
        result.observations()
                .forEach(f -> terminal.err().println(Words.of("restore.observed", f.path(), Words.render(f.what()))));
        result.healed()
                .forEach(f -> terminal.err().println(Words.of("restore.healed", f.path(), Words.render(f.what()))));
        terminal.out()
                .println(Words.of(
                        "restore.done",
                        result.entries(),
                        result.files(),
                        Sizes.of(result.bytes()),
                        Durations.of(result.elapsed()),
                        result.failed().size()));
        if (result.keptBytes() > 0 || result.deleted() > 0) {
            terminal.out().println(Words.of("restore.kept", Sizes.of(result.keptBytes()), result.deleted()));
        }
        comparison.ifPresent(c -> {
            c.differences().forEach(f -> terminal.err()
                    .println(Words.of("restore.differs", f.path(), Words.render(f.what()))));
            terminal.out()
                    .println(Words.of(
                            c.same() ? "restore.same" : "restore.different", c.entries(), c.differenceCount()));
        });
    }

    private static ObjectNode json(RestoreResult result, Optional<Comparison> comparison) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("entries", result.entries()).put("files", result.files()).put("bytes", result.bytes());
        data.put("kept_bytes", result.keptBytes()).put("deleted", result.deleted());
        ObjectNode from = data.putObject("bytes_from");
        result.bytesFrom().forEach((region, bytes) -> from.put(region.value(), bytes));
        data.set("failed", SnapshotJson.findings(result.failed()));
        data.set("observations", SnapshotJson.findings(result.observations()));
        data.set("healed", SnapshotJson.findings(result.healed()));
        comparison.ifPresent(c -> {
            ObjectNode compared = data.putObject("comparison");
            compared.put("same", c.same()).put("entries", c.entries()).put("differences", c.differenceCount());
        });
        return data.put("elapsed_ms", result.elapsed().toMillis());
    }
}
