package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.LockExtension;
import dev.hikae.engine.LockHold;
import dev.hikae.engine.LockStatus;
import dev.hikae.engine.LockStatus.Found;
import dev.hikae.engine.LockStatus.Line;
import dev.hikae.engine.ObjectLocks;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae lock}: what keeps objects from being deleted or changed. */
@Command(
        name = "lock",
        subcommands = {LockCommand.Status.class, LockCommand.Extend.class, LockCommand.Hold.class})
final class LockCommand {
    private static final int PARTIAL = 3;

    /** What its commands share. */
    private abstract static class Locks implements Callable<Integer> {
        final Terminal terminal;

        @Mixin
        final RepositoryOptions repository;

        @Mixin
        final OutputOption output;

        @Mixin
        final ProgressOption progress;

        Locks(Terminal terminal) {
            this.terminal = terminal;
            this.repository = new RepositoryOptions(terminal);
            this.output = new OutputOption(terminal);
            this.progress = new ProgressOption(terminal);
        }

        final <T> T with(BiFunction<Repository, RunControl, T> work) {
            try (Repository open = repository.open();
                    Interruption interruption = new Interruption(terminal);
                    ProgressDisplay display = progress.start()) {
                return work.apply(open, new RunControl(display, interruption, CommitGuard.ALWAYS));
            }
        }
    }

    /** {@code hikae lock status}: how each region keeps what its snapshots need, and what somebody did there. */
    @Command(name = "status")
    static final class Status extends Locks {
        Status(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            LockStatus status = with((open, control) -> open.locks().status(control));
            terminal.result("lock-status", json(status), () -> print(status));
            return status.whole() ? 0 : PARTIAL;
        }

        private void print(LockStatus status) {
            terminal.table(
                    List.of(
                            Words.of("column.region"),
                            Words.of("column.lock"),
                            Words.of("column.needed"),
                            Words.of("column.locked"),
                            Words.of("column.not-locked"),
                            Words.of("column.first-ends"),
                            Words.of("column.last-ends")),
                    status.regions().stream().map(Status::row).toList());
            status.regions().forEach(this::tell);
        }

        private static List<String> row(Line line) {
            var found = line.found();
            return List.of(
                    line.region().value(),
                    line.lock()
                            .map(l -> Words.of(
                                    "lock.mode",
                                    l.mode().name().toLowerCase(Locale.ROOT),
                                    l.period().toDays()))
                            .orElseGet(() -> Words.of(line.problem().isPresent() ? "lock.unknown" : "lock.none")),
                    found.map(f -> Long.toString(f.needed())).orElse("-"),
                    found.map(f -> Long.toString(f.locked())).orElse("-"),
                    found.map(f -> Long.toString(f.unlocked())).orElse("-"),
                    found.flatMap(Found::earliest).map(Times::of).orElse("-"),
                    found.flatMap(Found::latest).map(Times::of).orElse("-"));
        }

        private void tell(Line line) {
            List<String> notes = new ArrayList<>();
            line.problem().ifPresent(why -> notes.add(Words.of("lock.problem", line.region(), Words.render(why))));
            line.found().ifPresent(f -> {
                if (f.held() > 0) {
                    terminal.out().println(Words.of("lock.held", line.region(), f.held(), joined(f.heldSnapshots())));
                }
                if (f.due() > 0) {
                    terminal.out().println(Words.of("lock.due", line.region(), f.due()));
                }
                if (f.missing() > 0) {
                    notes.add(Words.of("lock.missing", line.region(), f.missing()));
                }
                if (f.hidden() > 0) {
                    notes.add(Words.of("lock.hidden", line.region(), f.hidden()));
                }
                if (f.replaced() > 0) {
                    notes.add(Words.of("lock.replaced", line.region(), f.replaced()));
                }
                if (f.tampered()) {
                    notes.add(Words.of("lock.read-oldest", line.region()));
                }
                f.examples().forEach(name -> notes.add("  " + name));
            });
            notes.forEach(terminal.err()::println);
        }

        private static ObjectNode json(LockStatus status) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            ArrayNode regions = data.putArray("regions");
            status.regions().forEach(line -> {
                ObjectNode node =
                        regions.addObject().put("region", line.region().value());
                line.lock().ifPresent(l -> node.put("mode", l.mode().name().toLowerCase(Locale.ROOT))
                        .put("period", l.period().toString()));
                line.problem().ifPresent(why -> node.put("problem", Words.render(why)));
                line.found().ifPresent(f -> fill(node, f));
            });
            return data;
        }

        private static void fill(ObjectNode node, Found f) {
            node.put("needed", f.needed()).put("locked", f.locked());
            f.earliest().ifPresent(t -> node.put("first_ends", t.toString()));
            f.latest().ifPresent(t -> node.put("last_ends", t.toString()));
            node.put("due", f.due())
                    .put("held", f.held())
                    .put("not_locked", f.unlocked())
                    .put("missing", f.missing())
                    .put("hidden", f.hidden())
                    .put("replaced", f.replaced());
            ArrayNode examples = node.putArray("examples");
            f.examples().forEach(examples::add);
            ArrayNode held = node.putArray("held_snapshots");
            f.heldSnapshots().forEach(id -> held.add(id.value()));
        }
    }

    /** {@code hikae lock extend}: what visible snapshots need and is soon free. */
    @Command(name = "extend")
    static final class Extend extends Locks {
        @Option(names = "--ask", descriptionKey = "lock.ask")
        private boolean ask;

        Extend(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            LockExtension done = with((open, control) -> open.locks().extend(ask, control));
            terminal.result("lock-extend", json(done), () -> print(done));
            return done.behind().isEmpty() ? 0 : PARTIAL;
        }

        private void print(LockExtension done) {
            sorted(done.regions()).forEach(e -> terminal.out()
                    .println(Words.of(
                            "lock.extended",
                            e.getKey(),
                            e.getValue().extended(),
                            e.getValue().asked())));
            behind(terminal, done.behind());
        }

        private static ObjectNode json(LockExtension done) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            ArrayNode regions = data.putArray("regions");
            sorted(done.regions()).forEach(e -> regions.addObject()
                    .put("region", e.getKey().value())
                    .put("extended", e.getValue().extended())
                    .put("asked", e.getValue().asked()));
            putBehind(data, done.behind());
            return data;
        }
    }

    /** {@code hikae lock hold}: keeps snapshots whatever their time. */
    @Command(name = "hold")
    static final class Hold extends Locks {
        @Parameters(index = "0..*", arity = "1..*", paramLabel = "SNAPSHOT", descriptionKey = "lock.snapshot")
        private List<String> snapshots = new ArrayList<>();

        @Option(names = "--release", descriptionKey = "lock.release")
        private boolean release;

        Hold(Terminal terminal) {
            super(terminal);
        }

        @Override
        public Integer call() {
            LockHold done = with((open, control) -> {
                List<SnapshotId> ids =
                        snapshots.stream().map(s -> open.resolve(s).id()).toList();
                ObjectLocks locks = open.locks();
                return locks.hold(ids, !release, control);
            });
            terminal.result("lock-hold", json(done), () -> print(done));
            return done.behind().isEmpty() ? 0 : PARTIAL;
        }

        private void print(LockHold done) {
            String word = release ? "lock.released" : "lock.kept";
            sorted(done.regions()).forEach(e -> terminal.out().println(Words.of(word, e.getKey(), e.getValue())));
            behind(terminal, done.behind());
        }

        private static ObjectNode json(LockHold done) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            ArrayNode regions = data.putArray("regions");
            sorted(done.regions()).forEach(e -> regions.addObject()
                    .put("region", e.getKey().value())
                    .put("objects", e.getValue()));
            putBehind(data, done.behind());
            return data;
        }
    }

    private static <T> List<Map.Entry<RegionName, T>> sorted(Map<RegionName, T> regions) {
        return regions.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    }

    private static String joined(List<SnapshotId> snapshots) {
        return snapshots.isEmpty()
                ? "-"
                : snapshots.stream().map(SnapshotId::value).sorted().collect(Collectors.joining(", "));
    }

    private static void behind(Terminal terminal, Map<RegionName, Text> behind) {
        sorted(behind)
                .forEach(e -> terminal.err().println(Words.of("lock.behind", e.getKey(), Words.render(e.getValue()))));
    }

    private static void putBehind(ObjectNode data, Map<RegionName, Text> behind) {
        ArrayNode regions = data.putArray("behind");
        sorted(behind)
                .forEach(e ->
                        regions.addObject().put("region", e.getKey().value()).put("why", Words.render(e.getValue())));
    }
}
