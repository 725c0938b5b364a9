package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestorePlan;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        SnapshotPath asked = SnapshotPath.parse(what);
        try (Repository open = repository.open()) {
            var request = new RestoreRequest(
                    open.resolve(asked.snapshot()).id(),
                    asked.path().map(List::of).orElse(List.of()),
                    target.toAbsolutePath().normalize(),
                    overwrite ? RestoreRequest.Overwrite.REPLACE : RestoreRequest.Overwrite.REFUSE,
                    regions.stream().map(RegionName::new).toList());
            return dryRun ? show(open.planRestore(request)) : restore(open, request);
        }
    }

    private int show(RestorePlan plan) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("entries", plan.entries()).put("files", plan.files()).put("bytes", plan.bytes());
        data.put("free_bytes", plan.freeBytes());
        paths(data, "sample", plan.sample());
        paths(data, "conflicts", plan.conflicts());
        terminal.result("restore-plan", data, () -> {
            plan.sample().forEach(terminal.out()::println);
            plan.conflicts().forEach(path -> terminal.err().println(Words.of("restore.conflict", path)));
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
