package dev.hikae.drills.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.DrillError;
import dev.hikae.engine.Cancellation;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs one attempt of a step on a thread of its own, so that a time limit and a cancellation can end it. */
final class Attempt {
    private static final long LOOK_MILLIS = 50;
    private static final Set<DrillError> CANNOT_TELL =
            Set.of(DrillError.NOTHING_RESTORED, DrillError.COMMAND_NOT_STARTED);

    private final ThreadFactory threads;
    private final Duration limit;
    private final Duration grace;
    private final Cancellation cancellation;

    Attempt(ThreadFactory threads, Duration limit, Duration grace, Cancellation cancellation) {
        this.threads = threads;
        this.limit = limit;
        this.grace = grace;
        this.cancellation = cancellation;
    }

    /** What a step does; asked to stop through the cancellation and by an interrupt. */
    @FunctionalInterface
    interface Work {
        Outcome perform(Cancellation stop) throws InterruptedException;
    }

    Outcome run(Work work) {
        var stop = new AtomicBoolean();
        var task = new FutureTask<>(() -> work.perform(() -> stop.get() || cancellation.requested()));
        Thread thread = threads.newThread(task);
        thread.start();
        try {
            return await(task);
        } finally {
            stop.set(true);
            end(thread);
        }
    }

    private Outcome await(FutureTask<Outcome> task) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - deadline < 0) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (cancellation.requested()) {
                    return cancelled();
                }
            } catch (ExecutionException e) {
                return failed(e.getCause() == null ? e : e.getCause());
            } catch (CancellationException e) {
                return cancelled();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return cancelled();
            }
        }
        return Outcome.failed("step.timeout", limit);
    }

    private Outcome failed(Throwable cause) {
        if (cancellation.requested() || cause instanceof InterruptedException) {
            return cancelled();
        }
        if (cause instanceof HikaeException e) {
            boolean cannotTell = e.code() instanceof DrillError code && CANNOT_TELL.contains(code);
            return new Outcome(cannotTell ? StepState.NOT_EVALUABLE : StepState.FAILED, e.text(), false);
        }
        return new Outcome(StepState.NOT_EVALUABLE, Outcome.text("step.bug", cause), false);
    }

    private static Outcome cancelled() {
        return new Outcome(StepState.NOT_EVALUABLE, Outcome.text("cancelled"), true);
    }

    private void end(Thread thread) {
        if (!thread.isAlive()) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
