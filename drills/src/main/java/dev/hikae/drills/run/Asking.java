package dev.hikae.drills.run;

import static dev.hikae.drills.run.Outcome.text;

import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.drills.run.Approvals.Answer;
import dev.hikae.drills.run.DrillEvent.Kind;
import java.time.Instant;
import java.util.Optional;

/** The approval step: asks, waits, and records what became of the question whatever happens. */
final class Asking {
    private final DrillSession session;
    private final Approvals approvals;

    Asking(DrillSession session, Approvals approvals) {
        this.session = session;
        this.approvals = approvals;
    }

    Outcome ask(Step step, Action.Approval action) throws InterruptedException {
        String starter = session.request.startedBy();
        Instant now = session.now();
        var request = new Approvals.Request(
                session.request.run(), step.id(), action.question(), starter, now, now.plus(step.timeout()));
        event(Kind.APPROVAL_REQUESTED, step, starter, "approval.asked", action.question());
        try {
            return answered(step, request, approvals.ask(request));
        } catch (InterruptedException e) {
            record(request, ApprovalRecord.Outcome.UNANSWERED, Optional.empty(), Optional.empty(), Optional.empty());
            throw e;
        }
    }

    private Outcome answered(Step step, Approvals.Request request, Answer answer) {
        return switch (answer) {
            case Answer.Approved a when a.at().isAfter(request.expiresAt()) -> expired(step, request);
            case Answer.Approved a -> by(step, request, a.by(), a.comment(), a.at(), true);
            case Answer.Rejected r -> by(step, request, r.by(), r.comment(), r.at(), false);
            case Answer.Expired e -> expired(step, request);
        };
    }

    private Outcome expired(Step step, Approvals.Request request) {
        record(request, ApprovalRecord.Outcome.EXPIRED, Optional.empty(), Optional.empty(), Optional.empty());
        event(Kind.APPROVAL_EXPIRED, step, DrillEvent.RUNNER, "approval.expired", request.expiresAt());
        return Outcome.failedForGood("approval.expired", request.expiresAt());
    }

    private Outcome by(Step step, Approvals.Request request, String by, String comment, Instant at, boolean approved) {
        boolean self = by.equals(request.startedBy());
        var outcome = self
                ? ApprovalRecord.Outcome.REFUSED_SELF
                : approved ? ApprovalRecord.Outcome.APPROVED : ApprovalRecord.Outcome.REJECTED;
        record(request, outcome, Optional.of(by), Optional.of(comment), Optional.of(at));
        if (self) {
            event(Kind.APPROVAL_REFUSED, step, by, "approval.self", by);
            return Outcome.failedForGood("approval.self", by);
        }
        String key = approved ? "approval.approved" : "approval.rejected";
        event(approved ? Kind.APPROVAL_GIVEN : Kind.APPROVAL_REFUSED, step, by, key, by, comment);
        return approved ? Outcome.succeeded(key, by, comment) : Outcome.failedForGood(key, by, comment);
    }

    private void event(Kind kind, Step step, String actor, String key, Object... params) {
        session.event(kind, Optional.of(step.id()), actor, text(key, params));
    }

    private void record(
            Approvals.Request r,
            ApprovalRecord.Outcome outcome,
            Optional<String> by,
            Optional<String> comment,
            Optional<Instant> at) {
        session.asked(new ApprovalRecord(
                r.step(), r.question(), r.startedBy(), r.requestedAt(), r.expiresAt(), outcome, by, comment, at));
    }
}
