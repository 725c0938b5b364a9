package dev.hikae.engine;

import dev.hikae.config.text.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a place can do that is to hold a region.
 *
 * @param place for people
 * @param unsafe why it must not be used; empty means that it may
 * @param advice what could be better
 * @param bucket what the store tells about its settings; empty for folders
 */
public record RegionProbe(
        String place,
        List<Reason> unsafe,
        List<Text> advice,
        Abilities abilities,
        Optional<Bucket> bucket,
        Speed speed) {
    public RegionProbe {
        unsafe = List.copyOf(unsafe);
        advice = List.copyOf(advice);
    }

    public boolean safe() {
        return unsafe.isEmpty();
    }

    /** A numbered reason, and what to do about it. */
    public record Reason(String code, Text what, Text hint) {}

    /**
     * What was tried.
     *
     * @param createsOnce of racing creations of one name exactly one succeeds
     * @param listsAtOnce a listing after a put shows the object; empty when that was not tried any more
     * @param reads what was put comes back, whole and in ranges
     * @param deletes whether these credentials may delete; both is fine
     * @param checksums whether the store keeps a checksum of ours beside an object
     */
    public record Abilities(
            boolean createsOnce, Optional<Boolean> listsAtOnce, boolean reads, boolean deletes, boolean checksums) {}

    /**
     * A bucket's settings; empty where the store does not tell.
     *
     * @param retention days that every new object is locked by itself
     * @param abortsUploads whether uploads that never end are cleared away
     * @param storageClass that packs are kept in, where the configuration names one
     * @param clockSkew how far the store's clock is ahead of ours
     */
    public record Bucket(
            Optional<Boolean> versioning,
            Optional<Boolean> lock,
            Optional<String> lockMode,
            Optional<Integer> retention,
            Optional<Boolean> abortsUploads,
            Optional<String> storageClass,
            Optional<Duration> clockSkew) {}

    /** How fast it is from here, in bytes a second for a few MiB. */
    public record Speed(Latency put, Latency get, Latency list, long up, long down) {}

    /** Of small requests: half of them, and nineteen of twenty, took no longer. */
    public record Latency(Duration median, Duration p95) {}
}
