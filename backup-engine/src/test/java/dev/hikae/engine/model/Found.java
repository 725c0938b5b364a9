package dev.hikae.engine.model;

import java.util.List;
import java.util.Optional;

/**
 * What a search found.
 *
 * @param complete whether all states were visited, and not only as many as it was allowed to
 * @param trace how to get to what is wrong, one step a line; empty when nothing is
 */
record Found(int states, int depth, boolean complete, Optional<String> broken, List<String> trace) {
    Found {
        trace = List.copyOf(trace);
    }

    @Override
    public String toString() {
        return states + " states, depth " + depth + (complete ? "" : ", incomplete")
                + broken.map(b -> ", " + b + ":\n" + String.join("\n", trace)).orElse("");
    }
}
