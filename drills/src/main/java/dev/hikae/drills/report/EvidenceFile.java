package dev.hikae.drills.report;

/**
 * A file of the evidence beside this report.
 *
 * @param path in the bundle
 * @param collector what made it
 * @param parameters it was made with, for people
 */
public record EvidenceFile(String path, String sha256, long size, String collector, String parameters) {}
