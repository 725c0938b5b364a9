package dev.hikae.drills.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The times that RTO and RPO are computed from.
 *
 * @param incident {@code t_i}: the first region-down, or the drill's start where no region went down
 * @param declared {@code t_d}: the first approval at or after the incident, or the incident where none was asked
 * @param planStarted {@code t_s}: the first step that works on the recovery, at or after {@code t_d}
 * @param healthy {@code t_h}: when the last criterion of the recovery held; empty when one never did
 * @param newestData {@code t_r}: newest data proven present in the restored copy; only a freshness probe tells it
 * @param recoveryPoint {@code t_p}: when the recovery point used was captured
 * @param waited approvals, wait steps and pauses before retries between {@code t_d} and {@code t_h}
 */
public record Clocks(
        Instant incident,
        Instant declared,
        Optional<Instant> planStarted,
        Optional<Instant> healthy,
        Optional<Instant> newestData,
        Optional<Instant> recoveryPoint,
        Duration waited) {
    /** {@code t_h − t_i}, as the business feels it. */
    public Optional<Duration> businessRto() {
        return healthy.map(h -> Duration.between(incident, h));
    }

    /** {@code t_h − t_s}, as the plan runs. */
    public Optional<Duration> executionRto() {
        return healthy.flatMap(h -> planStarted.map(s -> Duration.between(s, h)));
    }

    /** {@code t_d − t_i}: until somebody decided. */
    public Duration decisionTime() {
        return Duration.between(incident, declared);
    }

    /** What is left of the business RTO without decision and waiting. */
    public Optional<Duration> machineTime() {
        return businessRto().map(rto -> positive(rto.minus(decisionTime()).minus(waited)));
    }

    /** {@code max(0, t_i − t_r)}, by recovery-point time where no newer data was proven. */
    public Optional<Duration> rpo() {
        return newestData.or(() -> recoveryPoint).map(t -> positive(Duration.between(t, incident)));
    }

    private static Duration positive(Duration d) {
        return d.isNegative() ? Duration.ZERO : d;
    }
}
