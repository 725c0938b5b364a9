package dev.hikae.cli;

import dev.hikae.engine.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A state of long work as text for people. */
final class ProgressLine {
    private static final int BAR = 20;
    private static final int LEAST_FOR_A_NAME = 12;

    private ProgressLine() {}

    /** One line for a terminal so many columns wide: what matters less is left out first, the current file is shortened. */
    static String bar(Progress.State s, Pace pace, int columns) {
        List<String> parts = new ArrayList<>();
        share(s).ifPresent(share -> {
            int full = (int) (share * BAR);
            parts.add("[" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + (int) (share * 100) + " %");
        });
        parts.addAll(facts(s, pace));
        String line = "";
        for (String part : parts) {
            String longer = line.isEmpty() ? part : line + "  " + part;
            if (Columns.width(longer) >= columns) {
                break;
            }
            line = longer;
        }
        int room = columns - 1 - Columns.width(line) - 2;
        return s.current().isEmpty() || room < LEAST_FOR_A_NAME
                ? Columns.start(line, columns - 1)
                : line + "  " + Columns.end(Columns.harmless(s.current()), room);
    }

    /** A whole line for a log. */
    static String plain(Progress.State s, Pace pace) {
        List<String> parts = new ArrayList<>();
        share(s).ifPresent(share -> parts.add((int) (share * 100) + " %"));
        parts.addAll(facts(s, pace));
        return String.join(", ", parts);
    }

    private static List<String> facts(Progress.State s, Pace pace) {
        List<String> parts = new ArrayList<>();
        parts.add(Words.of("phase." + s.phase()));
        parts.add(
                s.bytesTotal() > 0
                        ? Sizes.of(s.bytesDone()) + "/" + Sizes.of(s.bytesTotal())
                        : Sizes.of(s.bytesDone()));
        parts.add(Words.of("progress.rate", Sizes.of(pace.bytesPerSecond())));
        left(s, pace).ifPresent(left -> parts.add(Words.of("progress.left", clock(left))));
        parts.add(
                s.filesTotal() > 0
                        ? Words.of("progress.files-of", s.filesDone(), s.filesTotal())
                        : Words.of("progress.files", s.filesDone()));
        if (s.bytesNew() > 0) {
            parts.add(Words.of("progress.new", Sizes.of(s.bytesNew())));
        }
        return parts;
    }

    static Optional<Duration> left(Progress.State s, Pace pace) {
        return s.bytesTotal() > 0 ? pace.left(s.bytesTotal() - s.bytesDone()) : Optional.empty();
    }

    private static Optional<Double> share(Progress.State s) {
        return s.bytesTotal() > 0
                ? Optional.of(Math.min(1, (double) s.bytesDone() / s.bytesTotal()))
                : Optional.empty();
    }

    private static String clock(Duration d) {
        return d.toHours() > 0
                ? "%d:%02d:%02d".formatted(d.toHours(), d.toMinutesPart(), d.toSecondsPart())
                : "%d:%02d".formatted(d.toMinutes(), d.toSecondsPart());
    }
}
