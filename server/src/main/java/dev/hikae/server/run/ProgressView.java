package dev.hikae.server.run;

import dev.hikae.engine.Progress;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a run is, as the API shows it.
 *
 * @param bytesPerSecond over about the last ten seconds
 * @param dedupRatioPercent share of the bytes so far that dedup found
 * @param etaSeconds until the phase ends, at the present rate
 */
public record ProgressView(
        String phase,
        long filesDone,
        Optional<Long> filesTotal,
        long bytesDone,
        Optional<Long> bytesTotal,
        long bytesNew,
        long bytesStored,
        long bytesPerSecond,
        int dedupRatioPercent,
        Optional<Long> etaSeconds,
        String current) {
    static ProgressView of(Progress.State s, long bytesPerSecond) {
        return new ProgressView(
                s.phase().name().toLowerCase(Locale.ROOT),
                s.filesDone(),
                known(s.filesTotal()),
                s.bytesDone(),
                known(s.bytesTotal()),
                s.bytesNew(),
                s.bytesStored(),
                bytesPerSecond,
                s.bytesDone() <= 0 ? 0 : (int) Math.clamp(100 - s.bytesNew() * 100 / s.bytesDone(), 0, 100),
                eta(s, bytesPerSecond),
                s.current());
    }

    private static Optional<Long> known(long value) {
        return value < 0 ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Long> eta(Progress.State s, long bytesPerSecond) {
        return s.bytesTotal() < 0 || bytesPerSecond <= 0
                ? Optional.empty()
                : Optional.of(Math.max(0, (s.bytesTotal() - s.bytesDone()) / bytesPerSecond));
    }
}
