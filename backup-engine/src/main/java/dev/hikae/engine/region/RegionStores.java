package dev.hikae.engine.region;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.LockError;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The regions of an existing repository before its keyring is open: markers read, nothing trusted yet.
 *
 * <p>Opening: {@link #open}, read {@link #keySlots}, unlock, then {@link #trusting}. A region that does not answer is noted; one that holds
 * another repository's marker is refused.
 */
public final class RegionStores implements AutoCloseable {
    private static final Set<ErrorCode> REFUSED =
            Set.of(EngineError.OTHER_REPOSITORY, LockError.VERSIONING_OFF, LockError.LOCK_OFF, LockError.EXPIRES);

    private final RepositoryConfig config;
    private final Stores stores;
    private final Region.Identity identity;
    private final List<Region> regions;

    private RegionStores(RepositoryConfig config, Stores stores, Region.Identity identity, List<Region> regions) {
        this.config = config;
        this.stores = stores;
        this.identity = identity;
        this.regions = regions;
    }

    public static RegionStores open(RepositoryConfig config, Stores stores) {
        var identity = new Region.Identity();
        var regions = config.regions().stream()
                .map(r -> Region.at(r, stores, identity))
                .toList();
        var opened = new RegionStores(config, stores, identity, regions);
        try {
            opened.connect();
            return opened;
        } catch (HikaeException e) {
            opened.close();
            throw e;
        }
    }

    /** Which region of which repository lies at a place: for opening one region alone, by location only. */
    public static RegionName regionAt(Location location, Stores stores) {
        try (Store store = stores.open(location)) {
            byte[] object = store.get(ObjectNames.MARKER)
                    .orElseThrow(() -> new HikaeException(EngineError.NOT_A_REPOSITORY, "?", store.describe()));
            return Marker.parse(object).region();
        } catch (FormatException e) {
            throw Damage.of(e, ObjectNames.MARKER, "?");
        }
    }

    /** Repository id and owner's key as the markers say; to be confirmed by the keyring. */
    public Trust claimed() {
        Marker marker =
                regions.stream().flatMap(r -> r.marker().stream()).findFirst().orElseThrow(this::noneReachable);
        return new Trust(marker.repositoryId(), marker.ownerPublicKey());
    }

    /** All sealed key slots of which some region shows a whole copy, by object name. */
    public Map<String, byte[]> keySlots() {
        Map<String, byte[]> slots = new TreeMap<>();
        for (Region region : regions) {
            try {
                Store store = region.store();
                List<String> names = new ArrayList<>();
                store.list(ObjectNames.KEYS, item -> names.add(item.name()));
                for (String name : names) {
                    if (!slots.containsKey(name)) {
                        store.get(name).filter(SmallObjects::isWhole).ifPresent(bytes -> slots.put(name, bytes));
                    }
                }
            } catch (HikaeException e) {
                region.failed(e);
            }
        }
        return slots;
    }

    /**
     * The regions, judged by the opened keyring's word. Owns the stores from now on.
     *
     * @throws HikaeException OTHER_REPOSITORY when the markers are not of the keyring's repository, WRONG_HOME when the
     *     configuration names another home than the repository was made with; one whose home was moved since is right for
     *     both, so that a fail-over needs no new configuration everywhere at once
     */
    public Regions trusting(Trust trust) {
        Trust claimed = claimed();
        if (!Arrays.equals(claimed.repositoryId(), trust.repositoryId())
                || !Arrays.equals(claimed.ownerPublicKey(), trust.ownerPublicKey())) {
            throw regions.getFirst().otherRepository("its keyring is of another one");
        }
        HomeStatement statement = new HomeStatements(regions, trust).current();
        boolean neverMoved = statement.before().isEmpty();
        if (neverMoved && !statement.home().equals(config.home()) && isConfigured(statement.home())) {
            throw new HikaeException(EngineError.WRONG_HOME, statement.home(), config.home());
        }
        int members =
                (int) statement.regions().stream().filter(this::isConfigured).count();
        var shape =
                new RegionSet.Shape(statement, Quorum.of(config).among(Math.max(members, 1)), trust, stores, identity);
        return new RegionSet(shape, regions, Optional.of(config), true);
    }

    /** Regions without a usable store, each with the reason. */
    public Map<RegionName, HikaeException> down() {
        Map<RegionName, HikaeException> down = new TreeMap<>();
        regions.forEach(r -> r.down().ifPresent(why -> down.put(r.name(), why)));
        return down;
    }

    @Override
    public void close() {
        regions.forEach(Region::close);
    }

    private boolean isConfigured(RegionName name) {
        return regions.stream().anyMatch(r -> r.name().equals(name));
    }

    private void connect() {
        Parallel.each(regions, region -> {
            region.refresh();
            return true;
        });
        refuseOthers();
        Marker first = regions.stream()
                .filter(r -> r.name().equals(config.home()))
                .flatMap(r -> r.marker().stream())
                .findFirst()
                .or(() -> regions.stream().flatMap(r -> r.marker().stream()).findFirst())
                .orElseThrow(this::noneReachable);
        identity.settle(first);
        for (Region region : regions) {
            region.marker().filter(m -> !identity.admits(m)).ifPresent(m -> {
                throw region.otherRepository("repository " + Region.Identity.id(m));
            });
        }
    }

    /** A marker of another region or repository, or a bucket that cannot lock, is an operator's mistake that must not be passed over. */
    private void refuseOthers() {
        regions.stream()
                .flatMap(r -> r.down().stream())
                .filter(why -> REFUSED.contains(why.code()))
                .findFirst()
                .ifPresent(why -> {
                    throw why;
                });
    }

    private HikaeException noneReachable() {
        var reasons = regions.stream().flatMap(r -> r.down().stream()).toList();
        boolean allAlike = reasons.stream().map(HikaeException::code).distinct().count() == 1;
        HikaeException first = reasons.getFirst();
        if (reasons.size() == 1 || (allAlike && first.code() == EngineError.NOT_A_REPOSITORY)) {
            return first;
        }
        return new HikaeException(
                EngineError.NO_REGION_REACHABLE,
                reasons.stream().map(HikaeException::getMessage).collect(Collectors.joining("; ")));
    }
}
