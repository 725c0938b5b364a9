package dev.hikae.engine.store;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Sends a body, and gives up when nothing of it moves for too long.
 *
 * <p>The client's own time-outs end only what waits for an answer: a write to a peer that takes nothing waits for ever. So each
 * body has a virtual thread, the kind whose socket an interrupt closes.
 */
final class Sending {
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final S3Failures failures;
    private final Duration silence;

    Sending(S3Failures failures, Duration silence) {
        this.failures = failures;
        this.silence = silence;
    }

    <T> T send(Body body, Function<RequestBody, T> request) {
        AtomicLong moved = new AtomicLong();
        FutureTask<T> answer = new FutureTask<>(() -> request.apply(body.request(moved)));
        Thread thread = Thread.ofVirtual().name("s3 send").start(answer);
        try {
            return await(answer, moved);
        } catch (TimeoutException e) {
            throw failures.stalled(e, silence);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(e);
        } finally {
            // The bytes are the caller's again: nobody may read it any more.
            thread.interrupt();
            end(thread);
        }
    }

    private <T> T await(FutureTask<T> answer, AtomicLong moved) throws TimeoutException, InterruptedException {
        long seen = -1;
        long since = System.nanoTime();
        while (true) {
            try {
                return answer.get(Math.min(1000, 1 + silence.toMillis() / 10), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                long now = System.nanoTime();
                long total = moved.get();
                if (total != seen) {
                    seen = total;
                    since = now;
                } else if (now - since > silence.toNanos()) {
                    throw notYet;
                }
            } catch (ExecutionException e) {
                throw unchecked(e);
            }
        }
    }

    private static RuntimeException unchecked(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException failure -> failure;
            case Error error -> throw error;
            case null, default -> new IllegalStateException("bug: a request fails with a checked exception", e);
        };
    }

    /** An interrupt of the caller notwithstanding. */
    private static void end(Thread thread) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(FAREWELL);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
