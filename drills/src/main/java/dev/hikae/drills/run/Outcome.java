package dev.hikae.drills.run;

import dev.hikae.config.text.Text;

/**
 * How one attempt of a step ended.
 *
 * @param last whether another attempt makes no sense
 */
record Outcome(StepState state, Text text, boolean last) {
    static final String BUNDLE = "dev.hikae.drills.messages";

    static Text text(String key, Object... params) {
        return Text.of(BUNDLE, "drill." + key, params);
    }

    static Outcome succeeded(String key, Object... params) {
        return new Outcome(StepState.SUCCEEDED, text(key, params), true);
    }

    static Outcome failed(String key, Object... params) {
        return new Outcome(StepState.FAILED, text(key, params), false);
    }

    static Outcome failedForGood(String key, Object... params) {
        return new Outcome(StepState.FAILED, text(key, params), true);
    }
}
