package dev.hikae.engine.retention;

import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;

/**
 * Why a snapshot is kept.
 *
 * @param place from 1, newest first, among those that the rule keeps; of {@link KeepRule#OLDEST} how many periods the rule has;
 *     0 where nothing is counted
 * @param of how many the rule keeps at most; 0 where nothing is counted
 * @param period which one: {@code 2026-11-28 13:00 +09:00}, {@code 2026-11-28}, {@code 2026-W48}, {@code 2026-11},
 *     {@code 2026}; of {@link KeepRule#SPREAD} the window's beginning; of {@link KeepRule#WITHIN} the duration; of
 *     {@link KeepRule#OLDEST} the rule's {@link KeepRule#word}; else empty
 */
public record KeepReason(KeepRule rule, int place, int of, String period) {
    static KeepReason plain(KeepRule rule) {
        return new KeepReason(rule, 0, 0, "");
    }

    /** For people. */
    public Text text() {
        String key = "retention.keep." + rule.word() + (rule == KeepRule.OLDEST ? "." + period : "");
        return Text.of(EngineError.BUNDLE, key, place, of, period);
    }
}
