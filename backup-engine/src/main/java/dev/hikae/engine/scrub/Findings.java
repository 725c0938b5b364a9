package dev.hikae.engine.scrub;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.ScrubReport.Finding;
import dev.hikae.engine.ScrubReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was found, the first of it kept. */
final class Findings {
    private static final int MOST = 1000;

    private final List<Finding> kept = new ArrayList<>();
    private long more;
    private long healed;
    private long unhealed;

    void add(RegionName region, String object, Text what, State state, Optional<Text> note) {
        healed += state == State.HEALED ? 1 : 0;
        unhealed += state == State.DAMAGED || state == State.LOST ? 1 : 0;
        if (kept.size() < MOST) {
            kept.add(new Finding(region, object, what, state, note));
        } else {
            more++;
        }
    }

    List<Finding> kept() {
        return kept;
    }

    long more() {
        return more;
    }

    long healed() {
        return healed;
    }

    long unhealed() {
        return unhealed;
    }
}
