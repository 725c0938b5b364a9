package dev.hikae.config.runbook;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One step of a runbook.
 *
 * @param id a slug, unique in the runbook
 * @param title shown to people
 * @param after ids of steps that must have succeeded before this one starts
 * @param timeout after which an attempt fails
 * @param retries further attempts after a failed one
 * @param criterion whether the step's success decides the drill (else it is an observation)
 * @param always whether it runs even when an earlier step failed (clean-up)
 */
public record Step(
        String id,
        String title,
        List<String> after,
        Duration timeout,
        int retries,
        boolean criterion,
        boolean always,
        Action action) {
    public Step {
        after = List.copyOf(after);
    }

    /** What a step does. */
    public sealed interface Action {
        /** Restores a recovery point of the plan into the drill's isolated place; from a region, or any that is up. */
        record Restore(Selection selection, Optional<RegionName> region, List<String> paths) implements Action {
            public Restore {
                paths = List.copyOf(paths);
            }
        }

        /** Compares the restored tree with the snapshot, content and metadata. */
        record Compare() implements Action {}

        record Command(List<String> argv, int expectExit, Optional<String> expectOutput) implements Action {
            public Command {
                argv = List.copyOf(argv);
            }
        }

        record HttpCheck(URI url, int expectStatus, Optional<String> expectBody) implements Action {}

        record Wait(Duration duration) implements Action {}

        /** Waits for a person with the approver's role, other than the one who started the drill. */
        record Approval(String question) implements Action {}

        /** Takes a region away from this run's store handles only; reported as simulated. */
        record RegionDown(RegionName region) implements Action {}

        record RegionUp(RegionName region) implements Action {}

        /** Waits until every region that is up holds what it lacks. */
        record CatchUp() implements Action {}

        /** Destroys the isolated place and proves that it is gone. */
        record CleanUp() implements Action {}

        /** A text for the record. */
        record Note(String text) implements Action {}
    }
}
