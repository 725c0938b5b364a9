package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.Change;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.DiffRequest;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae diff}: what differs between two snapshots. */
@Command(name = "diff")
final class DiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Parameters(index = "0", paramLabel = "SNAPSHOT[:PATH]", descriptionKey = "diff.before")
    private String before = "";

    @Parameters(index = "1", paramLabel = "SNAPSHOT[:PATH]", descriptionKey = "diff.after")
    private String after = "";

    @Parameters(index = "2", arity = "0..1", paramLabel = "PATH", descriptionKey = "diff.path")
    private Optional<String> path = Optional.empty();

    @Option(names = "--content-only", descriptionKey = "diff.content-only")
    private boolean contentOnly;

    @Option(names = "--region", paramLabel = "NAME")
    private List<String> regions = new ArrayList<>();

    DiffCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        SnapshotPath one = SnapshotPath.parse(before);
        SnapshotPath other = SnapshotPath.parse(after);
        Optional<RawPath> both =
                path.map(p -> SnapshotPath.parse(":" + p).path().orElse(RawPath.of("")));
        var stream = new ItemStream(terminal, "diff");
        try (Repository open = repository.open()) {
            RawPath left = one.path().or(() -> both).orElse(RawPath.of(""));
            RawPath right = other.path().or(() -> both).orElse(RawPath.of(""));
            var request = new DiffRequest(
                    open.resolve(one.snapshot()).id(),
                    left.isEmpty() ? right : left,
                    open.resolve(other.snapshot()).id(),
                    right.isEmpty() ? left : right,
                    !contentOnly,
                    regions.stream().map(RegionName::new).toList());
            Change.Totals totals;
            try (Interruption interruption = new Interruption(terminal);
                    ProgressDisplay display = progress.startBesideOutput()) {
                var control = new RunControl(display, interruption, CommitGuard.ALWAYS);
                totals = open.diff(request, change -> stream.item(json(change), () -> print(change)), control);
            }
            stream.end("totals", json(totals), () -> print(totals));
        }
        return 0;
    }

    private void print(Change c) {
        String sizes =
                switch (c.kind()) {
                    case ADDED -> c.after().map(DiffCommand::fileSize).orElse("");
                    case REMOVED -> c.before().map(DiffCommand::fileSize).orElse("");
                    case MODIFIED ->
                        c.after()
                                        .map(DiffCommand::fileSize)
                                        .filter(s -> !s.isEmpty())
                                        .isPresent()
                                ? size(c.before()) + " -> " + size(c.after())
                                : "";
                    case METADATA -> "";
                    case TYPE -> type(c.before()) + " -> " + type(c.after());
                };
        String attributes = c.attributes().stream()
                .map(a -> Words.of("diff.attribute." + a))
                .collect(Collectors.joining(", "));
        String notes = java.util.stream.Stream.of(sizes, attributes)
                .filter(s -> !s.isEmpty())
                .collect(Collectors.joining("; "));
        terminal.out().println(symbol(c.kind()) + "  " + c.path() + (notes.isEmpty() ? "" : "  (" + notes + ")"));
    }

    private static String symbol(Change.Kind kind) {
        return switch (kind) {
            case ADDED -> "+";
            case REMOVED -> "-";
            case MODIFIED -> "M";
            case METADATA -> "U";
            case TYPE -> "T";
        };
    }

    private static String fileSize(Entry entry) {
        return entry.kind() instanceof Entry.Kind.File ? Sizes.of(entry.size()) : "";
    }

    private static String size(Optional<Entry> entry) {
        return entry.map(e -> Sizes.of(e.size())).orElse("");
    }

    private static String type(Optional<Entry> entry) {
        return entry.map(e -> SnapshotJson.type(e.kind())).orElse("");
    }

    private void print(Change.Totals t) {
        terminal.err()
                .println(
                        t.same()
                                ? Words.of("diff.same")
                                : Words.of(
                                        "diff.totals",
                                        t.added(),
                                        Sizes.of(t.addedBytes()),
                                        t.removed(),
                                        Sizes.of(t.removedBytes()),
                                        t.modified(),
                                        Sizes.of(t.bytesBefore()),
                                        Sizes.of(t.bytesAfter()),
                                        t.metadata(),
                                        t.type()));
    }

    private static ObjectNode json(Change c) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("change", c.kind().name().toLowerCase(Locale.ROOT))
                .put("path", c.path().toString());
        c.before()
                .ifPresent(e -> data.set("before", SnapshotJson.of(c.path(), e).without("path")));
        c.after().ifPresent(e -> data.set("after", SnapshotJson.of(c.path(), e).without("path")));
        var attributes = data.putArray("attributes");
        c.attributes().forEach(a -> attributes.add(a.name().toLowerCase(Locale.ROOT)));
        return data;
    }

    private static ObjectNode json(Change.Totals t) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("added", t.added()).put("added_bytes", t.addedBytes());
        data.put("removed", t.removed()).put("removed_bytes", t.removedBytes());
        data.put("modified", t.modified()).put("bytes_before", t.bytesBefore()).put("bytes_after", t.bytesAfter());
        return data.put("metadata", t.metadata()).put("type", t.type());
    }
}
