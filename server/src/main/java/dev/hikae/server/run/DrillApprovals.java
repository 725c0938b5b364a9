package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunId;
import dev.hikae.drills.run.Approvals;
import dev.hikae.scheduler.Work;
import dev.hikae.server.catalogue.ApprovalRows;
import dev.hikae.server.catalogue.ApprovalRows.Approval;
import dev.hikae.server.catalogue.ApprovalRows.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Brings the questions of drills to approvers. Whoever started a run cannot answer its questions; an answer is in the
 * register before it counts, and counts once.
 */
public final class DrillApprovals {
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    private final ApprovalRows rows;
    private final RunRegister register;
    private final RunEvents events;
    private final InstantSource clock;
    private final Ids ids;

    public DrillApprovals(ApprovalRows rows, RunRegister register, RunEvents events, InstantSource clock, Ids ids) {
        this.rows = rows;
        this.register = register;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    private record Asked(String approval, String step, String question, Instant expiresAt) {}

    /** The approvals of one attempt: its questions end without an answer when it is asked to stop. */
    public Approvals of(Work.Context context) {
        return request -> ask(request, context);
    }

    private Approvals.Answer ask(Approvals.Request r, Work.Context context) throws InterruptedException {
        Approval approval = new Approval(
                ids.next("apr_"),
                r.run(),
                r.step(),
                r.question(),
                r.startedBy(),
                r.requestedAt(),
                r.expiresAt(),
                State.PENDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        rows.ask(approval);
        events.step(r.run(), new Asked(approval.id(), r.step(), r.question(), r.expiresAt()));
        try {
            return await(approval, context);
        } catch (InterruptedException e) {
            rows.end(approval.id(), State.CANCELLED, clock.instant());
            throw e;
        }
    }

    private synchronized Approvals.Answer await(Approval asked, Work.Context context) throws InterruptedException {
        while (true) {
            Approval now = rows.find(asked.id()).orElse(asked);
            Optional<Approvals.Answer> answer = answer(now);
            if (answer.isPresent()) {
                return answer.get();
            }
            if (context.stopRequested()) {
                throw new InterruptedException("the run was asked to stop");
            }
            if (!clock.instant().isBefore(now.expiresAt())) {
                rows.end(now.id(), State.EXPIRED, clock.instant());
            } else {
                wait(LOOK_AGAIN_MILLIS);
            }
        }
    }

    private static Optional<Approvals.Answer> answer(Approval a) {
        Instant at = a.decidedAt().orElse(a.expiresAt());
        String by = a.decidedBy().orElse("");
        String comment = a.comment().orElse("");
        return switch (a.state()) {
            case PENDING -> Optional.empty();
            case APPROVED -> Optional.of(new Approvals.Answer.Approved(by, comment, at));
            case REJECTED -> Optional.of(new Approvals.Answer.Rejected(by, comment, at));
            case EXPIRED, CANCELLED -> Optional.of(new Approvals.Answer.Expired(at));
        };
    }

    /** Answers a question. Whether the caller has the approver's role is checked before. */
    public synchronized Approval decide(String id, String by, boolean approved, String comment) {
        Approval a = find(id);
        if (a.requestedBy().equals(by)) {
            throw new HikaeException(RunError.OWN_APPROVAL, id);
        }
        if (a.state() != State.PENDING || !clock.instant().isBefore(a.expiresAt())) {
            throw new HikaeException(
                    RunError.APPROVAL_CLOSED,
                    id,
                    a.state() == State.PENDING ? "expired" : a.state().name().toLowerCase(Locale.ROOT));
        }
        State state = approved ? State.APPROVED : State.REJECTED;
        register.approval(a.run(), body(a, state, by, comment));
        if (!rows.decide(id, state, by, clock.instant(), comment)) {
            throw new HikaeException(RunError.APPROVAL_CLOSED, id, "expired");
        }
        notifyAll();
        return find(id);
    }

    private static ObjectNode body(Approval a, State decision, String by, String comment) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("approval", a.id());
        body.put("step", a.step());
        body.put("decision", decision.name().toLowerCase(Locale.ROOT));
        body.put("decided_by", RunRegister.plain(by));
        body.put("comment", RunRegister.plain(comment));
        return body;
    }

    /** Throws {@code HKE-6309} when there is none. */
    public Approval find(String id) {
        return rows.find(id).orElseThrow(() -> new HikaeException(RunError.NO_SUCH_APPROVAL, id));
    }

    /** Newest first. */
    public List<Approval> list(Optional<State> state, Optional<RunId> run, int limit) {
        return rows.list(state, run, limit);
    }

    /** Ends questions that nobody waits for any more since the process that asked them is gone. */
    public void endOrphans() {
        rows.list(Optional.of(State.PENDING), Optional.empty(), Integer.MAX_VALUE)
                .forEach(a -> rows.end(a.id(), State.CANCELLED, clock.instant()));
    }
}
