package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionOverview.Line;
import dev.hikae.engine.RegionOverview.Part;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.Repository;
import dev.hikae.engine.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hikae region}: the regions of a repository. */
@Command(
        name = "region",
        subcommands = {
            RegionCommand.Listing.class,
            RegionCommand.Status.class,
            RegionAddCommand.class,
            RegionSeedCommand.class,
            RegionRetireCommand.class,
            RegionFailoverCommand.class,
            RegionProbeCommand.class
        })
final class RegionCommand {
    private static final int PARTIAL = 3;

    /** {@code hikae region list}: which there are, where, and whether they answer. */
    @Command(name = "list")
    static final class Listing implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final RepositoryOptions repository;

        @Mixin
        private final OutputOption output;

        Listing(Terminal terminal) {
            this.terminal = terminal;
            this.repository = new RepositoryOptions(terminal);
            this.output = new OutputOption(terminal);
        }

        @Override
        public Integer call() {
            RegionOverview overview;
            try (Repository open = repository.open()) {
                overview = open.regionOverview(false);
            }
            terminal.result("regions", RegionCommand.json(overview), () -> print(overview));
            return 0;
        }

        private void print(RegionOverview overview) {
            terminal.table(
                    List.of(
                            Words.of("column.region"),
                            Words.of("column.part"),
                            Words.of("column.place"),
                            Words.of("column.state")),
                    overview.regions().stream()
                            .map(l -> List.of(
                                    l.region().value(),
                                    part(overview, l),
                                    l.place().orElse("-"),
                                    state(l)))
                            .toList());
            tell(terminal, overview, repository);
        }
    }

    /** {@code hikae region status}: how far each is. */
    @Command(name = "status")
    static final class Status implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final RepositoryOptions repository;

        @Mixin
        private final OutputOption output;

        @Option(names = "--snapshots")
        private boolean each;

        Status(Terminal terminal) {
            this.terminal = terminal;
            this.repository = new RepositoryOptions(terminal);
            this.output = new OutputOption(terminal);
        }

        @Override
        public Integer call() {
            RegionOverview overview;
            List<Snapshot> snapshots;
            try (Repository open = repository.open()) {
                overview = open.regionOverview(true);
                snapshots = each ? open.snapshots() : List.of();
            }
            ObjectNode data = RegionCommand.json(overview);
            if (each) {
                ArrayNode states = data.putArray("snapshots");
                snapshots.forEach(s -> states.add(json(s, overview.members())));
            }
            terminal.result("region-status", data, () -> print(overview, snapshots));
            return isWhole(overview) ? 0 : PARTIAL;
        }

        /** Whether every region is up and lacks nothing. */
        private static boolean isWhole(RegionOverview overview) {
            return overview.unfinished().isEmpty()
                    && overview.regions().stream()
                            .filter(l -> l.part() == Part.MEMBER || l.part() == Part.NOT_CONFIGURED)
                            .allMatch(l -> l.status()
                                    .filter(s -> s.reachable() && s.snapshotsBehind() == 0)
                                    .isPresent());
        }

        private void print(RegionOverview overview, List<Snapshot> snapshots) {
            terminal.table(
                    List.of(
                            Words.of("column.region"),
                            Words.of("column.part"),
                            Words.of("column.watermark"),
                            Words.of("column.snapshots"),
                            Words.of("column.behind"),
                            Words.of("column.state")),
                    overview.regions().stream().map(l -> row(overview, l)).toList());
            tell(terminal, overview, repository);
            if (!snapshots.isEmpty()) {
                terminal.out().println();
                terminal.table(
                        List.of(
                                Words.of("column.id"),
                                Words.of("column.time"),
                                Words.of("column.plan"),
                                Words.of("column.host"),
                                Words.of("column.copies"),
                                Words.of("column.regions")),
                        snapshots.stream().map(s -> row(s, overview.members())).toList());
            }
        }

        private static List<String> row(RegionOverview overview, Line line) {
            Optional<RegionStatus> up = line.status().filter(RegionStatus::reachable);
            return List.of(
                    line.region().value(),
                    part(overview, line),
                    up.flatMap(RegionStatus::watermark).map(Times::of).orElse("-"),
                    up.map(s -> Long.toString(s.snapshotsHeld())).orElse("-"),
                    up.map(s -> Long.toString(s.snapshotsBehind())).orElse("-"),
                    state(line));
        }

        private static List<String> row(Snapshot s, int members) {
            return List.of(
                    s.id().value(),
                    Times.of(s.capturedAt()),
                    s.plan().orElse("-"),
                    s.host(),
                    s.regions().size() == 1
                            ? Words.of("region.local")
                            : Words.of("region.replicated", s.regions().size(), members),
                    s.regions().stream().sorted().map(Object::toString).collect(Collectors.joining(",")));
        }

        private static ObjectNode json(Snapshot s, int members) {
            ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", s.id().value());
            s.plan().ifPresent(plan -> node.put("plan", plan));
            node.put("host", s.host()).put("captured_at", s.capturedAt().toString());
            node.put("state", s.regions().size() == 1 ? "local" : "replicated");
            node.put("copies", s.regions().size()).put("of", members);
            ArrayNode regions = node.putArray("regions");
            s.regions().stream().sorted().forEach(r -> regions.add(r.value()));
            return node;
        }
    }

    private static String part(RegionOverview overview, Line line) {
        return line.region().equals(overview.home()) ? Words.of("region.home") : Words.of("region.part." + line.part());
    }

    private static String state(Line line) {
        if (line.part() == Part.NOT_CONFIGURED) {
            return Words.of("region.not-configured");
        }
        return line.reachable()
                ? Words.of("region.up")
                : Words.of("region.down", line.problem().map(Words::render).orElse("-"));
    }

    /** What the table has no column for. */
    private static void tell(Terminal terminal, RegionOverview overview, RepositoryOptions repository) {
        List<String> notes = new ArrayList<>();
        if (repository.severalRegions() && !repository.config().home().equals(overview.home())) {
            notes.add(Words.of("region.other-home", repository.config().home(), overview.home()));
        }
        overview.unfinished()
                .ifPresent(u -> notes.add(Words.of(
                        "region.unfinished",
                        u.epoch(),
                        u.home(),
                        u.heldBy().stream().sorted().map(Object::toString).collect(Collectors.joining(", ")))));
        overview.regions().stream()
                .filter(l -> l.part() == Part.NOT_ADDED || l.part() == Part.RETIRED)
                .forEach(l -> notes.add(Words.of("region.advice." + l.part(), l.region())));
        terminal.out()
                .println(Words.of(
                        "region.summary", overview.home(), overview.epoch(), overview.quorum(), overview.members()));
        notes.forEach(terminal.err()::println);
    }

    static ObjectNode json(RegionOverview overview) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("home", overview.home().value()).put("epoch", overview.epoch()).put("quorum", overview.quorum());
        ArrayNode regions = data.putArray("regions");
        overview.regions().forEach(line -> {
            ObjectNode node = regions.addObject().put("region", line.region().value());
            node.put("home", line.region().equals(overview.home()));
            node.put("part", line.part().name().toLowerCase(Locale.ROOT));
            line.place().ifPresent(place -> node.put("place", place));
            node.put("reachable", line.reachable());
            line.problem().ifPresent(why -> node.put("problem", Words.render(why)));
            line.status().filter(RegionStatus::reachable).ifPresent(s -> {
                s.watermark().ifPresent(w -> node.put("watermark", w.toString()));
                s.newest().ifPresent(id -> node.put("newest", id.value()));
                node.put("snapshots_held", s.snapshotsHeld()).put("snapshots_behind", s.snapshotsBehind());
            });
        });
        overview.unfinished().ifPresent(u -> {
            ObjectNode node = data.putObject("unfinished").put("epoch", u.epoch());
            node.put("home", u.home().value());
            ArrayNode held = node.putArray("held_by");
            u.heldBy().stream().sorted().forEach(r -> held.add(r.value()));
        });
        return data;
    }
}
