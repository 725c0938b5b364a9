package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.repository.ObjectLock;
import dev.hikae.config.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How regions keep their objects. */
public record LockStatus(List<Line> regions) {
    public LockStatus {
        regions = List.copyOf(regions);
    }

    /**
     * One region.
     *
     * @param lock empty where nothing is locked
     * @param found empty without lock, or with a problem
     */
    public record Line(RegionName region, Optional<ObjectLock> lock, Optional<Text> problem, Optional<Found> found) {}

    /**
     * What a region showed.
     *
     * @param needed objects that its snapshots and the repository itself need
     * @param locked of these, how many are kept now
     * @param earliest when the first of their locks ends
     * @param latest when the last ends
     * @param due of these, how many have less than half of the period left
     * @param held of these, how many a legal hold keeps besides
     * @param unlocked needed, and kept by nothing
     * @param missing needed, and not there
     * @param hidden names whose objects do not show, because a delete marker lies above them
     * @param replaced names under which something was put later
     * @param examples of names that are hidden, replaced, not locked or missing
     * @param heldSnapshots snapshots with a legal hold
     */
    public record Found(
            long needed,
            long locked,
            Optional<Instant> earliest,
            Optional<Instant> latest,
            long due,
            long held,
            long unlocked,
            long missing,
            long hidden,
            long replaced,
            List<String> examples,
            List<SnapshotId> heldSnapshots) {
        public Found {
            examples = List.copyOf(examples);
            heldSnapshots = List.copyOf(heldSnapshots);
        }

        /** Whether somebody was at work who is no part of Hikae. */
        public boolean tampered() {
            return hidden > 0 || replaced > 0;
        }

        public boolean whole() {
            return unlocked == 0 && missing == 0 && !tampered();
        }
    }

    /** Whether all regions with lock answered and keep all that is needed, untouched. */
    public boolean whole() {
        return regions.stream()
                .allMatch(r ->
                        r.problem().isEmpty() && r.found().map(Found::whole).orElse(true));
    }
}
