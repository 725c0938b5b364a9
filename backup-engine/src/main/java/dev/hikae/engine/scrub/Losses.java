package dev.hikae.engine.scrub;

import dev.hikae.engine.ScrubReport.Loss;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Entries that cannot be restored whole, the first of them kept. */
record Losses(List<Loss> listed, long more) {
    static final Losses NONE = new Losses(List.of(), 0);
    private static final int MOST = 10_000;

    Losses {
        listed = List.copyOf(listed);
    }

    /** Being found. */
    static final class Found {
        private final Set<Loss> kept = new LinkedHashSet<>();
        private long more;

        void add(Loss loss) {
            if (kept.size() < MOST) {
                kept.add(loss);
            } else if (!kept.contains(loss)) {
                more++;
            }
        }

        Losses all() {
            return new Losses(List.copyOf(kept), more);
        }
    }
}
