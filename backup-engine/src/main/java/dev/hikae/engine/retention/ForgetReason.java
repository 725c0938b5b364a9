package dev.hikae.engine.retention;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;

/** Why a rule does not keep a snapshot. */
public sealed interface ForgetReason {
    /** For people. */
    Text text();

    /** Another one stands for the period. */
    record Superseded(KeepRule rule, String period, SnapshotId by) implements ForgetReason {
        @Override
        public Text text() {
            return Text.of(EngineError.BUNDLE, "retention.forget." + rule.word(), period, by);
        }
    }

    /** No rule reaches back so far, or none keeps more than the newer ones. */
    record Beyond() implements ForgetReason {
        @Override
        public Text text() {
            return Text.of(EngineError.BUNDLE, "retention.forget.beyond");
        }
    }
}
