package dev.hikae.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.cli.client.ServiceClient;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** What the demo shows: numbered steps, live progress, figures. */
final class DemoScreen {
    private static final String BUNDLE = "dev.hikae.cli.messages";
    private static final int STEPS = 8;

    private final PrintStream out;
    private final boolean live;
    private final long started = System.nanoTime();
    private int step;

    /** @param live whether the same line may be drawn again (a terminal) */
    DemoScreen(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    static String words(String key, Object... params) {
        return Messages.render(Text.of(BUNDLE, "demo." + key, params), Locale.getDefault());
    }

    void step(String key, Object... params) {
        step++;
        long seconds = (System.nanoTime() - started) / 1_000_000_000L;
        out.println();
        out.println(String.format(Locale.ROOT, "── %d/%d  %s  [%d s]", step, STEPS, words(key, params), seconds));
    }

    void say(String key, Object... params) {
        out.println("   " + words(key, params));
    }

    void raw(String line) {
        out.println("   " + line);
    }

    /** A table without lines, columns as wide as they need to be. */
    void table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], width(row.get(c)));
            }
        });
        for (List<String> row : rows) {
            var line = new StringBuilder("   ");
            for (int c = 0; c < columns; c++) {
                line.append(row.get(c)).repeat(' ', widths[c] - width(row.get(c)) + 2);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static int width(String text) {
        return text.codePoints().map(c -> c >= 0x2e80 && c < 0xff61 ? 2 : 1).sum();
    }

    /** Shows a progress event: on a terminal in place, else every event as a line. */
    void event(ServiceClient.Event event) {
        JsonNode data = event.data();
        if (event.name().equals("progress")) {
            String line = "   " + progress(data);
            if (live) {
                out.print("\r\033[K" + line);
                out.flush();
            } else {
                out.println(line);
            }
        }
    }

    /** Only what says something: dedup is of backups, speed and time left are known after a while. */
    private static String progress(JsonNode data) {
        String phase = data.path("phase").asText();
        var line = new StringBuilder(words(
                "progress",
                Messages.render(Text.of(BUNDLE, "phase." + phase.toUpperCase(Locale.ROOT)), Locale.getDefault()),
                data.path("files_done").asLong(),
                size(data.path("bytes_done").asLong())));
        long speed = data.path("bytes_per_second").asLong();
        if (speed > 0) {
            line.append(words("progress.speed", size(speed)));
        }
        if (phase.equals("reading") || phase.equals("committing")) {
            line.append(words("progress.dedup", data.path("dedup_ratio_percent").asLong()));
        }
        if (data.has("eta_seconds")) {
            line.append(words("progress.left", data.get("eta_seconds").asLong()));
        }
        return line.toString();
    }

    void endOfProgress() {
        if (live) {
            out.print("\r\033[K");
            out.flush();
        }
    }

    void plain(String key, Object... params) {
        out.println(words(key, params));
    }

    void blank() {
        out.println();
    }

    static String size(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " B";
        }
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : bytes < 1 << 30
                        ? String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0)
                        : String.format(Locale.ROOT, "%.2f GiB", bytes / 1073741824.0);
    }

    static String millis(long millis) {
        return words("time.seconds", String.format(Locale.ROOT, "%.1f", millis / 1000.0));
    }
}
