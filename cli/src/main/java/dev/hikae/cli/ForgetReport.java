package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.ForgetResult;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.retention.Fate;
import dev.hikae.engine.retention.ForgetReason;
import dev.hikae.engine.retention.KeepReason;
import dev.hikae.engine.retention.RetentionDecision;
import dev.hikae.engine.retention.RetentionDecision.OfGroup;
import dev.hikae.engine.retention.SnapshotGroup;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is kept and forgotten, and why, as {@code hikae forget} tells it.
 *
 * @param reason recorded with what is forgotten
 * @param decision each group's snapshots; where snapshots were named, only these
 * @param result empty when nothing was done
 */
record ForgetReport(
        boolean dryRun,
        String reason,
        RetentionDecision decision,
        List<SnapshotId> forgotten,
        Optional<ForgetResult> result) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx");

    ForgetReport with(ForgetResult done) {
        return new ForgetReport(dryRun, reason, decision, forgotten, Optional.of(done));
    }

    /** Whether a region does not know yet. */
    boolean isBehind() {
        return result.filter(r -> !r.behind().isEmpty()).isPresent();
    }

    void print(Terminal terminal) {
        for (OfGroup group : decision.groups()) {
            terminal.out()
                    .println(Words.of(
                            "forget.group", name(group.group()), group.group().shownRoots()));
            terminal.table(
                    List.of(
                            Words.of("column.id"),
                            Words.of("column.time"),
                            Words.of("column.fate"),
                            Words.of("column.reasons")),
                    group.fates().reversed().stream().map(ForgetReport::row).toList());
            terminal.out().println();
        }
        int kept = decision.kept().size();
        terminal.out()
                .println(Words.of(
                        forgotten.isEmpty() ? "forget.nothing" : dryRun ? "forget.would" : "forget.done",
                        forgotten.size(),
                        kept));
        result.ifPresent(r -> r.behind().forEach((region, why) -> terminal.err()
                .println(Words.of("forget.behind", region, Words.render(why)))));
    }

    private static String name(SnapshotGroup group) {
        return group.plan().map(p -> p + "@").orElse("") + group.host();
    }

    private static List<String> row(Fate fate) {
        Snapshot s = fate.snapshot();
        return List.of(
                s.id() + (s.complete() ? "" : " !"),
                TIME.format(fate.countsAt().atZone(ZoneId.systemDefault())),
                Words.of(fate instanceof Fate.Keep ? "forget.keep" : "forget.forget"),
                reasons(fate));
    }

    private static String reasons(Fate fate) {
        return switch (fate) {
            case Fate.Keep k ->
                k.reasons().stream().map(r -> Words.render(r.text())).collect(Collectors.joining(", "));
            // The shortest period says most.
            case Fate.Forget f ->
                f.reasons().stream()
                        .findFirst()
                        .map(r -> Words.render(r.text()))
                        .orElseGet(() -> Words.of("forget.named"));
        };
    }

    ObjectNode json() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("dry_run", dryRun).put("reason", reason);
        ArrayNode groups = data.putArray("groups");
        decision.groups().forEach(g -> json(g, groups.addObject()));
        data.put("kept", decision.kept().size()).put("forgotten", forgotten.size());
        ArrayNode recorded = data.putArray("recorded_in");
        ArrayNode behind = data.putArray("behind");
        result.ifPresent(r -> {
            r.recordedIn().stream().sorted().forEach(region -> recorded.add(region.value()));
            r.behind()
                    .forEach((region, why) ->
                            behind.addObject().put("region", region.value()).put("why", Words.render(why)));
        });
        return data;
    }

    private static void json(OfGroup group, ObjectNode node) {
        group.group().plan().ifPresent(p -> node.put("plan", p));
        node.put("host", group.group().host());
        ArrayNode roots = node.putArray("roots");
        group.group().roots().forEach(root -> roots.add(root.toString()));
        ArrayNode keep = node.putArray("keep");
        ArrayNode forget = node.putArray("forget");
        for (Fate fate : group.fates().reversed()) {
            switch (fate) {
                case Fate.Keep k -> {
                    ArrayNode reasons = json(fate, keep.addObject());
                    k.reasons().forEach(r -> json(r, reasons.addObject()));
                }
                case Fate.Forget f -> {
                    ArrayNode reasons = json(fate, forget.addObject());
                    f.reasons().forEach(r -> json(r, reasons.addObject()));
                }
            }
        }
    }

    private static ArrayNode json(Fate fate, ObjectNode node) {
        Snapshot s = fate.snapshot();
        node.put("id", s.id().value())
                .put("captured_at", s.capturedAt().toString())
                .put("committed_at", s.committedAt().toString())
                .put("counts_at", fate.countsAt().toString())
                .put("complete", s.complete());
        return node.putArray("reasons");
    }

    private static void json(KeepReason r, ObjectNode node) {
        node.put("rule", r.rule().word());
        if (r.of() > 0) {
            node.put("place", r.place()).put("of", r.of());
        }
        if (!r.period().isEmpty()) {
            node.put("period", r.period());
        }
        node.put("text", Words.render(r.text()));
    }

    private static void json(ForgetReason r, ObjectNode node) {
        if (r instanceof ForgetReason.Superseded by) {
            node.put("rule", by.rule().word())
                    .put("period", by.period())
                    .put("by", by.by().value());
        }
        node.put("text", Words.render(r.text()));
    }
}
