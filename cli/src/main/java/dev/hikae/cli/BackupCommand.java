package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.CompressionPolicy;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.hook.HookedBackup;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae backup}: backs up files and directories without a service. */
@Command(name = "backup")
final class BackupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Parameters(arity = "1..*", paramLabel = "PATH", descriptionKey = "backup.path")
    private List<Path> paths = new ArrayList<>();

    @Mixin
    private final ExcludeOptions exclude;

    @Mixin
    private final HookOptions hooks;

    @Option(names = "--one-file-system")
    private boolean oneFileSystem;

    @Option(names = "--accept-unreadable", paramLabel = "PATH")
    private List<String> acceptUnreadable = new ArrayList<>();

    @Option(
            names = "--compression",
            paramLabel = "auto|fastest|better|max|off|LEVEL",
            defaultValue = "auto",
            converter = Compression.class)
    private CompressionPolicy compression = CompressionPolicy.AUTO;

    @Option(names = "--host", paramLabel = "NAME")
    private Optional<String> host = Optional.empty();

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
        this.exclude = new ExcludeOptions(terminal);
        this.hooks = new HookOptions(terminal);
    }

    @Override
    public Integer call() {
        List<Path> roots = paths.stream().map(BackupCommand::root).toList();
        var request = new BackupRequest(
                Optional.empty(),
                host.orElseGet(Host::name),
                roots,
                exclude.read(),
                oneFileSystem,
                acceptUnreadable,
                compression);
        HookedBackup.Result hooked = hooks.run(request.host(), stop -> backup(request, stop));
        BackupResult result = hooked.backup();
        terminal.result("backup", json(result).set("hooks", HookOptions.json(hooked.runs())), () -> print(result));
        return result.snapshot().complete()
                        && result.unreadable().isEmpty()
                        && !result.changedWhileRead()
                        && result.behind().isEmpty()
                        && hooked.failures().isEmpty()
                ? 0
                : 3;
    }

    private BackupResult backup(BackupRequest request, Optional<Cancellation> stop) {
        try (Repository open = repository.open()) {
            if (stop.isPresent()) {
                return backup(open, request, stop.get());
            }
            try (Interruption interruption = new Interruption(terminal)) {
                return backup(open, request, interruption);
            }
        }
    }

    private BackupResult backup(Repository open, BackupRequest request, Cancellation stop) {
        try (ProgressDisplay display = progress.start()) {
            return open.backup(request, new RunControl(display, stop, CommitGuard.ALWAYS));
        }
    }

    /** A word or a level. */
    static final class Compression implements CommandLine.ITypeConverter<CompressionPolicy> {
        @Override
        public CompressionPolicy convert(String value) {
            return CompressionPolicy.parse(value)
                    .orElseThrow(() -> new CommandLine.TypeConversionException(Words.of("compression-unknown", value)));
        }
    }

    private static Path root(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new HikaeException(CliError.PATH_MISSING, absolute);
        }
        return absolute;
    }

    private void print(BackupResult result) {
        Snapshot.Totals totals = result.snapshot().totals();
        result.unreadable()
                .forEach(f -> terminal.err().println(Words.of("backup.unreadable", f.path(), Words.render(f.what()))));
        more(result.counts().unreadable() - result.unreadable().size());
        result.warnings()
                .forEach(f -> terminal.err().println(Words.of("backup.warning", f.path(), Words.render(f.what()))));
        more(result.counts().warnings() - result.warnings().size());
        result.behind()
                .forEach((region, why) -> terminal.err().println(Words.of("backup.behind", region, Words.render(why))));
        exclude.print(result.excluded());
        terminal.out()
                .println(Words.of(
                        result.snapshot().complete() ? "backup.done" : "backup.incomplete",
                        result.snapshot().id(),
                        totals.files(),
                        Sizes.of(totals.bytes()),
                        Sizes.of(totals.bytesNew()),
                        Sizes.of(totals.bytesStored()),
                        Durations.of(result.elapsed())));
    }

    private void more(long count) {
        if (count > 0) {
            terminal.err().println(Words.of("findings.more", count));
        }
    }

    private static ObjectNode json(BackupResult result) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("snapshot", SnapshotJson.of(result.snapshot()));
        data.set("unreadable", SnapshotJson.findings(result.unreadable()));
        data.put("unreadable_count", result.counts().unreadable());
        data.set("warnings", SnapshotJson.findings(result.warnings()));
        data.put("warning_count", result.counts().warnings());
        data.put("changed_count", result.counts().changed());
        ObjectNode behind = data.putObject("behind");
        result.behind().forEach((region, why) -> behind.put(region.value(), Words.render(why)));
        data.set("excluded", ExcludeOptions.json(result.excluded()));
        return data.put("elapsed_ms", result.elapsed().toMillis());
    }
}
