package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An open repository: all of its regions and the unlocked keyring.
 *
 * <p>Safe for use by several threads and processes at once: nothing is locked, nothing is overwritten.
 * Every method throws {@link dev.hikae.config.error.HikaeException} with an {@code HKE-2xxx} code for what
 * the caller or the world must mend. Paths of entries are absolute, as backed up.
 */
public interface Repository extends AutoCloseable {
    RepositoryInfo info();

    /**
     * Backs up. Returns only after the snapshot is committed in the home region and held by a quorum.
     *
     * <p>With the home or the quorum unreachable it throws and leaves nothing visible. Regions beyond the
     * quorum that fail are named in {@link BackupResult#behind} and caught up later.
     */
    BackupResult backup(BackupRequest request, RunControl control);

    /** All committed snapshots that some reachable region shows, oldest first, each with the regions that show it. */
    List<Snapshot> snapshots();

    /** Snapshots that this region alone can restore, oldest first. */
    List<Snapshot> snapshots(RegionName region);

    /**
     * Finds one snapshot by id, unique prefix of an id (with or without {@code snap_}), or {@code latest}.
     *
     * <p>{@code latest} among several plans or hosts is refused with the list.
     */
    Snapshot resolve(String idOrPrefixOrLatest);

    /** Calls back for each entry of one directory in name order; the empty path lists the roots. Streams: any size of directory. */
    void list(SnapshotId snapshot, RawPath directory, Consumer<Entry> each);

    /** One entry by its absolute path. */
    Optional<Entry> entry(SnapshotId snapshot, RawPath path);

    /** What a restore would do; writes nothing. */
    RestorePlan planRestore(RestoreRequest request);

    /** Restores; falls over between regions for each pack that is missing or damaged. */
    RestoreResult restore(RestoreRequest request, RunControl control);

    /** Compares what {@link #restore} with the same request wrote (or should have) with the snapshot. */
    Comparison compare(RestoreRequest request, RunControl control);

    /**
     * Gives one file's content from its start to its end, in bounded memory. Every byte was proven before it is given; at the
     * first that no region can give it ends with {@link EngineError#CONTENT_CUT_OFF}.
     *
     * @param regions to read from, in this order; empty means all that are up, as configured
     * @throws IOException only what the sink threw
     */
    void dump(SnapshotId snapshot, RawPath file, List<RegionName> regions, ContentSink sink, RunControl control)
            throws IOException;

    /**
     * Writes a snapshot or a part of it as an archive, in bounded memory; does not close the stream. Entries that cannot be
     * read whole are left out and told; a long file that breaks off after its beginning ends the export.
     *
     * @throws IOException only what the stream threw
     */
    ExportResult export(ExportRequest request, OutputStream to, RunControl control) throws IOException;

    /**
     * Tells every entry that differs between two snapshots, in path order, from a thread of its own; what both have alike is not
     * read. Any damage ends it.
     */
    Change.Totals diff(DiffRequest request, Consumer<Change> each, RunControl control);

    /**
     * Looks for entries in many snapshots at once and tells each version as it is found, in path order for each plan and host, from
     * a thread of its own. What cannot be read is told at the end.
     */
    Found.Summary find(FindRequest request, Consumer<Found> each, RunControl control);

    /**
     * Measures what snapshots share and cost; reads pages, no content.
     *
     * @param wanted snapshots to be told, each with its own measure; empty means all, without it
     */
    RepositoryStats stats(List<SnapshotId> wanted, RunControl control);

    /** Copies to every reachable region what it lacks, in the order that keeps each a consistent prefix. Needs no key. */
    ReplicationResult replicate(RunControl control);

    List<RegionStatus> regionStatus();

    /**
     * Every region there is, configured or not, with the home as it is now.
     *
     * @param far whether snapshots are counted, too
     */
    RegionOverview regionOverview(boolean far);

    /** Changes of the home and of the regions. */
    RegionChanges regionChanges();

    /** Checks that every snapshot's objects are there and sound in the regions; {@code readData} reads all packs. */
    CheckReport check(Set<RegionName> regions, boolean readData, RunControl control);

    /**
     * Gives snapshots up: from then on no region that has the record shows them. Frees nothing, see {@link #prune}. Needs
     * the maintainer's key.
     */
    ForgetResult forget(ForgetRequest request, RunControl control);

    /**
     * Collects garbage in all regions: what no snapshot needs, left-overs of dead sessions included. Needs the maintainer's key and
     * every region. Safe beside backups, restores of what is not forgotten, and other collections.
     */
    PruneResult prune(PruneRequest request, RunControl control);

    /**
     * Looks for damage, what was not looked at for longest first, and replaces what is damaged by good copies if asked to.
     * May be stopped and run at any time; what was found good is remembered on this host.
     */
    ScrubReport scrub(ScrubRequest request, RunControl control);

    /** What keeps objects from being deleted or changed, in those regions that lock them. */
    ObjectLocks locks();

    /**
     * The same repository seen as if these regions were down; shares keys, closes nothing.
     *
     * <p>For drills: affects only handles made through the returned view.
     */
    Repository withoutRegions(Set<RegionName> down);

    /**
     * A view in which the region's objects are read from a copy in another folder, for negative controls;
     * the region itself is neither read nor written.
     */
    Repository withScratchCopy(RegionName region, Path folder);

    /** Copies one region's objects into an empty local folder, byte for byte (for a scratch copy). */
    void copyRegion(RegionName region, Path folder, RunControl control);

    /** Writes a recovery kit: printable, opens the repository with any one region, shows the owner's fingerprint. */
    void writeRecoveryKit(Path file);

    @Override
    void close();
}
