package dev.hikae.server.page;

import dev.hikae.config.text.Messages;
import dev.hikae.server.health.Condition.State;
import java.util.Locale;
import java.util.Optional;

/** What a condition has to say to people. */
final class Warnings {
    private Warnings() {}

    static Optional<String> text(State state, Locale locale) {
        return switch (state) {
            case State.Well() -> Optional.empty();
            case State.Warning(var text) -> Optional.of(Messages.render(text, locale));
            case State.Failing(var text) -> Optional.of(Messages.render(text, locale));
        };
    }
}
