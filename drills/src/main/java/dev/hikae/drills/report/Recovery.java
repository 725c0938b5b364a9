package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import dev.hikae.drills.run.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** RTO and RPO, target against achieved, for each service. */
public record Recovery(List<Service> services) {
    public Recovery {
        services = List.copyOf(services);
    }

    /** One service: the plan that protects it. */
    public record Service(String name, Times times, Rto rto, Rpo rpo) {}

    /** The clocks, named as in their definitions; what never came is absent. */
    public record Times(
            Instant incident,
            Instant declared,
            Optional<Instant> planStarted,
            Optional<Instant> healthy,
            Optional<Instant> newestData,
            Optional<Instant> recoveryPoint) {}

    /**
     * Recovery time.
     *
     * @param business {@code t_h − t_i}
     * @param execution {@code t_h − t_s}
     * @param machine business RTO without decision and waiting
     */
    public record Rto(
            Duration target,
            Optional<Duration> business,
            Optional<Duration> execution,
            Duration decision,
            Duration waiting,
            Optional<Duration> machine,
            Judgement.State state,
            Text basis) {}

    /** Loss of data. */
    public record Rpo(Duration target, Optional<Duration> achieved, Judgement.State state, Text basis) {}
}
