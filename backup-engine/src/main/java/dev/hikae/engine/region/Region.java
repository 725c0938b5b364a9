package dev.hikae.engine.region;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.store.LockError;
import dev.hikae.engine.store.Locking;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One region's store, usable once its marker was read and is right. A region that fails to answer is down; it is
 * tried again when someone asks for it later.
 */
final class Region implements AutoCloseable {
    /** A reader does not ask a region that was down again before so long; twice as long each time, up to the longest. */
    private static final Duration REST = Duration.ofSeconds(5);

    private static final Duration LONGEST_REST = Duration.ofSeconds(60);

    private final RegionName name;
    private final String place;
    private final Supplier<Store> opener;
    private final Identity identity;
    /** Forgotten when memory is short. */
    private SoftReference<KnownOutcomes> outcomes = new SoftReference<>(new KnownOutcomes());
    /** Statements about the home that were read here, by name: few, small, and they never change. */
    private final Map<String, byte[]> homes = new ConcurrentHashMap<>();
    /** Its records of snapshots given up, by name. */
    private final Map<String, Forgotten> forgotten = new ConcurrentHashMap<>();

    private @Nullable Store store;
    private @Nullable RegionLocks locks;
    private boolean lockable;
    private @Nullable Marker marker;
    private Optional<HikaeException> down;
    private long downSince = System.nanoTime();
    private Duration rest = Duration.ZERO;
    private boolean tried;
    /** Held while the store is asked, so that nobody else waits for a region that is down. */
    private final ReentrantLock connecting = new ReentrantLock();

    Region(RegionName name, String place, Supplier<Store> opener, Identity identity) {
        this.name = name;
        this.place = place;
        this.opener = opener;
        this.identity = identity;
        this.down = Optional.of(new HikaeException(RegionError.LEFT_OUT, name));
    }

    static Region at(RepositoryConfig.Region configured, Stores stores, Identity identity) {
        return new Region(
                configured.name(), Places.show(configured.location()), () -> stores.open(configured), identity);
    }

    /** A region that a view plays to be down. */
    static Region leftOut(RegionName name, Identity identity) {
        return new Region(
                name,
                "",
                () -> {
                    throw new HikaeException(RegionError.LEFT_OUT, name);
                },
                identity);
    }

    RegionName name() {
        return name;
    }

    /** Where it lies, for people. */
    String place() {
        return place;
    }

    /** Outcomes of this region that were read and found good. */
    synchronized KnownOutcomes outcomes() {
        KnownOutcomes known = outcomes.get();
        if (known == null) {
            known = new KnownOutcomes();
            outcomes = new SoftReference<>(known);
        }
        return known;
    }

    Map<String, byte[]> homes() {
        return homes;
    }

    Map<String, Forgotten> forgotten() {
        return forgotten;
    }

    /** Tries a region that is down once more. */
    void refresh() {
        if (down().isPresent()) {
            verify();
        }
    }

    /** Reads the marker anew, so that who is about to write knows which regions answer now and are still the right ones. */
    void verify() {
        connecting.lock();
        try {
            connect();
        } finally {
            connecting.unlock();
        }
    }

    /** The store; throws why there is none. Of several that find it down one asks again, the others go elsewhere meanwhile. */
    Store store() {
        if (!wasTried()) {
            refresh();
        } else if (isRested() && connecting.tryLock()) {
            try {
                connect();
            } finally {
                connecting.unlock();
            }
        }
        return usable();
    }

    private synchronized boolean wasTried() {
        return tried;
    }

    private synchronized boolean isRested() {
        return down.isPresent() && System.nanoTime() - downSince >= rest.toNanos();
    }

    private synchronized Store usable() {
        down.ifPresent(why -> {
            throw why;
        });
        return opened();
    }

    /** What keeps its objects; empty where nothing is locked. Throws why there is no store. */
    Optional<RegionLocks> locks() {
        Store open = store();
        synchronized (this) {
            if (locks == null) {
                locks = open.locking()
                        .map(l -> new RegionLocks(l, name.value(), open.describe()))
                        .orElse(null);
            }
            return Optional.ofNullable(locks);
        }
    }

    synchronized Optional<HikaeException> down() {
        return down;
    }

    synchronized Optional<Marker> marker() {
        return down.isPresent() ? Optional.empty() : Optional.ofNullable(marker);
    }

    /** The store, where nothing but its marker is wrong or missing: for who mends it. */
    synchronized Optional<Store> withDamagedMarker() {
        return down.filter(why -> why.code() == EngineError.DAMAGED || why.code() == EngineError.NOT_A_REPOSITORY)
                .map(why -> opened());
    }

    /** Notes a failure of the store; one that means "does not answer" takes the region down. */
    synchronized void failed(HikaeException e) {
        boolean known = down.filter(why -> why == e).isPresent();
        if (e.code().failure() == Failure.UNREACHABLE && !known) {
            markDown(e);
        }
    }

    @Override
    public synchronized void close() {
        if (store != null) {
            store.close();
        }
    }

    private void connect() {
        try {
            Store open = opened();
            Marker read = readMarker(open);
            requireLockable(open);
            markUp(read);
        } catch (HikaeException e) {
            markDown(e);
        }
    }

    private synchronized void markUp(Marker read) {
        tried = true;
        marker = read;
        down = Optional.empty();
        rest = Duration.ZERO;
    }

    private synchronized void markDown(HikaeException e) {
        tried = true;
        down = Optional.of(e);
        downSince = System.nanoTime();
        Duration twice = rest.multipliedBy(2);
        rest = twice.compareTo(REST) < 0 ? REST : twice.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : twice;
    }

    private synchronized Store opened() {
        Store open = store;
        if (open == null) {
            open = opener.get();
            store = open;
        }
        return open;
    }

    /** A store that was told to lock and does not would let a snapshot count as locked that is not. */
    private void requireLockable(Store open) {
        if (!lockable) {
            open.locking().ifPresent(Locking::requireLockable);
            lockable = true;
        }
    }

    private Marker readMarker(Store from) {
        byte[] object = from.get(ObjectNames.MARKER).orElseThrow(() -> tampered(from)
                .orElseGet(() -> new HikaeException(EngineError.NOT_A_REPOSITORY, name, from.describe())));
        Marker read;
        try {
            read = Marker.parse(object);
        } catch (FormatException e) {
            throw tampered(from).orElseGet(() -> Damage.of(e, ObjectNames.MARKER, name));
        }
        if (!read.region().equals(name)) {
            throw otherRepository("region " + read.region());
        }
        if (!identity.admits(read)) {
            throw otherRepository("repository " + Identity.id(read));
        }
        return read;
    }

    /** Whether a marker is there after all, below what somebody put over it. */
    private static Optional<HikaeException> tampered(Store open) {
        return open.locking()
                .flatMap(l -> l.versionsOf(ObjectNames.MARKER))
                .filter(v -> v.all().size() > 1 || v.hidden() && v.oldest().isPresent())
                .map(v -> new HikaeException(LockError.TAMPERED, open.describe(), ObjectNames.MARKER));
    }

    HikaeException otherRepository(String found) {
        Store open = store;
        return new HikaeException(EngineError.OTHER_REPOSITORY, name, open == null ? place : open.describe(), found);
    }

    /** Which repository all regions must belong to; not known before the first marker was read. */
    static final class Identity {
        private volatile Optional<Marker> known = Optional.empty();

        void settle(Marker marker) {
            known = Optional.of(marker);
        }

        boolean admits(Marker marker) {
            return known.map(k -> Arrays.equals(k.repositoryId(), marker.repositoryId())
                            && Arrays.equals(k.ownerPublicKey(), marker.ownerPublicKey()))
                    .orElse(true);
        }

        static String id(Marker marker) {
            return java.util.HexFormat.of().formatHex(marker.repositoryId());
        }
    }
}
