package dev.hikae.engine;

/** Asked right before an outcome is created: is this run still ours (the lease's fencing token)? */
@FunctionalInterface
public interface CommitGuard {
    CommitGuard ALWAYS = () -> {};

    /** Returns, or throws a {@link dev.hikae.config.error.HikaeException} that ends the run without a commit. */
    void beforeCommit();
}
