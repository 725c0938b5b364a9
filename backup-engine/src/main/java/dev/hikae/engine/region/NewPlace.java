package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * An empty place that becomes a region of a repository that exists.
 *
 * <p>The marker comes first here: the repository does not have the region yet, nobody relies on it, and whoever goes on after a
 * crash recognises its own.
 */
final class NewPlace {
    private final RepositoryConfig.Region region;
    private final Stores stores;
    private final Trust trust;

    NewPlace(RepositoryConfig.Region region, Stores stores, Trust trust) {
        this.region = region;
        this.stores = stores;
        this.trust = trust;
    }

    /** Marks it unless it is marked already; refuses what is neither empty nor this region, and a store that is unsafe. */
    void mark(Function<RegionName, byte[]> marker) {
        try (Store store = stores.create(region)) {
            if (isMarked(store)) {
                return;
            }
            NewRegions.requireEmpty(region.name(), store);
            NewRegions.prove(region.name(), store, stores);
            Hazards.refuse(region.location(), stores);
            boolean first = store.putIfAbsent(ObjectNames.MARKER, ByteBuffer.wrap(marker.apply(region.name())));
            if (!first && !isMarked(store)) {
                throw new HikaeException(EngineError.REGION_NOT_EMPTY, region.name(), store.describe());
            }
        }
    }

    private boolean isMarked(Store store) {
        Optional<byte[]> object = store.get(ObjectNames.MARKER);
        if (object.isEmpty()) {
            return false;
        }
        try {
            Marker marker = Marker.parse(object.get());
            boolean ours = Arrays.equals(marker.repositoryId(), trust.repositoryId())
                    && Arrays.equals(marker.ownerPublicKey(), trust.ownerPublicKey());
            if (!ours || !marker.region().equals(region.name())) {
                String found = ours ? "region " + marker.region() : "repository " + Region.Identity.id(marker);
                throw new HikaeException(EngineError.OTHER_REPOSITORY, region.name(), store.describe(), found);
            }
            return true;
        } catch (FormatException e) {
            throw Damage.of(e, ObjectNames.MARKER, region.name());
        }
    }
}
