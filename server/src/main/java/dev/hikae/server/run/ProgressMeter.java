package dev.hikae.server.run;

import dev.hikae.engine.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Makes views of one run's progress: at most four a second, with the rate of the last ten seconds. Guarded by its caller. */
final class ProgressMeter {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private record Sample(Instant at, long bytes) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Optional<Progress.Phase> phase = Optional.empty();
    private Instant shown = Instant.MIN;

    /** A view, when it is time for one. */
    Optional<ProgressView> measure(Progress.State state, Instant now) {
        boolean changed = !phase.equals(Optional.of(state.phase()));
        if (changed) {
            samples.clear();
            phase = Optional.of(state.phase());
        }
        if (!changed && now.isBefore(shown.plus(PAUSE))) {
            return Optional.empty();
        }
        shown = now;
        samples.addLast(new Sample(now, state.bytesDone()));
        while (samples.size() > 2 && samples.getFirst().at().isBefore(now.minus(WINDOW))) {
            samples.removeFirst();
        }
        return Optional.of(ProgressView.of(state, rate()));
    }

    private long rate() {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long millis = Duration.between(first.at(), last.at()).toMillis();
        return millis <= 0 ? 0 : Math.max(0, (last.bytes() - first.bytes()) * 1000 / millis);
    }
}
