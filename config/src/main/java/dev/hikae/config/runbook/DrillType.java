package dev.hikae.config.runbook;

/** Kinds of drill. */
public enum DrillType {
    TABLETOP,
    RESTORE_TEST,
    TEST_FAILOVER,
    LIVE_SWITCHOVER,
    KEY_RECOVERY,
    CATALOGUE_LOSS,
    NEGATIVE_CONTROL
}
