package dev.hikae.config.load;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads one step: {@code action} tells which further keys it has. */
final class StepReader {
    private static final List<String> ACTIONS = List.of(
            "restore",
            "compare",
            "command",
            "http-check",
            "wait",
            "approval",
            "region-down",
            "region-up",
            "catch-up",
            "clean-up",
            "note");

    private final References references;
    private final Optional<PlanName> plan;

    StepReader(References references, Optional<PlanName> plan) {
        this.references = references;
        this.plan = plan;
    }

    Optional<Step> read(Value value) {
        return value.fields().flatMap(f -> {
            var id = f.required("id", v -> v.name(t -> t));
            var title = f.optional("title", Value::filledText);
            var after = f.or("after", v -> v.list(Value::filledText), List.of());
            var kind = f.required("action", v -> v.oneOf(ACTIONS));
            var action = kind.flatMap(k -> action(k, f));
            var timeout = f.optional("timeout", Value::duration);
            var retries = f.or("retries", v -> v.integer(0, 20), 0);
            var criterion = f.optional("criterion", Value::bool);
            var always = f.optional("always", Value::bool);
            return kind.isEmpty()
                    ? Optional.empty()
                    : f.build(() -> step(
                            id.orElseThrow(), title, after, timeout, retries, criterion, always, action.orElseThrow()));
        });
    }

    private static Step step(
            String id,
            Optional<String> title,
            List<String> after,
            Optional<Duration> timeout,
            int retries,
            Optional<Boolean> criterion,
            Optional<Boolean> always,
            Action action) {
        return new Step(
                id,
                title.orElse(id),
                after,
                timeout.orElse(timeout(action)),
                retries,
                criterion.orElse(decides(action)),
                always.orElse(action instanceof Action.CleanUp || action instanceof Action.RegionUp),
                action);
    }

    private static Duration timeout(Action action) {
        return switch (action) {
            case Action.Restore r -> Duration.ofHours(12);
            case Action.Compare c -> Duration.ofHours(12);
            case Action.CatchUp c -> Duration.ofHours(12);
            case Action.Approval a -> Duration.ofHours(24);
            case Action.Wait w -> w.duration().plusMinutes(1);
            case Action.Command c -> Duration.ofMinutes(10);
            case Action.HttpCheck h -> Duration.ofMinutes(1);
            case Action.CleanUp c -> Duration.ofHours(1);
            case Action.RegionDown r -> Duration.ofMinutes(1);
            case Action.RegionUp r -> Duration.ofMinutes(1);
            case Action.Note n -> Duration.ofMinutes(1);
        };
    }

    private static boolean decides(Action action) {
        return switch (action) {
            case Action.Restore r -> true;
            case Action.Compare c -> true;
            case Action.Command c -> true;
            case Action.HttpCheck h -> true;
            case Action.Wait w -> false;
            case Action.Approval a -> false;
            case Action.RegionDown r -> false;
            case Action.RegionUp r -> false;
            case Action.CatchUp c -> false;
            case Action.CleanUp c -> false;
            case Action.Note n -> false;
        };
    }

    private Optional<Action> action(String kind, Fields f) {
        return switch (kind) {
            case "restore" -> restore(f);
            case "compare" -> Optional.of(new Action.Compare());
            case "command" -> command(f);
            case "http-check" -> httpCheck(f);
            case "wait" -> f.required("duration", Value::duration).map(Action.Wait::new);
            case "approval" -> f.required("question", Value::filledText).map(Action.Approval::new);
            case "region-down" -> f.required("region", this::region).map(Action.RegionDown::new);
            case "region-up" -> f.required("region", this::region).map(Action.RegionUp::new);
            case "catch-up" -> Optional.of(new Action.CatchUp());
            case "clean-up" -> Optional.of(new Action.CleanUp());
            case "note" -> f.required("text", Value::filledText).map(Action.Note::new);
            default -> throw new IllegalStateException("bug: action without a reader: " + kind);
        };
    }

    private Optional<Action> restore(Fields f) {
        var selection = f.or("selection", RestoreTestReader::selection, new Selection.Newest());
        var region = f.optional("region", this::region);
        var paths = f.or("paths", v -> v.list(Value::filledText), List.of());
        return Optional.of(new Action.Restore(selection, region, paths));
    }

    private static Optional<Action> command(Fields f) {
        var argv = f.required("argv", v -> v.filledList(Value::text));
        var exit = f.or("expect_exit", v -> v.integer(0, 255), 0);
        var output = f.optional("expect_output", Value::filledText);
        return argv.map(a -> new Action.Command(a, exit, output));
    }

    private static Optional<Action> httpCheck(Fields f) {
        var url = f.required("url", Value::url);
        var status = f.or("expect_status", v -> v.integer(100, 599), 200);
        var body = f.optional("expect_body", Value::filledText);
        return url.map(u -> new Action.HttpCheck(u, status, body));
    }

    private Optional<RegionName> region(Value value) {
        Optional<RegionName> name = value.name(RegionName::new);
        name.ifPresent(n -> plan.ifPresent(p -> references.regionOfPlan(value, p, n)));
        return name;
    }
}
