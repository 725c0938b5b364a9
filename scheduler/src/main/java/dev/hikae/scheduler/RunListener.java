package dev.hikae.scheduler;

import java.time.Instant;
import java.util.Optional;

/**
 * Told of every change of a run, before it takes effect where that matters.
 *
 * <p>{@link #starting} is called before the work of an attempt begins; when it throws, the attempt does not
 * start and fails (the register could not be written: fail closed).
 */
public interface RunListener {
    void planned(Run run);

    void starting(Run run, int attempt);

    /** An attempt failed or was abandoned; the run is planned again. */
    void retrying(Run run, String error);

    void ended(Run run);

    /** No successful run of this kind and subject within 1.25 × its period. */
    void overdue(String kind, String subject, Optional<Instant> lastSuccess);
}
