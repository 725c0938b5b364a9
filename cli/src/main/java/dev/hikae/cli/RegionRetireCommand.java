package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.RegionRetired;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae region retire NAME}: lets the repository do without a region; its files stay. */
@Command(name = "retire")
final class RegionRetireCommand implements Callable<Integer> {
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

    RegionRetireCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        RegionName name = RegionArgument.of(region);
        RegionRetired retired;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            retired = open.regionChanges()
                    .retire(
                            name,
                            new Manner(dryRun, supersede),
                            new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
        terminal.result("region-retired", json(retired), () -> print(retired));
        return retired.answered() ? 0 : 3;
    }

    private void print(RegionRetired retired) {
        terminal.out()
                .println(Words.of(
                        dryRun ? "region.would-retire" : "region.retired",
                        retired.region(),
                        retired.regions(),
                        retired.quorum(),
                        retired.epoch()));
        if (!retired.answered()) {
            terminal.err().println(Words.of("region.retired-unasked", retired.region()));
        }
    }

    private ObjectNode json(RegionRetired retired) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("region", retired.region().value()).put("dry_run", dryRun).put("epoch", retired.epoch());
        data.put("answered", retired.answered());
        data.put("regions", retired.regions()).put("quorum", retired.quorum());
        data.set("copied", ReplicateCommand.json(retired.copied()));
        return data;
    }
}
