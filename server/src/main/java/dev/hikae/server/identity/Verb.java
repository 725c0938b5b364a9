package dev.hikae.server.identity;

/** What is done. */
public enum Verb {
    READ,
    CREATE,
    CHANGE,
    DELETE,
    /** Starts work: a backup, a restore, a test, a drill. */
    START,
    CANCEL,
    APPROVE
}
