package dev.hikae.server.identity;

/** What it is done to. */
public enum Subject {
    PLAN,
    RUNBOOK,
    REPOSITORY,
    REGION,
    SNAPSHOT,
    /** Names and metadata of what was backed up. */
    ENTRY,
    BACKUP,
    REPLICATION,
    RETENTION,
    PRUNE,
    SCRUB,
    /** Locks of objects in regions, and legal holds. */
    LOCK,
    /** Trying out the place of a region. */
    REGION_PROBE,
    RESTORE,
    RESTORE_TEST,
    DRILL,
    RUN,
    APPROVAL,
    EVIDENCE,
    REGISTER,
    AUDIT,
    ACCOUNT,
    SERVICE_ACCOUNT,
    SETTINGS,
    /** Pages that show each reader what they may see. */
    PAGE,
    /** The caller's own sign-in: everybody who is signed in may. */
    OWN_ACCOUNT
}
