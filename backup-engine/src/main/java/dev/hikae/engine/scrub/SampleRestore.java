package dev.hikae.engine.scrub;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.restore.SnapshotContent;
import java.util.List;

/** Restoring as everybody does it, for samples. */
public interface SampleRestore {
    /** Snapshots that a region shows. */
    List<SnapshotId> snapshots(RegionName region);

    /** One of them, read from that region alone. */
    SnapshotContent open(SnapshotId snapshot, RegionName region);

    /** Restores and compares; what is wrong, when something is. */
    List<Text> restored(RestoreRequest request, RunControl control);
}
