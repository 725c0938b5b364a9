package dev.hikae.verify;

import dev.hikae.config.plan.Probe;
import dev.hikae.engine.command.Capture;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one GET request and reads the answer, all within the probe's time; redirects are answers, not followed. */
final class HttpProbe {
    /**
     * What was answered.
     *
     * @param status empty when nothing was
     * @param problem why nothing was
     */
    record Answer(OptionalInt status, Capture body, boolean timedOut, boolean cancelled, String problem) {}

    private HttpProbe() {}

    static Answer get(Probe.Http probe, ProbePlace place) {
        var body = new Capture();
        try (var client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(atMost(probe.timeout()))
                .build()) {
            var task = new FutureTask<>(() -> exchange(client, probe, body));
            Thread thread = Thread.ofVirtual().start(task);
            try {
                return await(task, probe, place, body);
            } finally {
                thread.interrupt();
                client.shutdownNow();
            }
        }
    }

    private static Duration atMost(Duration timeout) {
        return timeout.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : timeout;
    }

    private static Answer exchange(HttpClient client, Probe.Http probe, Capture body) throws Exception {
        var request = HttpRequest.newBuilder(probe.url())
                .timeout(probe.timeout())
                .GET()
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        body.drain(response.body());
        return new Answer(OptionalInt.of(response.statusCode()), body, false, false, "");
    }

    private static Answer await(FutureTask<Answer> task, Probe.Http probe, ProbePlace place, Capture body) {
        long deadline = System.nanoTime() + probe.timeout().toNanos();
        try {
            while (true) {
                try {
                    return task.get(50, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (place.cancellation().requested()) {
                        return new Answer(OptionalInt.empty(), body, false, true, "");
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        return new Answer(OptionalInt.empty(), body, true, false, "");
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(OptionalInt.empty(), body, false, true, "");
        } catch (ExecutionException e) {
            boolean late = e.getCause() instanceof java.net.http.HttpTimeoutException;
            return new Answer(OptionalInt.empty(), body, late, false, String.valueOf(e.getCause()));
        }
    }
}
