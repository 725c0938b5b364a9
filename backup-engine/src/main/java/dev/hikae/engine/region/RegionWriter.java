package dev.hikae.engine.region;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/**
 * One session's writing to all regions. A region that fails is dropped for the rest of the session and is behind;
 * when the home fails or fewer than a quorum remain, the call throws and the session is lost.
 *
 * <p>Safe for several threads; an upload is for one thread.
 */
public interface RegionWriter extends AutoCloseable {
    /** The region that decides this session, whatever becomes the home meanwhile. */
    RegionName home();

    /** Epoch of the statement that names it. */
    int epoch();

    /** Whether that region shows a later statement by now. What is not rightly signed is none. */
    boolean homeMoved();

    /**
     * Begins a large object in all remaining regions in parallel. {@code commit} returns when it is durable in
     * each region that still remains.
     */
    Store.Upload upload(String name);

    /** Puts a small object of a unique name (index segment) into all remaining regions. */
    void put(String name, ByteBuffer content);

    /** Puts a session's {@code open} into the home region; false when it was there. */
    boolean open(String name, ByteBuffer content);

    /**
     * Takes the {@code open} back, as far as the rights go, so that no collection waits for a session that will never
     * commit. Does nothing once a commit was tried: its answer may be lost, and the commit still be on its way.
     */
    void withdraw();

    /**
     * Commits: checks that a quorum of remaining regions, the home among them, already holds all old objects the outcome needs and
     * all predecessors; asks the guard; creates the outcome in the home, the first one wins; then copies it
     * to the other regions that hold everything.
     *
     * @param object the signed outcome's bytes
     * @throws dev.hikae.config.error.HikaeException SESSION_FENCED when another outcome is there already (after reading and comparing)
     */
    Published commit(Outcome outcome, byte[] object, CommitGuard guard);

    /** The same for a session that repacked. */
    Published commit(Replacement replacement, byte[] object, CommitGuard guard);

    /** Ends the session; without a commit nothing of it is visible, and it is withdrawn. */
    @Override
    void close();

    /** Where a committed outcome is, and why it is not elsewhere. */
    record Published(Set<RegionName> heldBy, Map<RegionName, Text> behind) {
        public Published {
            heldBy = Set.copyOf(heldBy);
            behind = Map.copyOf(behind);
        }
    }
}
