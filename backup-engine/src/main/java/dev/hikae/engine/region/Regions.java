package dev.hikae.engine.region;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All regions of one open repository. Safe for several threads. */
public interface Regions extends AutoCloseable {
    RegionName home();

    /** Epoch of the statement that names the home, for session names. */
    int epoch();

    int quorum();

    /** All configured regions, in order of preference for reading. */
    List<RegionName> names();

    /** The regions that the statement in force names; some may not be configured here. */
    List<RegionName> stated();

    /** Regions that an earlier statement named, from this epoch on, and the one in force does not. */
    Set<RegionName> leftOut(int since);

    /**
     * A view that keeps to the statement in force now, whatever is learnt later. Throws where this version must only read.
     * Closing it closes nothing.
     */
    Regions settled();

    /** Regions without a usable handle, each with the reason. */
    Map<RegionName, Text> down();

    /** One region's store, for listings and checks. Throws the reason when it is down. */
    Store store(RegionName region);

    /**
     * The store of a region that is down for nothing but its marker, damaged or missing; for who mends it. Nothing says that it is
     * that region's.
     */
    Optional<Store> withDamagedMarker(RegionName region);

    /** What keeps one region's objects; empty where nothing is locked. Throws the reason when it is down. */
    default Optional<RegionLocks> locks(RegionName region) {
        return Optional.empty();
    }

    /** Begins to write: every object goes to all regions that are up. Throws when the home or a quorum is down. */
    RegionWriter writer();

    /**
     * Reads a range (length -1: to the end of a small object) from the first region whose bytes the decoder accepts.
     *
     * @param order regions to try; empty means all that are up, as configured
     * @throws dev.hikae.config.error.HikaeException the last region's failure when none has a good copy
     */
    <T> T read(
            String name, long offset, long length, List<RegionName> order, ReadObserver observer, Decoder<T> decoder);

    /**
     * Opens a range in the first region that gives it, for reading in stretches; none is checked, see {@link RangeStream}.
     *
     * @throws dev.hikae.config.error.HikaeException the last region's failure when none gives it
     */
    RangeStream stream(String name, long offset, long length, List<RegionName> order);

    /** All committed outcomes whose signature holds, that some region of the order shows and none records as given up, by sequence and name. */
    List<VisibleOutcome> outcomes(List<RegionName> order);

    /** The replacements that one region shows and its outcomes are read through. */
    List<Replacement> replacements(RegionName region);

    /** One region's records of snapshots given up. */
    List<Forgotten> forgotten(RegionName region);

    /** Copies to every region that is up what it lacks: objects, then outcome, predecessors first. */
    ReplicationResult replicate(RunControl control);

    List<RegionStatus> status();

    /**
     * Every region there is, configured or not.
     *
     * @param far whether snapshots are counted, too
     */
    RegionOverview overview(boolean far);

    /** Changes of the home and of the regions, signed by this authority. */
    Membership membership(Authority authority);

    /** Copies all objects of a region into an empty folder. */
    void copy(RegionName region, Path folder, RunControl control);

    /** A view without these regions. Closing it closes nothing. */
    Regions without(Set<RegionName> regions);

    /** A view in which one region is a copy in a folder. Closing it closes nothing of the original. */
    Regions withScratchCopy(RegionName region, Path folder);

    @Override
    void close();

    /** Turns an object's bytes into what was asked for, or throws a HikaeException or FormatException when they are not right. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(ByteBuffer bytes);
    }

    /**
     * A replacement and where it is shown.
     *
     * @param sha256 of the whole object
     */
    record VisibleReplacement(Replacement replacement, byte[] sha256, Set<RegionName> regions) {
        public VisibleReplacement {
            regions = Set.copyOf(regions);
        }
    }

    /**
     * An outcome, as it is to be read, and where it is visible.
     *
     * @param sha256 of the whole object
     */
    record VisibleOutcome(Outcome outcome, byte[] sha256, Set<RegionName> regions) {
        public VisibleOutcome {
            regions = Set.copyOf(regions);
        }
    }
}
