package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import dev.hikae.engine.store.Stores;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The regions of a repository that is being made: each must answer, be empty and let one racing creation win.
 *
 * <p>Order of use: {@link #putEverywhere} the key slots and the home statement, {@link #mark} last. A crash before the end
 * leaves regions that hold no repository and are refused as not empty.
 */
public final class NewRegions implements AutoCloseable {
    private final Map<RegionName, Store> regions;

    private NewRegions(Map<RegionName, Store> regions) {
        this.regions = regions;
    }

    /** Opens all; makes folders where they are missing. */
    public static NewRegions create(RepositoryConfig config, Stores stores) {
        var made = new NewRegions(new LinkedHashMap<>());
        try {
            for (RepositoryConfig.Region region : config.regions()) {
                Store store = stores.create(region);
                made.regions.put(region.name(), store);
                requireEmpty(region.name(), store);
            }
            made.regions.forEach((name, store) -> prove(name, store, stores));
            config.regions().forEach(region -> Hazards.refuse(region.location(), stores));
            return made;
        } catch (HikaeException e) {
            made.close();
            throw e;
        }
    }

    /** Creates the object in every region; the name must be free. */
    public void putEverywhere(String name, byte[] content) {
        regions.values().forEach(store -> put(store, name, content));
    }

    /** Puts each region's own marker: from then on it is a region of the repository. */
    public void mark(Function<RegionName, byte[]> marker) {
        regions.forEach((name, store) -> put(store, ObjectNames.MARKER, marker.apply(name)));
    }

    @Override
    public void close() {
        regions.values().forEach(Store::close);
    }

    private static void put(Store store, String name, byte[] content) {
        if (!store.putIfAbsent(name, ByteBuffer.wrap(content))) {
            throw new StoreException(null, false, StoreError.EXISTS, store.describe(), name);
        }
    }

    static void requireEmpty(RegionName region, Store store) {
        store.list("", item -> {
            if (!item.name().startsWith(Stores.PROBE)) {
                throw new HikaeException(EngineError.REGION_NOT_EMPTY, region, store.describe());
            }
        });
    }

    static void prove(RegionName region, Store store, Stores stores) {
        try {
            stores.probe(store);
        } catch (StoreException e) {
            if (e.code() == StoreError.NOT_CREATE_IF_ABSENT) {
                throw new HikaeException(e, EngineError.NO_CREATE_IF_ABSENT, region, store.describe());
            }
            throw e;
        }
    }
}
