package dev.hikae.engine.store;

import dev.hikae.config.repository.Bandwidth;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.ObjectLock;
import dev.hikae.config.repository.RepositoryConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Opens the stores that configuration names; what they return tries temporary failures again. */
public final class Stores {
    /** Begins the names of what a probe may leave behind; whoever asks whether a store is empty passes over them. */
    public static final String PROBE = StoreProbe.PREFIX;

    private final SecureRandom random;
    private final Pause pause;
    private final Optional<Locks> locks;
    private final Patience patience;
    private final Optional<Instant> asOf;

    /** What stores that lock or keep to a bandwidth need besides. */
    private record Locks(InstantSource clock, Path notes) {}

    /** For stores that lock nothing. */
    public Stores(SecureRandom random, Pause pause) {
        this(random, pause, Optional.empty(), Patience.DEFAULT, Optional.empty());
    }

    /** @param notes folder for what this machine remembers of locks; losing it costs requests only */
    public Stores(SecureRandom random, Pause pause, InstantSource clock, Path notes, Patience patience) {
        this(random, pause, Optional.of(new Locks(clock, notes)), patience, Optional.empty());
    }

    private Stores(SecureRandom random, Pause pause, Optional<Locks> locks, Patience patience, Optional<Instant> asOf) {
        this.random = random;
        this.pause = pause;
        this.locks = locks;
        this.patience = patience;
        this.asOf = asOf;
    }

    /** The same for buckets as they were, see {@link PastStore}; folders, which keep no versions, stay as they are. */
    public Stores asOf(Instant time) {
        return new Stores(random, pause, locks, patience, Optional.of(time));
    }

    public Patience patience() {
        return patience;
    }

    /** Opens a store that is there; never makes a folder. */
    public Store open(Location location) {
        return open(location, Optional.empty(), Optional.empty());
    }

    /** The same as a region is configured: what is put into it is locked, what moves keeps to the bandwidth. */
    public Store open(RepositoryConfig.Region region) {
        return open(region.location(), region.lock(), region.bandwidth());
    }

    private Store open(Location location, Optional<ObjectLock> lock, Optional<Bandwidth> bandwidth) {
        return switch (location) {
            case Location.Folder folder -> {
                requireNone(lock, folder);
                yield FolderStore.open(folder.path(), random);
            }
            case Location.S3 s3 ->
                retrying(asOf.<Store>map(time -> new PastStore(
                                S3Store.open(s3.oldest(), Optional.empty(), patience, bandwidth.map(this::pace)), time))
                        .orElseGet(
                                () -> S3Store.open(s3, lock.map(this::policy), patience, bandwidth.map(this::pace))));
        };
    }

    /** Opens a store for a new region: a folder is made where it is missing, a bucket must be there. */
    public Store create(Location location) {
        return create(location, Optional.empty(), Optional.empty());
    }

    /** The same as a region is configured: what is put into it is locked, which it must be able to do. */
    public Store create(RepositoryConfig.Region region) {
        return create(region.location(), region.lock(), region.bandwidth());
    }

    private Store create(Location location, Optional<ObjectLock> lock, Optional<Bandwidth> bandwidth) {
        if (!(location instanceof Location.Folder folder)) {
            Store store = open(location, lock, bandwidth);
            try {
                store.locking().ifPresent(Locking::requireLockable);
                return store;
            } catch (StoreException e) {
                store.close();
                throw e;
            }
        }
        requireNone(lock, folder);
        return FolderStore.create(folder.path(), random);
    }

    private static void requireNone(Optional<ObjectLock> lock, Location.Folder folder) {
        if (lock.isPresent()) {
            throw new StoreException(null, false, LockError.CANNOT_LOCK, "folder:" + folder.path());
        }
    }

    private LockPolicy policy(ObjectLock lock) {
        return new LockPolicy(lock, locks().clock(), locks().notes());
    }

    private Pace pace(Bandwidth bandwidth) {
        return new Pace(bandwidth, locks().clock(), System::nanoTime, pause);
    }

    private Locks locks() {
        return locks.orElseThrow(() -> new IllegalStateException("bug: stores without a clock"));
    }

    /** Proves what a region needs of its store, or throws; see {@link StoreProbe}. */
    public void probe(Store store) {
        probe(store, freshFolder());
    }

    /** The same below a folder of {@link #freshFolder}. */
    public void probe(Store store, String folder) {
        new StoreProbe(store, folder).run();
    }

    /** A folder for trying a store out, with the slash. */
    public String freshFolder() {
        return StoreProbe.freshFolder(random);
    }

    /** What the store's administration tells; empty where there is none, as for folders. */
    public Optional<StoreFacts> facts(Location location) {
        return switch (location) {
            case Location.Folder _ -> Optional.empty();
            case Location.S3 s3 -> {
                try (S3Store store = S3Store.open(s3, Optional.empty(), patience, Optional.empty())) {
                    yield Optional.of(new S3Facts(store).read());
                }
            }
        };
    }

    /**
     * The class that a bucket keeps packs in when it is asked for the one that the location names; empty where it names none.
     *
     * @throws StoreException STORAGE_CLASS when it takes no such objects
     */
    public Optional<String> keptClass(Location location) {
        if (!(location instanceof Location.S3 s3) || s3.storageClass().isEmpty()) {
            return Optional.empty();
        }
        String folder = s3.prefix() + freshFolder();
        try (S3Store store = S3Store.open(s3, Optional.empty(), patience, Optional.empty())) {
            var facts = new S3Facts(store);
            try {
                return Optional.of(
                        facts.kept(folder + "class", s3.storageClass().get()));
            } finally {
                facts.purge(folder);
            }
        }
    }

    /** Takes away what trying a store out left below a folder: old versions, empty directories. As far as the rights go. */
    public void purge(Location location, String folder) {
        switch (location) {
            case Location.Folder local -> FolderRemains.remove(local.path(), folder);
            case Location.S3 s3 -> {
                try (S3Store store = S3Store.open(s3, Optional.empty(), patience, Optional.empty())) {
                    new S3Facts(store).purge(s3.prefix() + folder);
                }
            }
        }
    }

    private Store retrying(Store store) {
        return new RetryingStore(store, new Retries(pause, random::nextDouble, patience.trying(), System::nanoTime));
    }
}
