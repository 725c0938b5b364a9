package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.security.SecureRandom;

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
        new StoreProbe(store, random).run();
    }

    private Store retrying(Store store) {
        return new RetryingStore(store, pause, random::nextDouble);
    }
}
