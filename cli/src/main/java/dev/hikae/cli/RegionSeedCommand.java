package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae region seed NAME}: copies to one region what it lacks. */
@Command(name = "seed")
final class RegionSeedCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Option(names = "--wiped", descriptionKey = "region.wiped")
    private boolean wiped;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "region.name")
    private String region = "";

    RegionSeedCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        RegionName name = RegionArgument.of(region);
        ReplicationResult copied;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            copied = open.regionChanges().seed(name, wiped, new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
        ObjectNode data = ReplicateCommand.json(copied).put("region", name.value());
        terminal.result("region-seeded", data, () -> {
            terminal.out().println(ReplicateCommand.copied(copied));
            terminal.out().println(Words.of("region.seeded", name));
        });
        return 0;
    }
}
