package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import dev.hikae.scheduler.SchedulerError;
import dev.hikae.server.http.EventStreams;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.RunService;
import dev.hikae.server.settings.ServerError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs of every kind: what was due, what became of it, and what goes on now. */
@Path("/api/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class RunsResource {
    private final RunService service;
    private final EventStreams streams;

    public RunsResource(RunService service, EventStreams streams) {
        this.service = service;
        this.streams = streams;
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.RUN)
    @Operation(summary = "Runs, newest first")
    public Listing<RunView> list(
            @QueryParam("kind") Optional<String> kind,
            @QueryParam("subject") Optional<String> subject,
            @QueryParam("state") Optional<String> state,
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        int most = Listing.limit(limit);
        var filter = new RunStore.Filter(kind, subject, state.map(RunsResource::state), Optional.empty());
        Optional<RunId> before = Listing.position(cursor).map(RunsResource::position);
        List<Run> rows = service.list(filter, before, most + 1);
        return Listing.part(rows, most, run -> run.id().value()).map(RunView::of);
    }

    private static RunState state(String word) {
        return Arrays.stream(RunState.values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new HikaeException(ServerError.MALFORMED_REQUEST, "state"));
    }

    private static RunId position(String id) {
        try {
            return new RunId(id);
        } catch (IllegalArgumentException e) {
            throw new HikaeException(e, ServerError.CURSOR);
        }
    }

    private static RunId id(String text) {
        try {
            return new RunId(text);
        } catch (IllegalArgumentException e) {
            throw new HikaeException(e, SchedulerError.RUN_NOT_FOUND, text);
        }
    }

    @GET
    @Path("{id}")
    @Permit(value = Verb.READ, on = Subject.RUN)
    @Operation(summary = "One run, with its attempts and its progress")
    public RunView one(@PathParam("id") String id) {
        RunId run = id(id);
        return RunView.of(service.find(run), service.progress(run), service.attempts(run));
    }

    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Permit(value = Verb.READ, on = Subject.RUN)
    @Operation(summary = "What goes on in a run, live: progress, step and state; ends after the run's end")
    public void events(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) Optional<String> last,
            @Context SseEventSink sink,
            @Context Sse sse) {
        RunId run = service.find(id(id)).id();
        long after = last.filter(l -> !l.isEmpty()).map(RunsResource::number).orElse(0L);
        streams.adopt(sink);
        Thread.ofVirtual()
                .name("events-" + run)
                .start(new RunEventStream(service, streams, run, sink, sse).from(after));
    }

    private static long number(String lastEventId) {
        try {
            return Math.max(0, Long.parseLong(lastEventId));
        } catch (NumberFormatException e) {
            throw new HikaeException(e, ServerError.MALFORMED_REQUEST, HttpHeaders.LAST_EVENT_ID_HEADER);
        }
    }

    @POST
    @Path("{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @Idempotent
    @Permit(value = Verb.CANCEL, on = Subject.RUN)
    @Operation(summary = "Ask a run to stop; it does at the next safe place")
    public Response cancel(@PathParam("id") String id) {
        return RunView.accepted(service.cancel(id(id)));
    }
}
