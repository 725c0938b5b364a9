package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.RegionAdded;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae region add NAME}: fills a place that the configuration names, then lets the repository have it. */
@Command(name = "add")
final class RegionAddCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "region.name")
    private String region = "";

    @Option(names = "--dry-run", descriptionKey = "region.dry-run")
    private boolean dryRun;

    @Option(names = "--supersede")
    private boolean supersede;

    RegionAddCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        RegionName name = RegionArgument.of(region);
        RegionAdded added;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            added = open.regionChanges()
                    .add(
                            name,
                            new Manner(dryRun, supersede),
                            new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
        terminal.result("region-added", json(added), () -> print(added));
        return 0;
    }

    private void print(RegionAdded added) {
        if (!dryRun) {
            terminal.out().println(ReplicateCommand.copied(added.copied()));
        }
        terminal.out()
                .println(Words.of(
                        dryRun ? "region.would-add" : "region.added",
                        added.region(),
                        added.regions(),
                        added.quorum(),
                        added.epoch()));
    }

    private ObjectNode json(RegionAdded added) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("region", added.region().value()).put("dry_run", dryRun).put("epoch", added.epoch());
        data.put("regions", added.regions()).put("quorum", added.quorum());
        data.set("copied", ReplicateCommand.json(added.copied()));
        return data;
    }
}
