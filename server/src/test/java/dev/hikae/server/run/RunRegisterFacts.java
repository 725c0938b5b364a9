package dev.hikae.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.drills.register.Population;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Compares the register's population with the catalogue's runs. */
final class RunRegisterFacts {
    private RunRegisterFacts() {}

    static void assertReconciled(Installation at) {
        Installation.await(() -> runs(at).stream().allMatch(r -> r.state().ended()));
        List<Run> runs = runs(at);
        // The end leaf follows the row by an instant.
        Installation.await(() -> population(at).gaps().isEmpty());
        Population p = population(at);
        assertEquals(runs.size(), p.of(Population.Count.PLANNED));
        assertEquals(count(runs, RunState.SUCCEEDED), p.of(Population.Count.SUCCEEDED));
        assertEquals(count(runs, RunState.FAILED), p.of(Population.Count.FAILED));
        assertEquals(0, p.of(Population.Count.CORRECTED));
        assertEquals(List.of(), p.gaps());
    }

    private static Population population(Installation at) {
        return Population.of(at.register, Instant.EPOCH, Instant.now().plusSeconds(60));
    }

    private static List<Run> runs(Installation at) {
        return at.machinery.runs().list(RunStore.Filter.ALL, Optional.empty(), 1000);
    }

    private static long count(List<Run> runs, RunState state) {
        return runs.stream().filter(r -> r.state() == state).count();
    }
}
