package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.security.SecureRandom;
import java.util.Optional;

/** Opens the stores that configuration names; what they return tries temporary failures again. */
public final class Stores {
    /** Begins the names of what a probe may leave behind; whoever asks whether a store is empty passes over them. */
    public static final String PROBE = StoreProbe.PREFIX;

    private final SecureRandom random;
    private final Pause pause;

    public Stores(SecureRandom random, Pause pause) {
        this.random = random;
        this.pause = pause;
    }

    /** Opens a store that is there; never makes a folder. */
    public Store open(Location location) {
        return switch (location) {
            case Location.Folder folder -> FolderStore.open(folder.path(), random);
            case Location.S3 s3 -> retrying(S3Store.open(s3));
        };
    }

    /** Opens a store for a new region: a folder is made where it is missing, a bucket must be there. */
    public Store create(Location location) {
        return switch (location) {
            case Location.Folder folder -> FolderStore.create(folder.path(), random);
            case Location.S3 s3 -> retrying(S3Store.open(s3));
        };
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
                try (S3Store store = S3Store.open(s3)) {
                    yield Optional.of(new S3Facts(store).read());
                }
            }
        };
    }

    /** Takes away what trying a store out left below a folder: old versions, empty directories. As far as the rights go. */
    public void purge(Location location, String folder) {
        switch (location) {
            case Location.Folder local -> FolderRemains.remove(local.path(), folder);
            case Location.S3 s3 -> {
                try (S3Store store = S3Store.open(s3)) {
                    new S3Facts(store).purge(s3.prefix() + folder);
                }
            }
        }
    }

    private Store retrying(Store store) {
        return new RetryingStore(store, pause, random::nextDouble);
    }
}
