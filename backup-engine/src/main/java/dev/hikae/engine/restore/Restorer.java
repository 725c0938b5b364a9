package dev.hikae.engine.restore;

import dev.hikae.engine.Comparison;
import dev.hikae.engine.RestorePlan;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.region.ReadObserver;
import java.util.function.Function;

/**
 * Restores and compares. The repository gives {@code open}: it makes a {@link SnapshotContent} for the
 * request's snapshot and regions whose reads report to the observer.
 */
public interface Restorer {
    RestorePlan plan(RestoreRequest request, Function<ReadObserver, SnapshotContent> open);

    RestoreResult restore(RestoreRequest request, Function<ReadObserver, SnapshotContent> open, RunControl control);

    Comparison compare(RestoreRequest request, Function<ReadObserver, SnapshotContent> open, RunControl control);
}
