package dev.hikae.engine.region;

import dev.hikae.engine.snapshot.ObjectPool;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;

/** An outcome whose signature held, with digest and size of the whole object. */
sealed interface ReadOutcome {
    byte[] sha256();

    long size();

    /** The same, with what it lists held in a pool. */
    default ReadOutcome in(ObjectPool pool) {
        return switch (this) {
            case Commit c -> new Commit(pool.share(c.outcome()), c.sha256(), c.size());
            case Repacked r -> r;
        };
    }

    /** A snapshot's, as its writer signed it. */
    record Commit(Outcome outcome, byte[] sha256, long size) implements ReadOutcome {}

    /** One of a session that repacked. */
    record Repacked(Replacement replacement, byte[] sha256, long size) implements ReadOutcome {}
}
