package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.ExportRequest;
import dev.hikae.engine.ExportRequest.Format;
import dev.hikae.engine.ExportResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hikae export}: a snapshot or a part of it as a tar or ZIP archive. */
@Command(name = "export")
final class ExportCommand implements Callable<Integer> {
    private static final Map<String, Format> FORMATS =
            Map.of("tar", Format.TAR, "tar.zst", Format.TAR_ZST, "tzst", Format.TAR_ZST, "zip", Format.ZIP);
    private static final int ZSTD_MOST = 19;
    private static final int DEFLATE_MOST = 9;

    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final ReportOption report;

    @Mixin
    private final ProgressOption progress;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SNAPSHOT[:PATH]", descriptionKey = "snapshot.path")
    private String what = "latest";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|-",
            descriptionKey = "export.output")
    private Path output = Path.of("-");

    @Option(
            names = {"-f", "--format"},
            paramLabel = "tar|tar.zst|zip",
            descriptionKey = "export.format")
    private Optional<String> format = Optional.empty();

    @Option(names = "--level", paramLabel = "N", descriptionKey = "export.level")
    private Optional<Integer> level = Optional.empty();

    @Option(names = "--force", descriptionKey = "export.force")
    private boolean force;

    @Option(names = "--region", paramLabel = "NAME")
    private List<String> regions = new ArrayList<>();

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.report = new ReportOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        SnapshotPath asked = SnapshotPath.parse(what);
        Format chosen = format();
        checkLevel(chosen);
        boolean toOut = output.equals(Path.of("-"));
        if (toOut && StandardOutput.isTerminal(terminal.data())) {
            throw new HikaeException(CliError.OUTPUT_IS_TERMINAL);
        }
        ExportResult result;
        try (Repository open = repository.open()) {
            var request = new ExportRequest(
                    open.resolve(asked.snapshot()).id(),
                    asked.path(),
                    chosen,
                    level,
                    regions.stream().map(RegionName::new).toList());
            result = toOut ? toOut(open, request) : toFile(open, request);
        } catch (IOException e) {
            if (!toOut) {
                throw DataFile.failed(output, e);
            }
            if (StandardOutput.isPipe(terminal.data())) {
                return StandardOutput.READER_GONE;
            }
            throw new HikaeException(e, CliError.OUTPUT_FAILED);
        }
        tell(result);
        return result.lostCount() > 0 ? 4 : result.warningCount() > 0 ? 3 : 0;
    }

    /** As asked, or as the file's name ends, or tar. */
    private Format format() {
        if (format.isPresent()) {
            String asked = format.get().toLowerCase(Locale.ROOT);
            return Optional.ofNullable(FORMATS.get(asked))
                    .orElseThrow(() ->
                            new ParameterException(spec.commandLine(), Words.of("usage.export-format", format.get())));
        }
        String name = String.valueOf(output.getFileName());
        return FORMATS.entrySet().stream()
                .filter(e -> name.endsWith("." + e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Format.TAR);
    }

    private void checkLevel(Format chosen) {
        int most =
                switch (chosen) {
                    case TAR -> 0;
                    case TAR_ZST -> ZSTD_MOST;
                    case ZIP -> DEFLATE_MOST;
                };
        if (level.isPresent() && (level.get() < 1 || level.get() > most)) {
            throw new ParameterException(
                    spec.commandLine(), Words.of(most == 0 ? "usage.export-no-level" : "usage.export-level", most));
        }
    }

    private ExportResult toOut(Repository open, ExportRequest request) throws IOException {
        OutputStream out = StandardOutput.stream(terminal.data());
        ExportResult result = export(open, request, out);
        out.flush();
        return result;
    }

    private ExportResult toFile(Repository open, ExportRequest request) throws IOException {
        try (DataFile file = DataFile.at(output, force)) {
            ExportResult result = export(open, request, file);
            file.commit();
            return result;
        }
    }

    private ExportResult export(Repository open, ExportRequest request, OutputStream to) throws IOException {
        try (Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            return open.export(request, to, new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
    }

    private void tell(ExportResult result) {
        if (terminal.format() != Terminal.Format.TABLE) {
            terminal.err().println(Terminal.envelope("export").setAll(json(result)));
            return;
        }
        result.warnings()
                .forEach(f -> terminal.err().println(Words.of("export.warning", f.path(), Words.render(f.what()))));
        more(result.warningCount() - result.warnings().size());
        result.lost().forEach(f -> terminal.err().println(Words.of("export.lost", f.path(), Words.render(f.what()))));
        more(result.lostCount() - result.lost().size());
        terminal.err()
                .println(Words.of(
                        "export.done",
                        result.entries(),
                        result.files(),
                        Sizes.of(result.bytes()),
                        result.warningCount(),
                        result.lostCount()));
    }

    private void more(long count) {
        if (count > 0) {
            terminal.err().println(Words.of("findings.more", count));
        }
    }

    private static ObjectNode json(ExportResult result) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("entries", result.entries()).put("files", result.files()).put("bytes", result.bytes());
        data.set("warnings", SnapshotJson.findings(result.warnings()));
        data.put("warning_count", result.warningCount());
        data.set("lost", SnapshotJson.findings(result.lost()));
        return data.put("lost_count", result.lostCount());
    }
}
