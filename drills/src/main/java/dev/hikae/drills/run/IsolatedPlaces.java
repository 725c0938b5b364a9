package dev.hikae.drills.run;

import dev.hikae.config.id.RunId;
import dev.hikae.config.text.Text;
import java.nio.file.Path;
import java.util.Optional;

/** Makes places to recover into that share nothing with production. */
public interface IsolatedPlaces {
    /** Makes an empty place for one run. */
    Place open(RunId run);

    /** One run's place. */
    interface Place {
        /** Below this each restore makes a folder of its own. */
        Path target();

        /** A folder beside it for working files. */
        Path work();

        /** Removes everything, looks again and tells what it found. May be called twice. */
        Removed destroy();
    }

    /** What destroying removed, and whether the place is gone. */
    record Removed(long entries, boolean gone, Optional<Text> problem) {}
}
