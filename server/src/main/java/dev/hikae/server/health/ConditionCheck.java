package dev.hikae.server.health;

import com.codahale.metrics.health.HealthCheck;
import dev.hikae.config.text.Messages;
import java.util.Locale;

/** A condition as Dropwizard asks it, on the admin port. */
public final class ConditionCheck extends HealthCheck {
    private final Condition condition;

    public ConditionCheck(Condition condition) {
        this.condition = condition;
    }

    @Override
    protected Result check() {
        return switch (condition.check()) {
            case Condition.State.Well() -> Result.healthy();
            case Condition.State.Warning(var text) ->
                Result.builder()
                        .healthy()
                        .withMessage(Messages.render(text, Locale.ENGLISH))
                        .withDetail("warning", true)
                        .build();
            case Condition.State.Failing(var text) -> Result.unhealthy(Messages.render(text, Locale.ENGLISH));
        };
    }
}
