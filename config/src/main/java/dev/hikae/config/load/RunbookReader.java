package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.runbook.DrillType;
import dev.hikae.config.runbook.Runbook;
import dev.hikae.config.runbook.Runbook.Exclusion;
import dev.hikae.config.runbook.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a runbook and checks that its steps can be done in some order. */
final class RunbookReader {
    private final References references;

    RunbookReader(References references) {
        this.references = references;
    }

    Optional<Runbook> read(Value root) {
        return root.fields().flatMap(f -> {
            var name = f.required("name", v -> v.name(RunbookName::new));
            name.ifPresent(n -> references.declare(f.value("name").orElseThrow(), "runbook", n.value()));
            var title = f.required("title", Value::filledText);
            var scenario = f.or("scenario", Value::text, "");
            var type = f.required("type", v -> v.constant(DrillType.class));
            var plan = f.required("plan", v -> v.name(PlanName::new));
            plan.ifPresent(p -> references.plan(f.value("plan").orElseThrow(), p));
            var objectives = f.optional("objectives", PlanReader::objectives);
            var exclusions = f.or("exclusions", v -> v.list(RunbookReader::exclusion), List.of());
            var steps = f.required("steps", v -> steps(v, plan));
            return f.build(() -> new Runbook(
                    name.orElseThrow(),
                    title.orElseThrow(),
                    scenario,
                    type.orElseThrow(),
                    plan.orElseThrow(),
                    objectives,
                    exclusions,
                    steps.orElseThrow()));
        });
    }

    private static Optional<Exclusion> exclusion(Value value) {
        return value.fields().flatMap(f -> {
            var what = f.required("what", Value::filledText);
            var reason = f.required("reason", Value::filledText);
            return f.build(() -> new Exclusion(what.orElseThrow(), reason.orElseThrow()));
        });
    }

    private Optional<List<Step>> steps(Value value, Optional<PlanName> plan) {
        var reader = new StepReader(references, plan);
        var values = new ArrayList<Value>();
        Optional<List<Step>> steps = value.filledList(v -> {
            values.add(v);
            return reader.read(v);
        });
        steps.ifPresent(s -> checkOrder(s, values));
        return steps;
    }

    private static void checkOrder(List<Step> steps, List<Value> values) {
        Map<String, Step> byId = new LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            Value at = values.get(i);
            Step step = steps.get(i);
            if (byId.putIfAbsent(step.id(), step) != null) {
                at.problem(ConfigError.NAME_TWICE, step.id(), "line " + lines.get(step.id()));
            }
            lines.putIfAbsent(step.id(), at.place().line());
        }
        for (int i = 0; i < steps.size(); i++) {
            Value at = values.get(i);
            steps.get(i).after().stream()
                    .filter(id -> !byId.containsKey(id))
                    .forEach(id -> at.problem(ConfigError.UNKNOWN_STEP, id, References.joined(byId.keySet())));
        }
        cycle(byId).ifPresent(ids -> values.get(indexOf(steps, ids.getFirst()))
                .problem(ConfigError.STEP_CYCLE, String.join(" → ", ids)));
    }

    private static int indexOf(List<Step> steps, String id) {
        return steps.stream().map(Step::id).toList().indexOf(id);
    }

    /** One cycle, its first step repeated at the end. */
    private static Optional<List<String>> cycle(Map<String, Step> steps) {
        Set<String> done = new HashSet<>();
        for (String id : steps.keySet()) {
            Optional<List<String>> found = cycleFrom(id, steps, new ArrayList<>(), done);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<List<String>> cycleFrom(
            String id, Map<String, Step> steps, List<String> path, Set<String> done) {
        int seen = path.indexOf(id);
        if (seen >= 0) {
            var cycle = new ArrayList<>(path.subList(seen, path.size()));
            cycle.add(id);
            return Optional.of(cycle);
        }
        Step step = steps.get(id);
        if (step == null || done.contains(id)) {
            return Optional.empty();
        }
        path.add(id);
        for (String before : step.after()) {
            Optional<List<String>> found = cycleFrom(before, steps, path, done);
            if (found.isPresent()) {
                return found;
            }
        }
        path.removeLast();
        done.add(id);
        return Optional.empty();
    }
}
