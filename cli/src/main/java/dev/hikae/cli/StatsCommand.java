package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RepositoryStats;
import dev.hikae.engine.RepositoryStats.OfRegion;
import dev.hikae.engine.RepositoryStats.OfSnapshot;
import dev.hikae.engine.RepositoryStats.OfSource;
import dev.hikae.engine.RunControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hikae stats}: what is held, what it costs, what dedups, how it grows. */
@Command(name = "stats")
final class StatsCommand implements Callable<Integer> {
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

    @Parameters(index = "0..*", arity = "0..*", paramLabel = "SNAPSHOT", descriptionKey = "stats.snapshot")
    private List<String> snapshots = new ArrayList<>();

    @Option(names = "--until", paramLabel = "SIZE", descriptionKey = "stats.until-help")
    private Optional<String> until = Optional.empty();

    StatsCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        Optional<Long> limit = until.map(text -> Amounts.size(text)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), Words.of("usage.size", text))));
        RepositoryStats stats;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            List<SnapshotId> wanted =
                    snapshots.stream().map(s -> open.resolve(s).id()).distinct().toList();
            stats = open.stats(wanted, new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
        OptionalDouble days =
                limit.isEmpty() ? OptionalDouble.empty() : stats.growth().daysUntil(limit.get(), stats.seedBytes());
        terminal.result("stats", json(stats, days), () -> print(stats, days));
        return stats.missing() == 0 ? 0 : 4;
    }

    private void print(RepositoryStats stats, OptionalDouble days) {
        printSnapshots(stats.snapshots());
        terminal.out().println();
        printSources(stats.sources());
        terminal.out().println();
        printRegions(stats.regions());
        terminal.out().println();
        say("stats.blobs", stats.blobs(), Sizes.of(stats.blobBytes()), Sizes.of(stats.storedBytes()));
        say("stats.packs", stats.packs(), Sizes.of(stats.packBytes()));
        say("stats.ratios", Sizes.of(stats.logicalBytes()), ratio(stats.dedupRatio()), ratio(stats.compressionRatio()));
        say("stats.seed", Sizes.of(stats.seedBytes()), stats.seedObjects());
        OptionalDouble grows = stats.growth().bytesPerDay();
        if (grows.isPresent()) {
            say(
                    "stats.growth",
                    Sizes.of(Math.round(grows.getAsDouble())),
                    decimal(stats.growth().days()));
        } else {
            say("stats.growth-unknown");
        }
        if (until.isPresent() && days.isPresent()) {
            say("stats.until", decimal(days.getAsDouble()), until.get());
        } else if (until.isPresent()) {
            say("stats.until-never", until.get());
        }
        if (stats.missing() > 0) {
            terminal.err().println(Words.of("stats.missing", stats.missing()));
        }
    }

    private void say(String key, Object... params) {
        terminal.out().println(Words.of(key, params));
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private void printSnapshots(List<OfSnapshot> list) {
        boolean measured = list.stream().anyMatch(s -> s.differentBytes().isPresent());
        List<String> header = columns("id", "entries", "files", "size", "new", "stored", "only", "only-stored");
        if (measured) {
            header.add(Words.of("column.different"));
        }
        terminal.table(header, list.stream().map(s -> row(s, measured)).toList());
    }

    private static List<String> row(OfSnapshot s, boolean measured) {
        var totals = s.snapshot().totals();
        List<String> row = new ArrayList<>(List.of(
                s.snapshot().id() + (s.snapshot().complete() ? "" : " !"),
                Long.toString(totals.entries()),
                Long.toString(totals.files()),
                Sizes.of(totals.bytes()),
                Sizes.of(totals.bytesNew()),
                Sizes.of(totals.bytesStored()),
                Sizes.of(s.onlyBytes()),
                Sizes.of(s.onlyStored())));
        if (measured) {
            row.add(size(s.differentBytes()));
        }
        return row;
    }

    private static String size(OptionalLong bytes) {
        return bytes.isPresent() ? Sizes.of(bytes.getAsLong()) : "-";
    }

    private static List<String> columns(String... names) {
        List<String> header = new ArrayList<>();
        for (String name : names) {
            header.add(Words.of("column." + name));
        }
        return header;
    }

    private void printSources(List<OfSource> list) {
        terminal.table(
                columns("plan", "host", "snapshots", "size", "different", "shared", "only", "only-stored"),
                list.stream()
                        .map(s -> List.of(
                                s.plan().orElse("-"),
                                s.host(),
                                Integer.toString(s.snapshots()),
                                Sizes.of(s.logicalBytes()),
                                Sizes.of(s.differentBytes()),
                                Sizes.of(s.differentBytes() - s.onlyBytes()),
                                Sizes.of(s.onlyBytes()),
                                Sizes.of(s.onlyStored())))
                        .toList());
    }

    private void printRegions(List<OfRegion> list) {
        terminal.table(
                columns("region", "snapshots", "needed", "held", "objects"),
                list.stream()
                        .map(r -> List.of(
                                r.region().value(),
                                Integer.toString(r.snapshots()),
                                Sizes.of(r.neededBytes()),
                                size(r.heldBytes()),
                                r.heldObjects().isPresent()
                                        ? Long.toString(r.heldObjects().getAsLong())
                                        : "-"))
                        .toList());
    }

    private static ObjectNode json(RepositoryStats stats, OptionalDouble days) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        var snapshots = data.putArray("snapshots");
        stats.snapshots().forEach(s -> {
            ObjectNode node = SnapshotJson.of(s.snapshot());
            s.differentBytes().ifPresent(bytes -> node.put("different_bytes", bytes));
            snapshots.add(node.put("only_bytes", s.onlyBytes()).put("only_stored", s.onlyStored()));
        });
        var sources = data.putArray("sources");
        stats.sources().forEach(s -> {
            ObjectNode node = sources.addObject();
            s.plan().ifPresent(plan -> node.put("plan", plan));
            node.put("host", s.host()).put("snapshots", s.snapshots()).put("logical_bytes", s.logicalBytes());
            node.put("different_bytes", s.differentBytes()).put("only_bytes", s.onlyBytes());
            node.put("only_stored", s.onlyStored());
        });
        var regions = data.putArray("regions");
        stats.regions().forEach(r -> {
            ObjectNode node = regions.addObject().put("region", r.region().value());
            node.put("snapshots", r.snapshots()).put("needed_bytes", r.neededBytes());
            r.heldBytes().ifPresent(bytes -> node.put("held_bytes", bytes));
            r.heldObjects().ifPresent(objects -> node.put("held_objects", objects));
        });
        data.put("blobs", stats.blobs()).put("blob_bytes", stats.blobBytes()).put("stored_bytes", stats.storedBytes());
        data.put("logical_bytes", stats.logicalBytes());
        data.put("packs", stats.packs()).put("pack_bytes", stats.packBytes());
        data.put("dedup_ratio", stats.dedupRatio()).put("compression_ratio", stats.compressionRatio());
        data.put("seed_bytes", stats.seedBytes()).put("seed_objects", stats.seedObjects());
        stats.growth().bytesPerDay().ifPresent(bytes -> data.put("growth_bytes_per_day", Math.round(bytes)));
        days.ifPresent(d -> data.put("days_until", d));
        return data.put("missing", stats.missing());
    }
}
