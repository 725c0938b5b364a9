package dev.hikae.verify;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.SnapshotId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one copy: the recovery point in one region.
 *
 * @param verified whether its last test that could tell found it sound
 * @param at when that test ended its probes
 * @param probes by name, which passed or failed then
 * @param staleAt from when the knowledge no longer counts
 * @param keyUsed the slot or credential it was opened with
 */
public record VerifiedState(
        SnapshotId snapshot,
        RegionName region,
        boolean verified,
        Instant at,
        List<String> probes,
        Instant staleAt,
        Optional<String> keyUsed,
        Optional<RunId> run) {
    public VerifiedState {
        probes = List.copyOf(probes);
    }

    /** How a copy stands at a moment. */
    public enum Standing {
        VERIFIED,
        /** It was sound, too long ago. */
        STALE,
        FAILED
    }

    /** A failure does not become stale. */
    public Standing standing(Instant now) {
        if (!verified) {
            return Standing.FAILED;
        }
        return now.isBefore(staleAt) ? Standing.VERIFIED : Standing.STALE;
    }

    /**
     * What a test tells of the copy it took. Empty when it could not tell: then what was known before stays.
     *
     * <p>Validation alone decides; a missed RTO or RPO says nothing against the copy.
     */
    public static Optional<VerifiedState> of(RestoreTestResult result, Duration staleAfter) {
        return switch (result.validation().state()) {
            case PASSED, FAILED ->
                result.point().flatMap(p -> result.region().map(region -> {
                    Instant at = result.probes().stream()
                            .map(r -> r.startedAt().plus(r.took()))
                            .max(Instant::compareTo)
                            .orElse(result.clocks().incident());
                    return new VerifiedState(
                            p.snapshot(),
                            region,
                            result.validation().state() == State.PASSED,
                            at,
                            result.probes().stream().map(ProbeResult::name).toList(),
                            at.plus(staleAfter),
                            result.request().keyUsed(),
                            result.request().run());
                }));
            case INCONCLUSIVE, NOT_RUN -> Optional.empty();
        };
    }
}
