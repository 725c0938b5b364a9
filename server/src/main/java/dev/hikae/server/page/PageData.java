package dev.hikae.server.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the pages show. Errors are thrown, never shown as emptiness.
 *
 * <p>{@code by} is the account that looks: reading a repository is recorded in its name.
 */
public interface PageData {
    /** All plans in force, by name. */
    List<PlanRow> plans();

    /** Newest first. */
    List<RunRow> runs(Optional<String> kind, Optional<String> before, int limit);

    RunDetail run(String id, Locale language);

    /** Newest first; of one plan or of all. */
    List<SnapshotRow> snapshots(Optional<String> plan, String by);

    SnapshotRow snapshot(String id, String by);

    /** One directory in name order, from after the cursor on; without a path the roots. */
    EntryPart entries(String snapshot, Optional<String> path, Optional<String> cursor, String by);

    /** Folders below which restores may write. */
    List<String> restoreRoots();

    /** All repositories in force and their regions, by name. */
    List<RepositoryCard> repositories(String by, Locale locale);

    /** Newest first. */
    List<TestRow> restoreTests(int limit);

    List<RunbookRow> runbooks();

    /** Newest first. */
    List<ApprovalRow> approvals();

    /** Newest first. */
    List<EvidenceRow> evidence(int limit);

    RegisterView register(int limit);

    /**
     * A plan at a glance.
     *
     * @param exposure how old the newest recovery point is: what would be lost now
     * @param exposed whether that is more than the RPO
     * @param verdict of the newest restore test
     * @param verifiedUntil when the newest verified state expires
     * @param reason why it is not well, one sentence; empty when it is
     */
    record PlanRow(
            String name,
            String description,
            String repository,
            Duration rto,
            Duration rpo,
            Optional<Instant> lastBackup,
            Optional<Duration> exposure,
            boolean exposed,
            Optional<String> verdict,
            Optional<Instant> lastVerified,
            Optional<Instant> verifiedUntil,
            boolean verifiedNow,
            Optional<Instant> nextRun,
            boolean overdue,
            Optional<String> reason) {
        /** Whether objectives are met and proven. */
        public boolean well() {
            return !exposed && !overdue && verifiedNow && reason.isEmpty();
        }
    }

    /** A run at a glance; {@code reason} says why it is in its state, when there is more to say. */
    record RunRow(
            String id,
            String kind,
            String subject,
            String state,
            String requestedBy,
            Instant scheduledFor,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<String> code,
            Optional<String> reason) {
        public boolean ended() {
            return !state.equals("planned") && !state.equals("running");
        }
    }

    /**
     * A run with everything known of it.
     *
     * @param outcome figures by name, as text
     * @param dryRun whether it only said what it would do
     */
    record RunDetail(
            RunRow run,
            Optional<ProgressView> progress,
            List<AttemptRow> attempts,
            Map<String, String> parameters,
            Map<String, String> outcome,
            boolean dryRun,
            Optional<String> evidence,
            boolean cancelRequested) {
        public RunDetail {
            attempts = List.copyOf(attempts);
        }
    }

    /** How far a run is; {@code percent} -1 while unknown. */
    record ProgressView(
            String phase,
            long files,
            long bytes,
            long bytesPerSecond,
            int percent,
            Optional<Duration> left,
            String current) {}

    record AttemptRow(
            int number,
            String node,
            Instant startedAt,
            Optional<Instant> endedAt,
            String state,
            Optional<String> error) {}

    record SnapshotRow(
            String id,
            String repository,
            Optional<String> plan,
            String host,
            List<String> roots,
            Instant capturedAt,
            boolean complete,
            long files,
            long bytes,
            long bytesStored,
            List<CopyRow> copies) {
        public SnapshotRow {
            roots = List.copyOf(roots);
            copies = List.copyOf(copies);
        }
    }

    /** A recovery point's copy in one region, and its verified state. */
    record CopyRow(
            String region,
            Optional<String> verdict,
            Optional<Instant> verifiedAt,
            Optional<Instant> staleAt,
            boolean stale) {}

    /** Part of a directory. */
    record EntryPart(List<EntryRow> entries, Optional<String> next) {
        public EntryPart {
            entries = List.copyOf(entries);
        }
    }

    record EntryRow(
            String name,
            String path,
            String type,
            String mode,
            String owner,
            long size,
            Instant mtime,
            Optional<String> target) {}

    /**
     * A repository and its regions.
     *
     * @param problem why it cannot be opened
     * @param members how many regions a snapshot can be in
     * @param lacking snapshots that some region lacks, newest first; {@code moreLacking} are counted only
     * @param damage what scrubs found and could not heal
     * @param alarms what somebody has to look at
     */
    record RepositoryCard(
            String name,
            Optional<String> problem,
            String home,
            int quorum,
            int members,
            List<RegionRow> regions,
            Optional<CopiesRow> newest,
            List<CopiesRow> lacking,
            int moreLacking,
            List<DamageRow> damage,
            List<UpkeepRow> upkeep,
            List<String> alarms) {
        public RepositoryCard {
            regions = List.copyOf(regions);
            lacking = List.copyOf(lacking);
            damage = List.copyOf(damage);
            upkeep = List.copyOf(upkeep);
            alarms = List.copyOf(alarms);
        }

        public boolean well() {
            return problem.isEmpty() && alarms.isEmpty();
        }
    }

    /**
     * One region.
     *
     * @param part {@code member}, {@code not-configured}, {@code not-added} or {@code retired}
     * @param exposure what would be lost with this region alone
     */
    record RegionRow(
            String region,
            String part,
            boolean home,
            boolean reachable,
            Optional<String> problem,
            Optional<Instant> watermark,
            long held,
            long behind,
            Optional<ExposureRow> exposure,
            Optional<LockRow> lock,
            Optional<ScrubRow> scrub) {}

    /** Of the plan that is worst off; without an age nothing of it is there. */
    record ExposureRow(String plan, Optional<Duration> age, Duration rpo, boolean exceeded) {}

    record LockRow(String mode, Duration period, Optional<LockCheckRow> check) {}

    /**
     * What the last check of locks found.
     *
     * @param open needed objects that nothing keeps, or that are not there
     * @param tampered objects that somebody hid or replaced
     */
    record LockCheckRow(
            String run,
            Instant at,
            Optional<String> problem,
            long needed,
            long locked,
            long open,
            long tampered,
            long held,
            Optional<Instant> firstEnds) {}

    /** What the last scrub found; {@code oldest} is when that was looked at which was longest not looked at. */
    record ScrubRow(
            String run,
            Instant at,
            String level,
            Optional<String> problem,
            long checked,
            long left,
            int damaged,
            Optional<Instant> oldest) {}

    /** A snapshot, and how many of its copies are known. */
    record CopiesRow(
            String snapshot, Optional<String> plan, Instant capturedAt, int copies, int of, List<String> missingIn) {
        public CopiesRow {
            missingIn = List.copyOf(missingIn);
        }
    }

    record DamageRow(String region, String object, String what, String run) {}

    /** One kind of upkeep: its last run, and when the next is due. */
    record UpkeepRow(String kind, Optional<RunRow> last, Optional<Instant> next, boolean overdue, boolean failed) {}

    record TestRow(
            String run,
            String plan,
            String region,
            String verdict,
            boolean negativeControl,
            Instant at,
            Optional<Duration> rto,
            Optional<Duration> rtoAchieved,
            Optional<String> evidence) {}

    record RunbookRow(String name, String title, String type, String plan, int steps) {}

    record ApprovalRow(
            String id,
            String run,
            String step,
            String question,
            String requestedBy,
            Instant requestedAt,
            Instant expiresAt,
            String state,
            Optional<String> decidedBy,
            Optional<Instant> decidedAt,
            Optional<String> comment) {}

    record EvidenceRow(
            String id,
            String run,
            String kind,
            String subject,
            String verdict,
            Instant issuedAt,
            String sha256,
            long size) {}

    /** The register: its newest leaves, and how many of each kind there are. */
    record RegisterView(long size, String checkpoint, Map<String, Long> counts, List<LeafRow> leaves) {
        public RegisterView {
            leaves = List.copyOf(leaves);
        }
    }

    record LeafRow(long seq, String kind, Optional<String> run, Optional<String> outcome, Instant at) {}
}
