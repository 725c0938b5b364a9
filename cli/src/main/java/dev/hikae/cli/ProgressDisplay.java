package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.engine.Progress;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows the newest state: a bar on a terminal, else a line every ten seconds, or JSON lines; on standard error. */
final class ProgressDisplay implements Progress, AutoCloseable {
    private static final String CLEAR_LINE = "\r\033[K";

    private final Terminal terminal;
    private final Shape shape;
    private final long started = System.nanoTime();
    private final Pace pace = new Pace();
    private volatile State newest = new State(Phase.SCANNING, 0, -1, 0, -1, 0, 0, "");
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());

    /** What is printed, and how often. */
    private enum Shape {
        NOTHING(0),
        BAR(200),
        LINES(10_000),
        JSON(500);

        private final long millis;

        Shape(long millis) {
            this.millis = millis;
        }
    }

    ProgressDisplay(Terminal terminal, ProgressOption.Mode mode) {
        this.terminal = terminal;
        this.shape = switch (mode) {
            case NONE -> Shape.NOTHING;
            case JSON -> Shape.JSON;
            case PLAIN -> Shape.LINES;
            case AUTO -> terminal.redraws() ? Shape.BAR : Shape.LINES;
        };
        if (shape != Shape.NOTHING) {
            var unused = clock.scheduleWithFixedDelay(this::show, shape.millis, shape.millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void report(State state) {
        newest = state;
    }

    private synchronized void show() {
        State s = newest;
        pace.at(s.bytesDone(), System.nanoTime() - started);
        switch (shape) {
            case NOTHING -> {}
            case BAR -> {
                terminal.err().print(CLEAR_LINE + ProgressLine.bar(s, pace, terminal.columns()));
                terminal.err().flush();
            }
            case LINES -> terminal.err().println(ProgressLine.plain(s, pace));
            case JSON -> terminal.err().println(json(s));
        }
    }

    private ObjectNode json(State s) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("hikae", Terminal.ENVELOPE)
                .put("kind", "progress")
                .put("phase", s.phase().name().toLowerCase(Locale.ROOT))
                .put("files_done", s.filesDone())
                .put("files_total", s.filesTotal())
                .put("bytes_done", s.bytesDone())
                .put("bytes_total", s.bytesTotal())
                .put("bytes_new", s.bytesNew())
                .put("bytes_stored", s.bytesStored())
                .put("bytes_per_second", pace.bytesPerSecond())
                .put("elapsed_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
        ProgressLine.left(s, pace).ifPresent(left -> event.put("left_ms", left.toMillis()));
        return event.put("current", s.current());
    }

    /** Ends with the last state as an event, or with a clean line. */
    @Override
    public void close() {
        clock.shutdownNow();
        switch (shape) {
            case NOTHING, LINES -> {}
            case JSON -> show();
            case BAR -> {
                synchronized (this) {
                    terminal.err().print(CLEAR_LINE);
                    terminal.err().flush();
                }
            }
        }
    }
}
