package dev.hikae.scheduler;

import dev.hikae.config.id.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * One run of some work, due once.
 *
 * @param kind of work, for example {@code backup}, {@code replication}, {@code restore}, {@code restore-test}, {@code drill}
 * @param subject what it is about: a plan's or runbook's name; one run per (kind, subject) at a time
 * @param schedule name of the schedule that asked, empty when a person did
 * @param scheduledFor the firing's time, or when a person asked
 * @param requestedBy who asked: an account name, or {@code schedule}
 * @param parameters JSON object for the work; no secrets
 * @param fencingToken rises with every claim
 * @param outcome JSON object of the result, when ended
 * @param errorCode {@code HKE-nnnn} when it failed
 * @param error one sentence for people, English
 */
public record Run(
        RunId id,
        String kind,
        String subject,
        Optional<String> schedule,
        Instant scheduledFor,
        Instant startBy,
        String requestedBy,
        String parameters,
        RunState state,
        int attempts,
        int maxAttempts,
        long backoffMillis,
        long fencingToken,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Instant> leaseUntil,
        Optional<Instant> nextAttemptAt,
        Optional<String> outcome,
        Optional<String> errorCode,
        Optional<String> error,
        boolean cancelRequested) {}
