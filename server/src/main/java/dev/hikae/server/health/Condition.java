package dev.hikae.server.health;

import dev.hikae.config.text.Text;

/** Something that is asked again and again whether it is well; must answer within a second. */
public interface Condition {
    /** A short name, for example {@code recovery-kit}. */
    String name();

    State check();

    /** How it is. */
    sealed interface State {
        record Well() implements State {}

        /** Needs a person, but nothing fails yet. */
        record Warning(Text text) implements State {}

        /** Does not work. */
        record Failing(Text text) implements State {}
    }
}
