package dev.hikae.engine.region;

import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;

/** An outcome whose signature held, with digest and size of the whole object. */
sealed interface ReadOutcome {
    byte[] sha256();

    long size();

    /** A snapshot's, as its writer signed it. */
    record Commit(Outcome outcome, byte[] sha256, long size) implements ReadOutcome {}

    /** One of a session that repacked. */
    record Repacked(Replacement replacement, byte[] sha256, long size) implements ReadOutcome {}
}
