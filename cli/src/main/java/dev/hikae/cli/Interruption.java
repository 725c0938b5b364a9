package dev.hikae.cli;

import dev.hikae.engine.Cancellation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop, and gives the work a moment to leave nothing half made.
 *
 * <p>A second one, or work that does not end within the moment, ends the process at once: whatever is stored by then is
 * only unfinished, never wrong. Work with hooks has all the time it needs, as what they froze must be thawed; there only
 * a second one ends the process.
 */
final class Interruption implements Cancellation, AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int INTERRUPTED = 130;

    private final Terminal terminal;
    private final boolean patient;
    private final IntConsumer halt;
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
    private volatile boolean asked;
    private Optional<Thread> grace = Optional.empty();

    Interruption(Terminal terminal) {
        this(terminal, false, Runtime.getRuntime()::halt);
    }

    Interruption(Terminal terminal, boolean patient, IntConsumer halt) {
        this.terminal = terminal;
        this.patient = patient;
        this.halt = halt;
        for (String name : new String[] {"INT", "TERM"}) {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, this::stop));
        }
    }

    /** For work with hooks: however long it takes to stop. */
    static Interruption patient(Terminal terminal) {
        return new Interruption(terminal, true, Runtime.getRuntime()::halt);
    }

    private synchronized void stop(Signal signal) {
        if (asked) {
            halt.accept(INTERRUPTED);
            return;
        }
        asked = true;
        terminal.note(Words.of(patient ? "interrupted.hooks" : "interrupted"));
        if (patient) {
            return;
        }
        grace = Optional.of(Thread.ofPlatform().daemon().name("grace").start(this::waitThenHalt));
    }

    private void waitThenHalt() {
        try {
            Thread.sleep(GRACE);
            halt.accept(INTERRUPTED);
        } catch (InterruptedException e) {
            // The work has ended in time.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean requested() {
        return asked;
    }

    @Override
    public synchronized void close() {
        grace.ifPresent(Thread::interrupt);
        before.forEach(Signal::handle);
    }
}
