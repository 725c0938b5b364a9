package dev.hikae.engine.export;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;

/** Tells damage, which concerns one entry, from what ends the whole work. */
final class Faults {
    private Faults() {}

    /** What is damaged, as a sentence; throws what is not damage of one entry. */
    static Text damage(RuntimeException e) {
        if (e instanceof FormatException f) {
            return Text.of(EngineError.BUNDLE, "restore.listing-damaged", String.valueOf(f.getMessage()));
        }
        if (e instanceof HikaeException h) {
            if (h.code().failure() == Failure.VERIFICATION && h.code() != EngineError.CONTENT_CUT_OFF) {
                return h.text();
            }
        }
        throw e;
    }
}
