package dev.hikae.cli;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hikae snapshots}: lists them, oldest first. */
@Command(name = "snapshots")
final class SnapshotsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    SnapshotsCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
    }

    @Override
    public Integer call() {
        List<Snapshot> snapshots;
        try (Repository open = repository.open()) {
            snapshots = open.snapshots();
        }
        terminal.results("snapshot", snapshots.stream().map(SnapshotJson::of).toList(), () -> print(snapshots));
        return 0;
    }

    private void print(List<Snapshot> snapshots) {
        if (snapshots.isEmpty()) {
            terminal.err().println(Words.of("snapshots.none"));
            return;
        }
        terminal.table(
                List.of(
                        Words.of("column.id"),
                        Words.of("column.time"),
                        Words.of("column.plan"),
                        Words.of("column.host"),
                        Words.of("column.size"),
                        Words.of("column.files"),
                        Words.of("column.regions"),
                        Words.of("column.roots")),
                snapshots.stream().map(SnapshotsCommand::row).toList());
    }

    private static List<String> row(Snapshot s) {
        return List.of(
                s.id() + (s.complete() ? "" : " !"),
                Times.of(s.capturedAt()),
                s.plan().orElse("-"),
                s.host(),
                Sizes.of(s.totals().bytes()),
                Long.toString(s.totals().files()),
                s.regions().stream().sorted().map(Object::toString).collect(Collectors.joining(",")),
                s.roots().stream().map(RawPath::toString).collect(Collectors.joining(" ")));
    }
}
