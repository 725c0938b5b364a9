package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae ls}: lists one directory of a snapshot, or all below it. */
@Command(name = "ls")
final class LsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Parameters(index = "0", paramLabel = "SNAPSHOT[:PATH]", descriptionKey = "snapshot.path")
    private String what = "latest";

    @Option(names = {"-R", "--recursive"})
    private boolean recursive;

    @Option(names = {"-l", "--long"})
    private boolean details;

    LsCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
    }

    @Override
    public Integer call() {
        SnapshotPath asked = SnapshotPath.parse(what);
        try (Repository open = repository.open()) {
            SnapshotId snapshot = open.resolve(asked.snapshot()).id();
            RawPath path = asked.path().orElse(RawPath.of(""));
            Optional<Entry> entry = path.isEmpty() ? Optional.empty() : open.entry(snapshot, path);
            if (!path.isEmpty() && entry.isEmpty()) {
                throw new HikaeException(CliError.PATH_MISSING, path);
            }
            if (entry.isPresent() && !(entry.get().kind() instanceof Entry.Kind.Directory)) {
                print(path, entry.get());
            } else {
                list(open, snapshot, path);
            }
        }
        return 0;
    }

    private void list(Repository open, SnapshotId snapshot, RawPath directory) {
        open.list(snapshot, directory, entry -> {
            RawPath path = directory.resolve(entry.name());
            print(path, entry);
            if (recursive && entry.kind() instanceof Entry.Kind.Directory) {
                list(open, snapshot, path);
            }
        });
    }

    /** Streams, so every entry is a line of its own: JSON is JSON lines here. */
    private void print(RawPath path, Entry entry) {
        if (terminal.format() != Terminal.Format.TABLE) {
            terminal.results("entry", java.util.List.of(SnapshotJson.of(path, entry)), () -> {});
        } else if (details) {
            terminal.out()
                    .println(String.format(
                            "%-12s %04o %6d %6d %12d  %s  %s",
                            SnapshotJson.type(entry.kind()),
                            entry.mode(),
                            entry.uid(),
                            entry.gid(),
                            entry.size(),
                            entry.mtime(),
                            path));
        } else {
            terminal.out().println(path);
        }
    }
}
