package dev.hikae.server.run;

import java.util.List;

/** Kinds of runs of this service, as written in the API. */
public final class RunKind {
    public static final String BACKUP = "backup";
    public static final String REPLICATION = "replication";
    public static final String RETENTION = "retention";
    public static final String PRUNE = "prune";
    public static final String SCRUB = "scrub";
    public static final String LOCK_EXTENSION = "lock-extension";
    public static final String LOCK_CHECK = "lock-check";
    public static final String LOCK_HOLD = "lock-hold";
    public static final String RESTORE = "restore";
    public static final String RESTORE_TEST = "restore-test";
    public static final String DRILL = "drill";
    public static final String REGION_PROBE = "region-probe";
    public static final String REGION_ADDITION = "region-addition";
    public static final String REGION_SEED = "region-seed";
    public static final String REGION_RETIREMENT = "region-retirement";
    public static final String FAILOVER = "failover";

    /** All of them, in the order in which people are shown them. */
    public static final List<String> ALL = List.of(
            BACKUP,
            REPLICATION,
            RETENTION,
            PRUNE,
            SCRUB,
            LOCK_EXTENSION,
            LOCK_CHECK,
            LOCK_HOLD,
            RESTORE,
            RESTORE_TEST,
            DRILL,
            REGION_PROBE,
            REGION_ADDITION,
            REGION_SEED,
            REGION_RETIREMENT,
            FAILOVER);

    private RunKind() {}
}
