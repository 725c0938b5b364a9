package dev.hikae.engine.backup;

import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupResult.Counts;
import dev.hikae.engine.BackupResult.Excluded;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.BackupResult.Left;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Exclusions.Reason;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.SourceException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a backup could not read, read torn, or left out as it was told. Keeps the first thousand of each sort and counts all. */
final class Findings {
    private static final int KEPT = 1000;

    private final List<RawPath> accepted;
    private final List<Finding> unreadable = new ArrayList<>();
    private final List<Finding> changed = new ArrayList<>();
    private final List<Finding> tolerated = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private final Map<Reason, Long> leftCounts = new EnumMap<>(Reason.class);
    private long unreadableCount;
    private long changedCount;
    private long toleratedCount;

    /** @param accepted path prefixes whose unreadable entries only warn */
    Findings(List<RawPath> accepted) {
        this.accepted = List.copyOf(accepted);
    }

    void failed(RawPath path, SourceException e) {
        if (e.vanished()) {
            changed(path, e.what());
        } else if (isAccepted(path)) {
            toleratedCount++;
            keep(tolerated, path, e.what());
        } else {
            unreadableCount++;
            keep(unreadable, path, e.what());
        }
    }

    void torn(RawPath path) {
        changed(path, Text.of(EngineError.BUNDLE, "backup.torn"));
    }

    private void changed(RawPath path, Text what) {
        changedCount++;
        keep(changed, path, what);
    }

    void left(RawPath path, Reason reason) {
        if (leftCounts.merge(reason, 1L, Long::sum) <= KEPT) {
            left.add(new Left(path, reason));
        }
    }

    Excluded excluded() {
        return new Excluded(leftCounts, left);
    }

    private static void keep(List<Finding> list, RawPath path, Text what) {
        if (list.size() < KEPT) {
            list.add(new Finding(path, what));
        }
    }

    private boolean isAccepted(RawPath path) {
        return accepted.stream().anyMatch(prefix -> isWithin(path, prefix));
    }

    private static boolean isWithin(RawPath path, RawPath prefix) {
        byte[] p = path.toBytes();
        byte[] q = prefix.toBytes();
        return p.length >= q.length
                && java.util.Arrays.equals(p, 0, q.length, q, 0, q.length)
                && (p.length == q.length || q.length > 0 && q[q.length - 1] == '/' || p[q.length] == '/');
    }

    List<Finding> unreadable() {
        return unreadable;
    }

    List<Finding> warnings() {
        return Stream.concat(changed.stream(), tolerated.stream()).toList();
    }

    Counts counts() {
        return new Counts(unreadableCount, changedCount, toleratedCount);
    }

    boolean complete() {
        return unreadableCount == 0;
    }
}
