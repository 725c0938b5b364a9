package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import java.util.List;

/**
 * What a repository is.
 *
 * @param id of the repository, random, the same in every region
 * @param ownerFingerprint SHA-256 of the owner's public key, as {@code SHA256:} and base64 without padding
 */
public record RepositoryInfo(
        String id, int format, RegionName home, List<RegionName> regions, int quorum, String ownerFingerprint) {
    public RepositoryInfo {
        regions = List.copyOf(regions);
    }
}
