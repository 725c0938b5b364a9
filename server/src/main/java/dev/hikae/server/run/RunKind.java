package dev.hikae.server.run;

/** Kinds of runs of this service, as written in the API. */
public final class RunKind {
    public static final String BACKUP = "backup";
    public static final String REPLICATION = "replication";
    public static final String RETENTION = "retention";
    public static final String SCRUB = "scrub";
    public static final String RESTORE = "restore";
    public static final String RESTORE_TEST = "restore-test";
    public static final String DRILL = "drill";

    private RunKind() {}
}
