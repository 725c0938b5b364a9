package dev.hikae.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a store can do besides whose objects are locked: nobody can delete or change a locked version of an object before its time.
 *
 * <p>Such a store keeps versions. Deleting by name, and putting an object under a name that is taken, hide the older versions,
 * but do not touch them. Since nothing of ours is ever put twice, the <em>oldest</em> version of a name is the one that counts;
 * whatever lies above it was put there by somebody else.
 *
 * <p>Failures are as the store's. A time once promised is never shortened by this contract.
 */
public interface Locking {
    /** How what is put is locked. */
    LockPolicy policy();

    /**
     * Throws unless the store can lock: it keeps versions, its lock is switched on, and no rule of its own makes objects go.
     *
     * @throws StoreException with a {@link LockError}
     */
    void requireLockable();

    /** Calls back for every name that begins with the prefix and has a version or a delete marker, in order of names. Streams. */
    void versions(String prefix, Consumer<Versions> each);

    /** All versions of one name; empty when it has neither a version nor a delete marker. */
    Optional<Versions> versionsOf(String name);

    /** Until when a version is kept. */
    Lock lock(Version version);

    /** Keeps a version at least until then, and returns until when it is kept. Never shortens. */
    Instant extend(Version version, Instant until);

    /** Switches a legal hold: with one, a version is kept, whatever its time. */
    void hold(Version version, boolean on);

    /**
     * One version of an object.
     *
     * @param at when it was put, by the store's clock; of a whole second
     */
    record Version(String name, String id, long size, Instant at) {}

    /**
     * What lies under a name.
     *
     * @param all versions with content, the oldest first
     * @param markers delete markers
     * @param hidden whether the newest thing under the name is a delete marker, so that the object does not show
     */
    record Versions(String name, List<Version> all, List<Version> markers, boolean hidden) {
        public Versions {
            all = List.copyOf(all);
            markers = List.copyOf(markers);
        }

        /** The one that counts. */
        public Optional<Version> oldest() {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
        }
    }

    /**
     * How a version is kept.
     *
     * @param until empty when it never was locked; a time in the past keeps nothing
     */
    record Lock(Optional<Instant> until, boolean held) {
        public boolean lasts(Instant beyond) {
            return until.filter(u -> u.isAfter(beyond)).isPresent();
        }
    }
}
