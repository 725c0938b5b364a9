package dev.hikae.drills.report;

import java.time.Instant;

/**
 * An approval of the report itself, with a certificate of its own.
 *
 * @param certificateSha256 fingerprint of the approver's certificate
 */
public record Approval(String name, String role, Instant at, String comment, String certificateSha256) {}
