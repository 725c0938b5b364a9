package dev.hikae.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Json;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunStore.Filter;
import dev.hikae.server.catalogue.EvidenceIndex.Evidence;
import dev.hikae.server.page.PageData.AttemptRow;
import dev.hikae.server.page.PageData.ProgressView;
import dev.hikae.server.page.PageData.RunDetail;
import dev.hikae.server.page.PageData.RunRow;
import dev.hikae.server.run.RunMachinery;
import dev.hikae.server.settings.ServerError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Runs as the pages show them. */
final class RunRows {
    private static final int LONGEST = 200;

    private final RunMachinery machinery;

    RunRows(RunMachinery machinery) {
        this.machinery = machinery;
    }

    List<RunRow> list(Optional<String> kind, Optional<String> before, int limit) {
        return machinery
                .service()
                .list(
                        new Filter(kind, Optional.empty(), Optional.empty(), Optional.empty()),
                        before.map(RunRows::id),
                        limit)
                .stream()
                .map(RunRows::row)
                .toList();
    }

    RunDetail detail(String id, Locale language) {
        Run run = machinery.service().find(id(id));
        JsonNode parameters = Json.parse(run.parameters());
        return new RunDetail(
                row(run),
                run.state().ended()
                        ? Optional.empty()
                        : machinery.service().progress(run.id()).map(RunRows::progress),
                machinery.service().attempts(run.id()).stream()
                        .map(a -> new AttemptRow(
                                a.number(), a.node(), a.startedAt(), a.endedAt(), LiveData.word(a.state()), a.error()))
                        .toList(),
                texts(parameters),
                run.outcome()
                        .map(o -> new OutcomeText(language).of(Json.parse(o)))
                        .orElse(Map.of()),
                parameters.path("dry_run").asBoolean(),
                machinery.evidence().ofRun(run.id()).map(Evidence::id),
                run.cancelRequested());
    }

    private static RunId id(String text) {
        try {
            return new RunId(text);
        } catch (IllegalArgumentException e) {
            throw new HikaeException(e, ServerError.NO_SUCH, text);
        }
    }

    static RunRow row(Run r) {
        return new RunRow(
                r.id().value(),
                r.kind(),
                r.subject(),
                LiveData.word(r.state()),
                r.requestedBy(),
                r.scheduledFor(),
                r.startedAt(),
                r.endedAt(),
                r.errorCode(),
                r.error());
    }

    private static ProgressView progress(dev.hikae.server.run.ProgressView p) {
        int percent = p.bytesTotal()
                .filter(total -> total > 0)
                .map(total -> Math.clamp(p.bytesDone() * 100 / total, 0, 100))
                .orElse(-1);
        return new ProgressView(
                p.phase(),
                p.filesDone(),
                p.bytesDone(),
                p.bytesPerSecond(),
                percent,
                p.etaSeconds().map(Duration::ofSeconds),
                p.current());
    }

    /** A JSON object's members as text: scalars as they are, lists line by line. */
    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> out = new LinkedHashMap<>();
        object.properties().forEach(m -> {
            String text = m.getValue().isObject() ? lines(m.getValue()) : text(m.getValue());
            if (!text.isEmpty()) {
                out.put(m.getKey(), text);
            }
        });
        return out;
    }

    private static String lines(JsonNode object) {
        return object.properties().stream()
                .map(m -> m.getKey() + ": " + text(m.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String text(JsonNode node) {
        if (node.isArray()) {
            String lines = StreamSupport.stream(node.spliterator(), false)
                    .limit(LONGEST)
                    .map(RunRows::text)
                    .collect(Collectors.joining("\n"));
            return node.size() > LONGEST ? lines + "\n… (" + node.size() + ")" : lines;
        }
        if (node.isObject()) {
            return node.properties().stream()
                    .map(m -> m.getKey() + ": " + text(m.getValue()))
                    .collect(Collectors.joining(", "));
        }
        return node.asText();
    }
}
