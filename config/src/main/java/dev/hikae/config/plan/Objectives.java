package dev.hikae.config.plan;

import java.time.Duration;

/**
 * What a recovery must achieve.
 *
 * @param rto recovery time objective: from the incident until all success criteria are healthy
 * @param rpo recovery point objective: the age of the newest data that may be lost
 */
public record Objectives(Duration rto, Duration rpo) {}
