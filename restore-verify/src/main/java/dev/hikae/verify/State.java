package dev.hikae.verify;

/** How one part of a test came out. Only {@link #PASSED} is a pass; what could not be evaluated is inconclusive. */
public enum State {
    PASSED,
    FAILED,
    INCONCLUSIVE,
    NOT_RUN
}
