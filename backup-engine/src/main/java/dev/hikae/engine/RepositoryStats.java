package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a repository holds, and what it costs.
 *
 * @param sources plans and hosts, the one of the newest snapshot first
 * @param blobs different ones that the snapshots refer to, tree pages among them
 * @param blobBytes of these, before compression
 * @param storedBytes what they take in packs, compressed and sealed
 * @param logicalBytes sizes of the files of all snapshots, as if each were a full copy
 * @param packs that the snapshots need
 * @param packBytes of these, padding, footers and what no snapshot refers to any more included
 * @param seedBytes what a further region would have to be sent: packs and index objects
 * @param seedObjects how many
 * @param missing blobs that no index object knows, or directories that could not be read: figures are too small by these
 */
public record RepositoryStats(
        List<OfSnapshot> snapshots,
        List<OfSource> sources,
        List<OfRegion> regions,
        long blobs,
        long blobBytes,
        long storedBytes,
        long logicalBytes,
        long packs,
        long packBytes,
        long seedBytes,
        long seedObjects,
        Growth growth,
        long missing) {
    public RepositoryStats {
        snapshots = List.copyOf(snapshots);
        sources = List.copyOf(sources);
        regions = List.copyOf(regions);
    }

    /** How many times smaller dedup makes what the snapshots hold. */
    public double dedupRatio() {
        return ratio(logicalBytes, blobBytes);
    }

    /** How many times smaller compression makes that. */
    public double compressionRatio() {
        return ratio(blobBytes, storedBytes);
    }

    private static double ratio(long before, long after) {
        return after == 0 ? 1 : (double) before / after;
    }

    /**
     * One snapshot.
     *
     * @param differentBytes of its different blobs, before compression; measured when the snapshot was asked for by name
     * @param onlyBytes of blobs that no other snapshot refers to, before compression
     * @param onlyStored what these take in packs: what would go if the snapshot went alone
     */
    public record OfSnapshot(Snapshot snapshot, OptionalLong differentBytes, long onlyBytes, long onlyStored) {}

    /**
     * All snapshots of a plan and host.
     *
     * @param logicalBytes sizes of the files of all of them
     * @param differentBytes of their different blobs
     * @param onlyBytes of blobs that no other source refers to; the rest is shared
     * @param onlyStored what these take in packs
     */
    public record OfSource(
            Optional<String> plan,
            String host,
            int snapshots,
            long logicalBytes,
            long differentBytes,
            long onlyBytes,
            long onlyStored) {}

    /**
     * One region.
     *
     * @param neededBytes size of all objects that the snapshots visible there need
     * @param heldBytes size of all objects that it lists, left-overs of broken sessions included; empty when it is down
     */
    public record OfRegion(
            RegionName region, int snapshots, long neededBytes, OptionalLong heldObjects, OptionalLong heldBytes) {}

    /**
     * How stored bytes grew, by a straight line through what each snapshot added.
     *
     * @param bytesPerDay in one region; empty with fewer than three snapshots or less than a day between the first and the last
     * @param days between these
     */
    public record Growth(OptionalDouble bytesPerDay, double days) {
        /** Days from the newest snapshot until so much is stored; empty when it does not grow. */
        public OptionalDouble daysUntil(long bytes, long now) {
            return bytesPerDay.isPresent() && bytesPerDay.getAsDouble() > 0
                    ? OptionalDouble.of(Math.max(0, (bytes - now) / bytesPerDay.getAsDouble()))
                    : OptionalDouble.empty();
        }
    }
}
