package dev.hikae.server.run;

import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Json;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunListener;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import dev.hikae.scheduler.Waiting;
import dev.hikae.server.catalogue.AlertLog;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells people what went wrong: runs that failed, were missed, expired, abandoned or incomplete, and overdue ones.
 *
 * <p>An alert is kept before it is sent, so that none is lost; {@link AlertDelivery} sends it to each target. Runs that
 * the service itself repeats every few minutes alert once, until one of them succeeds.
 */
public final class Alerts implements RunListener {
    /** How bad it is. */
    public enum Severity {
        WARNING,
        CRITICAL
    }

    /**
     * What is sent, as JSON. {@code text} is what Slack and its like show.
     *
     * @param event {@code run.failed}, {@code run.missed}, {@code run.expired}, {@code run.abandoned},
     *     {@code run.warning} or {@code run.overdue}
     */
    public record Message(
            String id,
            Instant at,
            Severity severity,
            String event,
            String kind,
            String subject,
            Optional<RunId> run,
            String text,
            String textJa,
            Optional<String> errorCode,
            Optional<String> error) {}

    private final AlertLog log;
    private final RunStore runs;
    private final List<String> targets;
    private final InstantSource clock;
    private final Ids ids;
    private final Waiting delivery;

    /** @param delivery woken for each alert */
    public Alerts(AlertLog log, RunStore runs, List<URI> webhooks, InstantSource clock, Ids ids, Waiting delivery) {
        this.log = log;
        this.runs = runs;
        this.targets = webhooks.stream().map(URI::toString).distinct().toList();
        this.clock = clock;
        this.ids = ids;
        this.delivery = delivery;
    }

    @Override
    public void planned(Run run) {}

    @Override
    public void starting(Run run, int attempt) {}

    @Override
    public void retrying(Run run, String error) {}

    @Override
    public void ended(Run run) {
        switch (run.state()) {
            case FAILED, MISSED, EXPIRED, ABANDONED -> raise(run, Severity.CRITICAL);
            case WARNING -> raise(run, Severity.WARNING);
            case PLANNED, RUNNING, SUCCEEDED, CANCELLED, SKIPPED -> {}
        }
    }

    private void raise(Run run, Severity severity) {
        if (run.requestedBy().equals(CatchUp.REQUESTER) && failedBefore(run)) {
            return;
        }
        String event = "run." + run.state().name().toLowerCase(Locale.ROOT);
        Text text = text(event, run.kind(), run.subject(), run.error().orElse(""), run.scheduledFor());
        raise(severity, event, run.kind(), run.subject(), Optional.of(run), text);
    }

    /** Whether the run of this kind and subject before this one failed, too. */
    private boolean failedBefore(Run run) {
        var same = new RunStore.Filter(
                Optional.of(run.kind()), Optional.of(run.subject()), Optional.empty(), Optional.empty());
        return runs.list(same, Optional.of(run.id()), 1).stream().anyMatch(r -> r.state() == RunState.FAILED);
    }

    @Override
    public void overdue(String kind, String subject, Optional<Instant> lastSuccess) {
        Text text = lastSuccess
                .map(at -> text("run.overdue", kind, subject, at))
                .orElseGet(() -> text("run.never", kind, subject));
        raise(Severity.CRITICAL, "run.overdue", kind, subject, Optional.empty(), text);
    }

    private void raise(Severity severity, String event, String kind, String subject, Optional<Run> run, Text text) {
        Message message = new Message(
                ids.next("alr_"),
                clock.instant(),
                severity,
                event,
                kind,
                subject,
                run.map(Run::id),
                Messages.render(text, Locale.ENGLISH),
                Messages.render(text, Locale.JAPANESE),
                run.flatMap(Run::errorCode),
                run.flatMap(Run::error));
        log.raise(
                new AlertLog.Alert(
                        message.id(),
                        message.at(),
                        severity.name().toLowerCase(Locale.ROOT),
                        event,
                        kind,
                        subject,
                        message.run(),
                        Json.text(message)),
                targets);
        delivery.wake();
    }

    private static Text text(String event, Object... params) {
        return Text.of(RunError.BUNDLE, "alert." + event, params);
    }
}
