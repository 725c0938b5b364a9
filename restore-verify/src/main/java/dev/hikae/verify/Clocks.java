package dev.hikae.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The moments that figures are computed from, in the notation of docs/EVIDENCE.md.
 *
 * @param incident {@code t_i}: start of the test
 * @param started {@code t_s}: the restore began
 * @param healthy {@code t_h}: all success criteria were healthy; empty when that was never reached
 * @param captured {@code t_p}: when reading began for the recovery point used
 * @param newestData {@code t_r}: newest data proven present, from freshness probes only; with several the oldest of them
 */
public record Clocks(
        Instant incident,
        Optional<Instant> started,
        Optional<Instant> healthy,
        Optional<Instant> captured,
        Optional<Instant> newestData) {
    /** {@code t_h − t_i}. */
    public Optional<Duration> rtoBusiness() {
        return healthy.map(h -> Duration.between(incident, h));
    }

    /** {@code t_h − t_s}. */
    public Optional<Duration> rtoExecution() {
        return healthy.flatMap(h -> started.map(s -> Duration.between(s, h)));
    }

    /** {@code t_i − t_p}. */
    public Optional<Duration> pointAge() {
        return captured.map(c -> Duration.between(c, incident));
    }

    /** {@code max(0, t_i − t_r)}. */
    public Optional<Duration> dataAge() {
        return newestData.map(r -> Duration.between(r, incident)).map(d -> d.isNegative() ? Duration.ZERO : d);
    }
}
