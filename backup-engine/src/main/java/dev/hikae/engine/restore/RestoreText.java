package dev.hikae.engine.restore;

import dev.hikae.config.text.Text;

/** Sentences about entries, from the blocks {@code restore.} and {@code compare.} of the messages. */
final class RestoreText {
    private static final String BUNDLE = "dev.hikae.engine.messages";

    private RestoreText() {}

    static Text of(String key, Object... params) {
        return Text.of(BUNDLE, "restore." + key, params);
    }

    static Text differs(String attribute, Object... params) {
        return Text.of(BUNDLE, "compare." + attribute, params);
    }
}
