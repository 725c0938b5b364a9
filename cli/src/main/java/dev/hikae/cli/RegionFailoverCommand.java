package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.HomeMove;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae region failover NAME}: makes another region the home, and says what may be lost. */
@Command(name = "failover")
final class RegionFailoverCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "region.to")
    private String to = "";

    @Option(names = "--dry-run", descriptionKey = "region.dry-run")
    private boolean dryRun;

    @Option(names = "--supersede")
    private boolean supersede;

    RegionFailoverCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        RegionName name = RegionArgument.of(to);
        HomeMove move;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            move = open.regionChanges()
                    .failover(
                            name,
                            new Manner(dryRun, supersede),
                            new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
        terminal.result("failover", json(move), () -> print(move));
        return 0;
    }

    private void print(HomeMove move) {
        if (!move.changed() && !dryRun) {
            terminal.out().println(Words.of("failover.already", move.to(), move.epoch()));
            return;
        }
        if (dryRun) {
            terminal.out().println(Words.of("failover.would", move.from(), move.to(), move.epoch()));
        } else {
            String held = move.heldBy().stream().sorted().map(Object::toString).collect(Collectors.joining(", "));
            terminal.out().println(Words.of("failover.done", move.to(), move.epoch(), held));
        }
        if (move.planned()) {
            terminal.out().println(Words.of("failover.planned", move.from()));
            return;
        }
        terminal.out().println(Words.of("failover.lost", move.from()));
        terminal.table(
                List.of(
                        Words.of("column.plan"),
                        Words.of("column.host"),
                        Words.of("column.newest"),
                        Words.of("column.time"),
                        Words.of("column.lost-rpo")),
                move.newest().stream()
                        .map(p -> List.of(
                                p.plan().orElse("-"),
                                p.host(),
                                p.snapshot().value(),
                                Times.of(p.capturedAt()),
                                Durations.of(since(p))))
                        .toList());
        terminal.out().println(Words.of("failover.return", move.from()));
    }

    private Duration since(HomeMove.Point point) {
        return Duration.between(point.capturedAt(), terminal.clock().instant());
    }

    private ObjectNode json(HomeMove move) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("changed", move.changed()).put("dry_run", dryRun).put("planned", move.planned());
        data.put("from", move.from().value()).put("to", move.to().value()).put("epoch", move.epoch());
        ArrayNode held = data.putArray("held_by");
        move.heldBy().stream().sorted().forEach(r -> held.add(r.value()));
        data.set("copied", ReplicateCommand.json(move.copied()));
        ArrayNode newest = data.putArray("newest");
        move.newest().forEach(p -> {
            ObjectNode node = newest.addObject();
            p.plan().ifPresent(plan -> node.put("plan", plan));
            node.put("host", p.host()).put("snapshot", p.snapshot().value());
            node.put("captured_at", p.capturedAt().toString());
            if (!move.planned()) {
                node.put("lost_rpo_ms", since(p).toMillis());
            }
        });
        return data;
    }
}
