package dev.hikae.server.run;

import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Json;
import dev.hikae.engine.Progress;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunListener;
import dev.hikae.server.catalogue.EventLog;
import dev.hikae.server.catalogue.EventLog.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What goes on in runs, live: numbered events per run, the last ones in memory, the important ones in the catalogue.
 *
 * <p>Numbers rise without repetition, over restarts too, so that a client that names the last one it saw goes on
 * from there. Every change of state or step is kept; of progress only one in ten seconds.
 */
public final class RunEvents implements RunListener {
    private static final int RING = 256;
    private static final int CHANNELS = 500;
    /** More than can be told between two events that are kept. */
    private static final int NOT_KEPT = 1_000;

    private static final Duration KEEP_PROGRESS = Duration.ofSeconds(10);

    private final EventLog log;
    private final InstantSource clock;
    private final Map<RunId, Channel> channels = new LinkedHashMap<>();

    public RunEvents(EventLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** One run's events; guarded by its lock. */
    private final class Channel {
        final ReentrantLock lock = new ReentrantLock();
        final Condition news = lock.newCondition();
        final Deque<Event> ring = new ArrayDeque<>();
        final ProgressMeter meter = new ProgressMeter();
        final RunId run;
        long seq;
        Instant progressKept = Instant.MIN;
        Optional<ProgressView> latest = Optional.empty();

        Channel(RunId run) {
            this.run = run;
            // A process before us may have told of progress that it did not keep: leave its numbers alone.
            long last = log.last(run);
            this.seq = last == 0 ? 0 : last + NOT_KEPT;
        }

        void add(String type, String data, boolean keep) {
            Event event = new Event(run, ++seq, clock.instant(), type, data);
            if (keep) {
                log.append(event);
            }
            ring.addLast(event);
            if (ring.size() > RING) {
                ring.removeFirst();
            }
            news.signalAll();
        }

        List<Event> after(long from) {
            boolean whole = !ring.isEmpty() && ring.getFirst().seq() <= from + 1;
            return whole || seq <= from
                    ? ring.stream().filter(e -> e.seq() > from).toList()
                    : fromLog(from);
        }

        /** What the ring no longer holds comes from the log, without the progress that was not kept. */
        private List<Event> fromLog(long from) {
            List<Event> kept = log.after(run, from, RING);
            return kept.isEmpty() ? List.copyOf(ring) : kept;
        }
    }

    private Channel channel(RunId run) {
        synchronized (channels) {
            Channel channel = channels.computeIfAbsent(run, Channel::new);
            if (channels.size() > CHANNELS) {
                channels.remove(channels.keySet().iterator().next());
            }
            return channel;
        }
    }

    /** Where the engine reports the progress of a run. */
    public Progress progress(RunId run) {
        Channel channel = channel(run);
        return state -> {
            // Progress must return at once: whoever does not get the lock has nothing new to say.
            if (channel.lock.tryLock()) {
                try {
                    report(channel, state);
                } finally {
                    channel.lock.unlock();
                }
            }
        };
    }

    private void report(Channel channel, Progress.State state) {
        Instant now = clock.instant();
        channel.meter.measure(state, now).ifPresent(view -> {
            boolean keep = now.isAfter(channel.progressKept.plus(KEEP_PROGRESS));
            channel.progressKept = keep ? now : channel.progressKept;
            channel.latest = Optional.of(view);
            channel.add("progress", Json.text(view), keep);
        });
    }

    /** The newest progress of a run of this process. */
    public Optional<ProgressView> latest(RunId run) {
        synchronized (channels) {
            return Optional.ofNullable(channels.get(run)).flatMap(c -> c.latest);
        }
    }

    /** Something happened in a step of a run. */
    public void step(RunId run, Object data) {
        add(run, "step", Json.text(data));
    }

    private void add(RunId run, String type, String data) {
        Channel channel = channel(run);
        channel.lock.lock();
        try {
            channel.add(type, data, true);
        } finally {
            channel.lock.unlock();
        }
    }

    /**
     * Events after the given number, as soon as there are any; empty when none came within the wait.
     *
     * <p>A stream is over after an event whose {@link #isLast} is true.
     */
    public List<Event> next(RunId run, long after, Duration wait) throws InterruptedException {
        Channel channel = channel(run);
        channel.lock.lock();
        try {
            List<Event> events = channel.after(after);
            long nanos = wait.toNanos();
            while (events.isEmpty() && nanos > 0) {
                nanos = channel.news.awaitNanos(nanos);
                events = channel.after(after);
            }
            return events;
        } finally {
            channel.lock.unlock();
        }
    }

    /** Whether nothing follows this event: the run has ended. */
    public static boolean isLast(Event event) {
        return event.type().equals("state")
                && Json.parse(event.data()).path("ended").asBoolean();
    }

    private record StateData(
            String state, boolean ended, int attempts, Optional<String> errorCode, Optional<String> error) {}

    private void state(Run run) {
        String word = run.state().name().toLowerCase(Locale.ROOT);
        add(
                run.id(),
                "state",
                Json.text(new StateData(word, run.state().ended(), run.attempts(), run.errorCode(), run.error())));
    }

    @Override
    public void planned(Run run) {
        state(run);
    }

    @Override
    public void starting(Run run, int attempt) {
        state(run);
    }

    @Override
    public void retrying(Run run, String error) {
        state(run);
    }

    @Override
    public void ended(Run run) {
        state(run);
    }

    @Override
    public void overdue(String kind, String subject, Optional<Instant> lastSuccess) {
        // Not an event of a run.
    }
}
