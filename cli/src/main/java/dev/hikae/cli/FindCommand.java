package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.FindRequest;
import dev.hikae.engine.FindRequest.Type;
import dev.hikae.engine.Found;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hikae find}: where in all snapshots an entry is. */
@Command(name = "find")
final class FindCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Map<String, Type> TYPES =
            Map.of("f", Type.FILE, "d", Type.DIRECTORY, "l", Type.SYMLINK, "o", Type.OTHER);

    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(index = "0..*", arity = "1..*", paramLabel = "PATTERN", descriptionKey = "find.pattern")
    private List<String> patterns = new ArrayList<>();

    @Option(names = "--snapshot", paramLabel = "SNAPSHOT|all", descriptionKey = "find.snapshot")
    private List<String> snapshots = new ArrayList<>();

    @Option(names = "--type", paramLabel = "f|d|l|o", descriptionKey = "find.type")
    private List<String> types = new ArrayList<>();

    @Option(
            names = {"-i", "--ignore-case"},
            descriptionKey = "find.ignore-case")
    private boolean ignoreCase;

    @Option(names = "--larger", paramLabel = "SIZE", descriptionKey = "find.larger")
    private Optional<String> larger = Optional.empty();

    @Option(names = "--smaller", paramLabel = "SIZE", descriptionKey = "find.smaller")
    private Optional<String> smaller = Optional.empty();

    @Option(names = "--newer", paramLabel = "TIME", descriptionKey = "find.newer")
    private Optional<String> newer = Optional.empty();

    @Option(names = "--older", paramLabel = "TIME", descriptionKey = "find.older")
    private Optional<String> older = Optional.empty();

    @Option(names = "--region", paramLabel = "NAME")
    private List<String> regions = new ArrayList<>();

    FindCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        Set<Type> wanted = types.stream().map(this::type).collect(Collectors.toSet());
        OptionalLong more = size(larger);
        OptionalLong less = size(smaller);
        Optional<Instant> after = time(newer);
        Optional<Instant> before = time(older);
        var stream = new ItemStream(terminal, "find");
        Found.Summary summary;
        try (Repository open = repository.open()) {
            var request = new FindRequest(
                    patterns,
                    ignoreCase,
                    chosen(open),
                    wanted,
                    more,
                    less,
                    after,
                    before,
                    regions.stream().map(RegionName::new).toList());
            try (Interruption interruption = new Interruption(terminal);
                    ProgressDisplay display = progress.startBesideOutput()) {
                var control = new RunControl(display, interruption, CommitGuard.ALWAYS);
                summary = open.find(request, found -> stream.item(json(found), () -> print(found)), control);
            }
        }
        stream.end("summary", json(summary), () -> print(summary));
        return summary.unreadableCount() == 0 ? 0 : 4;
    }

    private Type type(String text) {
        return Optional.ofNullable(TYPES.get(text)).orElseThrow(() -> wrong("usage.find-type", text));
    }

    private OptionalLong size(Optional<String> text) {
        return text.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Amounts.size(text.get()).orElseThrow(() -> wrong("usage.size", text.get())));
    }

    private Optional<Instant> time(Optional<String> text) {
        return text.map(t -> Amounts.time(t, Clock.systemUTC().instant()).orElseThrow(() -> wrong("usage.time", t)));
    }

    private ParameterException wrong(String key, String text) {
        return new ParameterException(spec.commandLine(), Words.of(key, text));
    }

    private List<SnapshotId> chosen(Repository open) {
        Set<SnapshotId> ids = new LinkedHashSet<>();
        for (String name : snapshots) {
            if (name.equals("all")) {
                return List.of();
            }
            ids.add(open.resolve(name).id());
        }
        return List.copyOf(ids);
    }

    /** A line for the version, and one for each range of snapshots. */
    private void print(Found found) {
        terminal.out()
                .println(String.format(
                        "%s  %s  %s  %s",
                        found.path(),
                        SnapshotJson.type(found.entry().kind()),
                        Sizes.of(found.entry().size()),
                        TIME.format(found.entry().mtime().atZone(ZoneId.systemDefault()))));
        for (Found.Range range : found.ranges()) {
            String where = range.count() == 1
                    ? Words.of("find.one", range.newest(), at(range.newestAt()))
                    : Words.of(
                            "find.range",
                            range.newest(),
                            at(range.newestAt()),
                            range.oldest(),
                            at(range.oldestAt()),
                            range.count());
            terminal.out().println("    " + found.plan().map(p -> p + "@").orElse("") + found.host() + "  " + where);
        }
    }

    private static String at(Instant time) {
        return TIME.format(time.atZone(ZoneId.systemDefault()));
    }

    private void print(Found.Summary summary) {
        summary.unreadable()
                .forEach(f -> terminal.err().println(Words.of("find.unreadable", f.path(), Words.render(f.what()))));
        terminal.err().println(Words.of("find.done", summary.versions(), summary.snapshots()));
    }

    private static ObjectNode json(Found found) {
        ObjectNode data = SnapshotJson.of(found.path(), found.entry());
        found.plan().ifPresent(plan -> data.put("plan", plan));
        data.put("host", found.host());
        var ranges = data.putArray("snapshots");
        found.ranges().forEach(r -> ranges.addObject()
                .put("newest", r.newest().value())
                .put("newest_at", r.newestAt().toString())
                .put("oldest", r.oldest().value())
                .put("oldest_at", r.oldestAt().toString())
                .put("count", r.count()));
        return data;
    }

    private static ObjectNode json(Found.Summary summary) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("versions", summary.versions())
                .put("snapshots", summary.snapshots())
                .put("pages", summary.pages());
        data.set("unreadable", SnapshotJson.findings(summary.unreadable()));
        return data.put("unreadable_count", summary.unreadableCount());
    }
}
