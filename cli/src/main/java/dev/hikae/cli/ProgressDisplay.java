package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hikae.engine.Progress;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows the newest state: a bar on a terminal, else a line every ten seconds, or JSON lines; on standard error. */
final class ProgressDisplay implements Progress, AutoCloseable {
    private static final int BAR = 24;

    private final Terminal terminal;
    private final ProgressOption.Mode mode;
    private final long started = System.nanoTime();
    private volatile State newest = new State(Phase.SCANNING, 0, -1, 0, -1, 0, 0, "");
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    ProgressDisplay(Terminal terminal, ProgressOption.Mode mode) {
        this.terminal = terminal;
        this.mode = mode;
        long millis = mode == ProgressOption.Mode.AUTO && terminal.interactive()
                ? 200
                : mode == ProgressOption.Mode.JSON ? 500 : 10_000;
        if (mode != ProgressOption.Mode.NONE) {
            var unused = clock.scheduleAtFixedRate(this::show, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void report(State state) {
        newest = state;
    }

    private void show() {
        State s = newest;
        if (mode == ProgressOption.Mode.JSON) {
            terminal.err().println(json(s));
        } else if (terminal.interactive()) {
            terminal.err().print("\r\033[K" + line(s));
            terminal.err().flush();
        } else {
            terminal.err().println(line(s));
        }
    }

    private String line(State s) {
        double seconds = (System.nanoTime() - started) / 1e9;
        long rate = (long) (s.bytesDone() / Math.max(seconds, 0.001));
        String bar = "";
        String eta = "";
        if (s.bytesTotal() > 0) {
            double share = Math.min(1, (double) s.bytesDone() / s.bytesTotal());
            int full = (int) (share * BAR);
            bar = "[" + "#".repeat(full) + "-".repeat(BAR - full)
                    + String.format(Locale.ROOT, "] %3d %%  ", (int) (share * 100));
            eta = rate > 0 ? Words.of("progress.eta", (s.bytesTotal() - s.bytesDone()) / rate) : "";
        }
        String phase = Words.of("phase." + s.phase());
        return bar
                + Words.of(
                        "progress.line",
                        phase,
                        s.filesDone(),
                        Sizes.of(s.bytesDone()),
                        Sizes.of(rate),
                        Sizes.of(s.bytesNew()),
                        eta);
    }

    private String json(State s) {
        return JsonNodeFactory.instance
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
                .put("elapsed_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
                .toString();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (mode == ProgressOption.Mode.JSON) {
            show();
        } else if (mode == ProgressOption.Mode.AUTO && terminal.interactive()) {
            terminal.err().print("\r\033[K");
            terminal.err().flush();
        }
    }
}
