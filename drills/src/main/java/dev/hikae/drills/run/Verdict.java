package dev.hikae.drills.run;

/** How a drill or a restore test ended. What could not be evaluated is never a pass. */
public enum Verdict {
    PASSED,
    FAILED,
    INCONCLUSIVE
}
