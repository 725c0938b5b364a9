package dev.hikae.scheduler;

import dev.hikae.config.id.RunId;
import java.time.Instant;
import java.util.Optional;

/** One try of a run by one node. */
public record Attempt(
        RunId run,
        int number,
        String node,
        Instant startedAt,
        Optional<Instant> endedAt,
        RunState state,
        Optional<String> error) {}
