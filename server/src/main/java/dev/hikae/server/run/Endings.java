package dev.hikae.server.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Json;
import dev.hikae.engine.RunControl;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.Optional;

/** What all works share: the engine's view of an attempt, and how an attempt ends. */
final class Endings {
    private Endings() {}

    /** Progress goes to the run's events; a stop is asked for by the attempt; each commit asks for the lease. */
    static RunControl control(Run run, Work.Context context, RunEvents events) {
        return new RunControl(events.progress(run.id()), context::stopRequested, context::requireLease);
    }

    static Work.Result succeeded(JsonNode outcome) {
        return new Work.Result(RunState.SUCCEEDED, Json.text(outcome));
    }

    /** A result beside which something went wrong. */
    static Work.Result warned(JsonNode outcome, HikaeException what) {
        return new Work.Result(
                RunState.WARNING,
                Json.text(outcome),
                Optional.of(what.code().id()),
                Optional.ofNullable(what.getMessage()));
    }

    /** A result without the evidence it should have had. */
    static Work.Result withoutEvidence(JsonNode outcome, HikaeException why) {
        return new Work.Result(
                RunState.FAILED,
                Json.text(outcome),
                Optional.of(why.code().id()),
                Optional.ofNullable(why.getMessage()));
    }

    static Work.Result ended(RunState state, JsonNode outcome, RunError code, Object... params) {
        String error = new HikaeException(code, params).getMessage();
        return new Work.Result(state, Json.text(outcome), Optional.of(code.id()), Optional.ofNullable(error));
    }
}
