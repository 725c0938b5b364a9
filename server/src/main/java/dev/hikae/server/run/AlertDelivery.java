package dev.hikae.server.run;

import dev.hikae.scheduler.Waiting;
import dev.hikae.server.catalogue.AlertLog;
import dev.hikae.server.catalogue.AlertLog.Delivery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts alerts to webhooks as JSON; tries again for about a day, and records how each delivery went. */
public final class AlertDelivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int BATCH = 50;
    /** Pauses after failed attempts; after the last one it is given up. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(12));

    private final AlertLog log;
    private final InstantSource clock;
    private final Waiting waiting;
    private final HttpClient client;
    private volatile boolean closed;
    private @Nullable Thread loop;

    /** @param waiting woken for each new alert */
    public AlertDelivery(AlertLog log, InstantSource clock, Waiting waiting) {
        this.log = log;
        this.clock = clock;
        this.waiting = waiting;
        this.client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    public void start(ThreadFactory threads) {
        Thread started = threads.newThread(this::loop);
        loop = started;
        started.start();
    }

    private void loop() {
        while (!closed) {
            try {
                deliverDue();
            } catch (RuntimeException e) {
                LOG.error("alerts could not be delivered; it tries again", e);
            }
            try {
                waiting.await(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Tries every delivery whose time has come. */
    void deliverDue() {
        log.due(clock.instant(), BATCH).forEach(d -> log.find(d.alert()).ifPresent(a -> deliver(d, a.document())));
    }

    private void deliver(Delivery d, String document) {
        Optional<String> problem = post(d.target(), document);
        Instant now = clock.instant();
        int attempts = d.attempts() + 1;
        Optional<Instant> next = problem.isEmpty() || attempts > PAUSES.size()
                ? Optional.empty()
                : Optional.of(now.plus(PAUSES.get(attempts - 1)));
        Optional<Instant> delivered = problem.isEmpty() ? Optional.of(now) : Optional.empty();
        problem.ifPresent(p -> LOG.warn("alert {} did not reach its target in attempt {}: {}", d.alert(), attempts, p));
        log.save(new Delivery(d.alert(), d.target(), attempts, now, next, delivered, problem));
    }

    /** What went wrong; empty when the target took it. */
    private Optional<String> post(String target, String document) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(target))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json; charset=utf-8")
                    .header("User-Agent", "hikae")
                    .POST(HttpRequest.BodyPublishers.ofString(document))
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("HTTP status " + status);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the service stopped");
        }
    }

    @Override
    public void close() {
        closed = true;
        waiting.wake();
        Thread stopped = loop;
        if (stopped != null) {
            stopped.interrupt();
        }
        client.close();
    }
}
