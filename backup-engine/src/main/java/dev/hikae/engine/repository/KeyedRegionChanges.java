package dev.hikae.engine.repository;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.HomeMove;
import dev.hikae.engine.RegionAdded;
import dev.hikae.engine.RegionChanges;
import dev.hikae.engine.RegionRetired;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.history.Committed;
import dev.hikae.engine.history.History;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.region.Authority;
import dev.hikae.engine.region.Membership;
import dev.hikae.engine.region.Membership.Change;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Marker;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes of home and regions with the keys of an open repository. */
final class KeyedRegionChanges implements RegionChanges {
    private final Regions regions;
    private final History history;
    private final Keyring keyring;
    private final InstantSource clock;

    KeyedRegionChanges(Regions regions, History history, Keyring keyring, InstantSource clock) {
        this.regions = regions;
        this.history = history;
        this.keyring = keyring;
        this.clock = clock;
    }

    @Override
    public HomeMove failover(RegionName to, Manner manner, RunControl control) {
        Change change = membership().moveHome(to, manner, control);
        return new HomeMove(
                change.made(),
                change.answered(),
                change.before().home(),
                to,
                change.statement().epoch(),
                change.heldBy(),
                change.copied(),
                newest(to));
    }

    /** For each plan and host, since each has a recovery point objective of its own. */
    private List<HomeMove.Point> newest(RegionName region) {
        Map<String, HomeMove.Point> newest = new LinkedHashMap<>();
        history.in(regions, List.of(region)).stream()
                .map(Committed::snapshot)
                .sorted(Comparator.comparing(Snapshot::capturedAt))
                .forEach(s -> newest.put(
                        s.plan().orElse("") + "\0" + s.host(),
                        new HomeMove.Point(s.plan(), s.host(), s.id(), s.capturedAt())));
        return List.copyOf(newest.values());
    }

    @Override
    public RegionAdded add(RegionName region, Manner manner, RunControl control) {
        Change change = membership().add(region, manner, control);
        return new RegionAdded(
                region,
                change.statement().epoch(),
                change.statement().regions().size(),
                change.statement().quorum(),
                change.copied());
    }

    @Override
    public ReplicationResult seed(RegionName region, boolean wiped, RunControl control) {
        return membership().seed(region, wiped, control);
    }

    @Override
    public RegionRetired retire(RegionName region, Manner manner, RunControl control) {
        Change change = membership().retire(region, manner, control);
        return new RegionRetired(
                region,
                change.answered(),
                change.statement().epoch(),
                change.statement().regions().size(),
                change.statement().quorum(),
                change.copied());
    }

    private Membership membership() {
        var maintainer = keyring.signer(Certificate.Role.MAINTAINER)
                .orElseThrow(() -> new HikaeException(EngineError.KEY_MISSING, "maintainer"));
        return regions.membership(new Authority(maintainer, this::marker));
    }

    private byte[] marker(RegionName region) {
        var owner = keyring.ownerSeed().orElseThrow(() -> new HikaeException(EngineError.KEY_MISSING, "owner"));
        return new Marker(keyring.repositoryId(), region, keyring.ownerPublicKey(), 0, 0, clock.instant()).sign(owner);
    }
}
