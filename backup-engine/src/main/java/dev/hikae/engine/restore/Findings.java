package dev.hikae.engine.restore;

import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.RawPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Findings from several threads: all are counted, as many as fit are kept. */
final class Findings {
    private final int keep;
    private final List<Finding> kept = new ArrayList<>();
    private long count;

    Findings(int keep) {
        this.keep = keep;
    }

    synchronized void add(RawPath path, Text what) {
        count++;
        if (kept.size() < keep) {
            kept.add(new Finding(path, what));
        }
    }

    void addAll(RawPath path, List<Text> what) {
        what.forEach(text -> add(path, text));
    }

    synchronized long count() {
        return count;
    }

    /** In order of path, so that two runs tell the same. */
    synchronized List<Finding> kept() {
        return kept.stream().sorted(Comparator.comparing(Finding::path)).toList();
    }

    /** The same, and a last one that tells how many more there are. */
    synchronized List<Finding> keptAndMore(RawPath under) {
        List<Finding> sorted = kept();
        if (count == sorted.size()) {
            return sorted;
        }
        var all = new ArrayList<>(sorted);
        all.add(new Finding(under, RestoreText.of("and-more", count - sorted.size())));
        return all;
    }
}
