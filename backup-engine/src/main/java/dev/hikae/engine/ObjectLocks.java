package dev.hikae.engine;

import dev.hikae.config.id.SnapshotId;
import java.util.List;

/** What keeps the objects of a repository in those regions that lock them. */
public interface ObjectLocks {
    /** How every region keeps what its snapshots need, and what somebody did to names there. Asks for every object. */
    LockStatus status(RunControl control);

    /**
     * Extends in every region with lock what has less than half of the period left: objects of snapshots that are not forgotten, and
     * what the repository itself needs.
     *
     * @param ask asks the stores for every object; otherwise only for those of which this machine does not know
     */
    LockExtension extend(boolean ask, RunControl control);

    /** Keeps the objects of these snapshots in every region with lock, whatever their time, or lets go of them. */
    LockHold hold(List<SnapshotId> snapshots, boolean on, RunControl control);
}
