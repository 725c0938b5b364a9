package dev.hikae.cli.demo;

import java.util.Set;

/** The service's words for states, in the reader's language. */
final class StateWord {
    private static final Set<String> KNOWN = Set.of(
            "planned",
            "started",
            "succeeded",
            "warning",
            "passed",
            "failed",
            "inconclusive",
            "met",
            "missed",
            "not_achieved",
            "not_evaluable",
            "not_applicable",
            "not_run",
            "expired",
            "skipped",
            "cancelled",
            "abandoned");

    private StateWord() {}

    /** A word that a newer service may have added is shown as it is. */
    static String of(String state) {
        return KNOWN.contains(state) ? DemoScreen.words("state." + state) : state;
    }

    /** An objective is missed as a run cannot be: it was not reached. */
    static String ofObjective(String state) {
        return state.equals("missed") ? DemoScreen.words("state.objective_missed") : of(state);
    }
}
