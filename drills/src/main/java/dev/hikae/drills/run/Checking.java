package dev.hikae.drills.run;

import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.engine.RestoreRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The steps that look at a service from outside: commands and HTTP checks. */
final class Checking {
    private static final int BODY_LIMIT = 1 << 20;

    private final DrillSession session;

    Checking(DrillSession session) {
        this.session = session;
    }

    Outcome command(Step step, Action.Command action, int attempt) throws InterruptedException {
        Optional<Path> sandbox = session.restoredBy().map(RestoreRequest::target);
        Path work = session.place().work();
        Path output = work.resolve(step.id() + "-" + attempt + ".log");
        Commands.Ended ended =
                session.commands.run(action.argv(), sandbox.orElse(work), sandbox, output, Optional.empty());
        if (ended.exit() != action.expectExit()) {
            return Outcome.failed("command.exit", ended.exit(), action.expectExit(), ended.tail());
        }
        String wanted = action.expectOutput().orElse("");
        return ended.output().contains(wanted)
                ? Outcome.succeeded("command.ok", ended.exit())
                : Outcome.failed("command.output", wanted, ended.tail());
    }

    Outcome http(Step step, Action.HttpCheck action) throws InterruptedException {
        try (var client = HttpClient.newBuilder().connectTimeout(step.timeout()).build()) {
            var request = HttpRequest.newBuilder(action.url())
                    .timeout(step.timeout())
                    .GET()
                    .build();
            return judged(client.send(request, BodyHandlers.ofInputStream()), action);
        } catch (IOException e) {
            return Outcome.failed("http.unreachable", e);
        }
    }

    private static Outcome judged(HttpResponse<InputStream> response, Action.HttpCheck action) throws IOException {
        try (InputStream in = response.body()) {
            int status = response.statusCode();
            String body = new String(in.readNBytes(BODY_LIMIT), StandardCharsets.UTF_8);
            if (status != action.expectStatus()) {
                return Outcome.failed("http.status", status, action.expectStatus());
            }
            String wanted = action.expectBody().orElse("");
            return body.contains(wanted)
                    ? Outcome.succeeded("http.ok", status)
                    : Outcome.failed("http.body", status, wanted);
        }
    }
}
