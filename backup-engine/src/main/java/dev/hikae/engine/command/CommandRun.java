package dev.hikae.engine.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * One command that ran to its end, or was ended.
 *
 * @param exit its exit code; empty when it was ended by us
 * @param stdout what it printed; with the errors among it when merged
 */
public record CommandRun(End end, OptionalInt exit, Capture stdout, Capture stderr, String problem) {
    /** How it ended. */
    public enum End {
        EXITED,
        TIMED_OUT,
        CANCELLED,
        NOT_STARTED
    }

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** Runs it to its end; what it reads is empty. */
    public static CommandRun of(List<String> argv, Duration timeout, boolean merge, CommandPlace place) {
        var stdout = new Capture();
        var stderr = new Capture();
        var builder = new ProcessBuilder(argv)
                .directory(place.directory().toFile())
                .redirectErrorStream(merge)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(place.environment());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new CommandRun(End.NOT_STARTED, OptionalInt.empty(), stdout, stderr, String.valueOf(e.getMessage()));
        }
        Thread out = Thread.ofVirtual().start(() -> stdout.drain(process.getInputStream()));
        Thread err = Thread.ofVirtual().start(() -> stderr.drain(process.getErrorStream()));
        End end = await(process, timeout, place);
        if (end != End.EXITED) {
            Processes.endTree(process, place.mark());
        }
        // Something it left running may hold the pipe open; that is its right until its place goes.
        join(out);
        join(err);
        return new CommandRun(
                end, end == End.EXITED ? OptionalInt.of(process.exitValue()) : OptionalInt.empty(), stdout, stderr, "");
    }

    private static End await(Process process, Duration timeout, CommandPlace place) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
                if (place.cancellation().requested()) {
                    return End.CANCELLED;
                }
                if (System.nanoTime() - deadline >= 0) {
                    return End.TIMED_OUT;
                }
            }
            return End.EXITED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return End.CANCELLED;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
