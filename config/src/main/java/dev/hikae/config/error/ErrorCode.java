package dev.hikae.config.error;

/**
 * The stable number of a failure that an operator can see.
 *
 * <p>Ranges: 1xxx config, 2xxx backup-engine, 3xxx restore-verify, 4xxx drills and evidence, 5xxx
 * scheduler, 6xxx server, 7xxx cli. A number is never reused.
 */
public interface ErrorCode {
    /** The code as shown, for example {@code HKE-1203}. */
    String id();

    /** What kind of failure it is; decides CLI exit code and HTTP status. */
    Failure failure();

    /** Base name of the message bundle that holds {@code error.<id>} and {@code error.<id>.hint}. */
    String bundle();
}
