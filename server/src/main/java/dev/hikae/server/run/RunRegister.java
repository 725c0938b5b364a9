package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Json;
import dev.hikae.drills.register.Register;
import dev.hikae.drills.register.Register.Draft;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.register.Register.Leaf;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunListener;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes every run's life into the register, and lets no run start that is not in it.
 *
 * <p>A run whose leaves are incomplete (a crash, a full disk) gets the lacking ones at the next occasion: the planned
 * leaf before the started one, the end leaf at the next start of the service by {@link #complete}. Writes each end
 * once: work that builds evidence writes its end itself, before the evidence counts it.
 */
public final class RunRegister implements RunListener {
    private static final int PAGE = 500;
    private static final Set<String> GOOD = Set.of("succeeded", "passed", "warning");

    private final Register register;
    private final Set<RunId> planned = new HashSet<>();
    private final Map<RunId, Boolean> ended = new HashMap<>();
    private final Map<RunId, UnlockPermit> permits = new HashMap<>();

    /** Reads which runs have which leaves. */
    public RunRegister(Register register) {
        this.register = register;
        for (Leaf leaf : register.leaves(0, register.size())) {
            leaf.run().ifPresent(run -> remember(run, leaf));
        }
    }

    private void remember(RunId run, Leaf leaf) {
        switch (leaf.kind()) {
            case RUN_PLANNED -> planned.add(run);
            case RUN_FINISHED, RUN_ABORTED, RUN_ABANDONED, RUN_EXPIRED, RUN_MISSED, RUN_SKIPPED ->
                ended.put(run, GOOD.contains(leaf.outcome().orElse("")));
            case SCHEDULE_PUBLISHED,
                    RUN_STARTED,
                    RUN_OUT_OF_BAND,
                    REPORT_ISSUED,
                    REPORT_SUPERSEDED,
                    FINDING_OPENED,
                    FINDING_CLOSED,
                    KEY_UNLOCKED,
                    KEY_ROTATED,
                    CONFIG_CHANGED,
                    APPROVAL_GIVEN,
                    HEARTBEAT,
                    LOG_SEALED -> {}
        }
    }

    @Override
    public synchronized void planned(Run run) {
        if (!planned.contains(run.id())) {
            ObjectNode body = about(run);
            body.put("due", run.scheduledFor().toString());
            body.put("requested_by", run.requestedBy());
            run.schedule().ifPresent(s -> body.put("schedule", s));
            append(Kind.RUN_PLANNED, run, Optional.empty(), body);
            planned.add(run.id());
        }
    }

    @Override
    public synchronized void starting(Run run, int attempt) {
        planned(run);
        ObjectNode body = about(run);
        body.put("attempt", attempt);
        run.error().ifPresent(e -> body.put("previous_attempt", plain(e)));
        Leaf leaf = append(Kind.RUN_STARTED, run, Optional.empty(), body);
        permits.put(run.id(), permit(leaf));
    }

    private static UnlockPermit permit(Leaf leaf) {
        return new UnlockPermit("register:" + leaf.seq());
    }

    @Override
    public void retrying(Run run, String error) {
        // The next start names what ended the attempt before it.
    }

    @Override
    public synchronized void ended(Run run) {
        permits.remove(run.id());
        String outcome = word(run.state());
        Boolean before = ended.get(run.id());
        // A run that did not end as its work had said gets a further leaf: a correction.
        if (before == null || before != GOOD.contains(outcome)) {
            planned(run);
            end(run, run.state(), outcome, run.error());
        }
    }

    /**
     * Writes the end of a run that is about to end like this, so that its evidence can count it.
     *
     * @param outcome the word that the evidence says, too: {@code passed}, {@code failed}, {@code inconclusive} or
     *     {@code cancelled}
     */
    synchronized void ending(Run run, RunState state, String outcome) {
        if (!ended.containsKey(run.id())) {
            end(run, state, outcome, Optional.empty());
        }
    }

    private void end(Run run, RunState state, String outcome, Optional<String> error) {
        ObjectNode body = about(run);
        error.ifPresent(e -> body.put("error", plain(e)));
        run.errorCode().ifPresent(c -> body.put("error_code", c));
        append(kind(state), run, Optional.of(outcome), body);
        ended.put(run.id(), GOOD.contains(outcome));
    }

    private static Kind kind(RunState state) {
        return switch (state) {
            case SUCCEEDED, WARNING, FAILED -> Kind.RUN_FINISHED;
            case CANCELLED -> Kind.RUN_ABORTED;
            case EXPIRED -> Kind.RUN_EXPIRED;
            case SKIPPED -> Kind.RUN_SKIPPED;
            case MISSED -> Kind.RUN_MISSED;
            case ABANDONED -> Kind.RUN_ABANDONED;
            case PLANNED, RUNNING -> throw new IllegalArgumentException("bug: " + state + " is no end");
        };
    }

    private static String word(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public synchronized void overdue(String kind, String subject, Optional<Instant> lastSuccess) {
        // An alert, not an event of a run: the runs that were due are in the register already.
    }

    /** Permission for a run that has started to unlock keys. */
    public synchronized UnlockPermit permit(Run run) {
        return Optional.ofNullable(permits.get(run.id()))
                .orElseThrow(() -> new IllegalStateException("bug: no leaf says that " + run.id() + " started"));
    }

    /** Permission to unlock a repository's keys for reading, outside of any run; itself a leaf. */
    public synchronized UnlockPermit permitReading(String repository, String by) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("repository", repository);
        body.put("requested_by", by);
        return permit(append(new Draft(Kind.KEY_UNLOCKED, Optional.empty(), Optional.empty(), Optional.empty(), body)));
    }

    /** A leaf about the configuration. */
    public synchronized Leaf configuration(Kind kind, Optional<String> planSha256, ObjectNode body) {
        return append(new Draft(kind, Optional.empty(), planSha256, Optional.empty(), body));
    }

    /** A leaf about the answer to a question of a run; an outcome is only what ends a run. */
    public synchronized Leaf approval(RunId run, ObjectNode body) {
        return append(new Draft(Kind.APPROVAL_GIVEN, Optional.of(run), Optional.empty(), Optional.empty(), body));
    }

    /** Writes what the register lacks about the runs of a store; called once, before runs start. */
    public synchronized void complete(RunStore runs) {
        Optional<RunId> before = Optional.empty();
        List<Run> page;
        do {
            page = runs.list(RunStore.Filter.ALL, before, PAGE);
            for (Run run : page) {
                planned(run);
                if (run.state().ended()) {
                    ended(run);
                }
            }
            before = page.isEmpty() ? before : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    /** Sentences name files, and files' names are not always the NFC text without half pairs that a leaf holds. */
    static String plain(String sentence) {
        String whole = new String(sentence.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return Normalizer.normalize(whole, Normalizer.Form.NFC);
    }

    private static ObjectNode about(Run run) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("kind", run.kind());
        body.put("subject", run.subject());
        return body;
    }

    private Leaf append(Kind kind, Run run, Optional<String> outcome, ObjectNode body) {
        return append(new Draft(kind, Optional.of(run.id()), planSha256(run), outcome, body));
    }

    private static Optional<String> planSha256(Run run) {
        String sha256 = Json.parse(run.parameters()).path("plan_sha256").asText();
        return sha256.isEmpty() ? Optional.empty() : Optional.of(sha256);
    }

    private Leaf append(Draft draft) {
        try {
            return register.append(draft);
        } catch (HikaeException e) {
            throw new HikaeException(e, RunError.REGISTER_UNWRITABLE, e.getMessage() == null ? "" : e.getMessage());
        }
    }
}
