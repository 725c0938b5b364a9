package dev.hikae.engine.region;

import dev.hikae.engine.snapshot.Outcome;

/** An outcome whose signature held, with digest and size of the whole object. */
record ReadOutcome(Outcome outcome, byte[] sha256, long size) {}
