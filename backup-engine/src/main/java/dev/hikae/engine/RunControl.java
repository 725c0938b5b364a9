package dev.hikae.engine;

/** How the caller watches, stops and guards one piece of long work. */
public record RunControl(Progress progress, Cancellation cancellation, CommitGuard guard) {
    public static final RunControl NONE = new RunControl(Progress.NONE, Cancellation.NEVER, CommitGuard.ALWAYS);
}
