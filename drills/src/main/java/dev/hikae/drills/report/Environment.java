package dev.hikae.drills.report;

import java.util.Optional;

/** What the drill ran on. */
public record Environment(
        String version,
        Optional<String> commit,
        Optional<String> sbomSha256,
        String jdk,
        String os,
        Optional<String> host,
        Optional<String> configurationSha256,
        String repositoryId,
        long repositoryFormat,
        String ownerFingerprint) {}
