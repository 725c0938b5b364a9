package dev.hikae.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Json;
import dev.hikae.scheduler.Attempt;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.server.run.ProgressView;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as the API shows it; {@code docs/API.md} says what is in outcomes.
 *
 * @param schedule that asked for it; missing when a person did
 * @param progress while it is at work here
 * @param attemptsMade only where one run is asked for
 */
public record RunView(
        RunId id,
        String kind,
        String subject,
        Optional<String> schedule,
        Instant scheduledFor,
        String requestedBy,
        RunState state,
        int attempts,
        int maxAttempts,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        @Schema(implementation = Object.class) JsonNode parameters,
        @Schema(implementation = Object.class) Optional<JsonNode> outcome,
        Optional<String> errorCode,
        Optional<String> error,
        boolean cancelRequested,
        Optional<ProgressView> progress,
        Optional<List<Made>> attemptsMade) {
    /** One attempt of a run. */
    public record Made(
            int number,
            String node,
            Instant startedAt,
            Optional<Instant> endedAt,
            RunState state,
            Optional<String> error) {}

    static RunView of(Run run) {
        return of(run, Optional.empty(), Optional.empty());
    }

    static RunView of(Run run, Optional<ProgressView> progress, List<Attempt> attempts) {
        List<Made> made = attempts.stream()
                .map(a -> new Made(a.number(), a.node(), a.startedAt(), a.endedAt(), a.state(), a.error()))
                .toList();
        return of(run, progress, Optional.of(made));
    }

    private static RunView of(Run run, Optional<ProgressView> progress, Optional<List<Made>> made) {
        return new RunView(
                run.id(),
                run.kind(),
                run.subject(),
                run.schedule(),
                run.scheduledFor(),
                run.requestedBy(),
                run.state(),
                run.attempts(),
                run.maxAttempts(),
                run.startedAt(),
                run.endedAt(),
                Json.parse(run.parameters()),
                run.outcome().map(Json::parse),
                run.errorCode(),
                run.error(),
                run.cancelRequested(),
                progress.filter(p -> run.state() == RunState.RUNNING),
                made);
    }

    /** 202, where the run is found, and the run. */
    static Response accepted(Run run) {
        return Response.accepted(of(run))
                .location(URI.create("/api/v1/runs/" + run.id()))
                .build();
    }
}
