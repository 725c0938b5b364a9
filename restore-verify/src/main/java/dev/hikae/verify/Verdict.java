package dev.hikae.verify;

/** What a whole test says. */
public enum Verdict {
    PASSED,
    FAILED,
    INCONCLUSIVE
}
