package dev.hikae.server.api;

import dev.hikae.config.id.RunId;
import dev.hikae.server.catalogue.EventLog.Event;
import dev.hikae.server.http.EventStreams;
import dev.hikae.server.run.RunEvents;
import dev.hikae.server.run.RunService;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one run's events to one client until the run has ended, the client is gone, or the service stops. */
final class RunEventStream {
    private static final Logger LOG = LoggerFactory.getLogger(RunEventStream.class);
    /** A comment after this long without an event shows that the client is still there. */
    private static final Duration QUIET = Duration.ofSeconds(15);
    /** A client that takes nothing for so long is given up; it may come back and go on. */
    private static final Duration SLOWEST = Duration.ofSeconds(30);

    private final RunService service;
    private final EventStreams streams;
    private final RunId run;
    private final SseEventSink sink;
    private final Sse sse;

    RunEventStream(RunService service, EventStreams streams, RunId run, SseEventSink sink, Sse sse) {
        this.service = service;
        this.streams = streams;
        this.run = run;
        this.sink = sink;
        this.sse = sse;
    }

    /** Events with a greater number than this. */
    Runnable from(long after) {
        return () -> {
            try {
                send(after);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                LOG.debug("the stream of {} ends: {}", run, e.toString());
            } finally {
                streams.close(sink);
            }
        };
    }

    private void send(long from) throws InterruptedException, ExecutionException, TimeoutException {
        long after = from;
        while (!sink.isClosed() && !streams.stopping()) {
            boolean over = service.find(run).state().ended();
            List<Event> events = service.events(run, after, over ? Duration.ZERO : QUIET);
            for (Event event : events) {
                send(event(event));
                after = event.seq();
                if (RunEvents.isLast(event)) {
                    return;
                }
            }
            if (events.isEmpty()) {
                if (over) {
                    return;
                }
                send(sse.newEventBuilder().comment("").build());
            }
        }
    }

    private OutboundSseEvent event(Event event) {
        return sse.newEventBuilder()
                .id(Long.toString(event.seq()))
                .name(event.type())
                .data(String.class, event.data())
                .build();
    }

    private void send(OutboundSseEvent event) throws InterruptedException, ExecutionException, TimeoutException {
        sink.send(event).toCompletableFuture().get(SLOWEST.toSeconds(), TimeUnit.SECONDS);
    }
}
