package dev.hikae.cli;

import dev.hikae.engine.RawPath;
import java.util.Optional;

/** {@code SNAPSHOT[:PATH]}: an id, a unique prefix or {@code latest}; the path in the shown form, {@code \xNN} a byte. */
record SnapshotPath(String snapshot, Optional<RawPath> path) {
    static SnapshotPath parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new SnapshotPath(text, Optional.empty());
        }
        String path = text.substring(colon + 1);
        while (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new SnapshotPath(
                text.substring(0, colon), path.isEmpty() ? Optional.empty() : Optional.of(RawPath.parse(path)));
    }
}
