package dev.hikae.engine.scrub;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.region.Authority;
import dev.hikae.engine.region.Membership;
import dev.hikae.engine.region.RangeStream;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.RegionWriter;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Regions whose stores a test puts its own around. */
final class WrappedRegions implements Regions {
    private final Regions regions;
    private final ScrubRig.Around around;
    private final Map<RegionName, Store> wrapped = new ConcurrentHashMap<>();

    WrappedRegions(Regions regions, ScrubRig.Around around) {
        this.regions = regions;
        this.around = around;
    }

    @Override
    public RegionName home() {
        return regions.home();
    }

    @Override
    public int epoch() {
        return regions.epoch();
    }

    @Override
    public int quorum() {
        return regions.quorum();
    }

    @Override
    public List<RegionName> names() {
        return regions.names();
    }

    @Override
    public Map<RegionName, Text> down() {
        return regions.down();
    }

    @Override
    public Store store(RegionName region) {
        return wrapped.computeIfAbsent(region, r -> around.put(r, regions.store(r)));
    }

    @Override
    public Set<RegionName> leftOut(int since) {
        return regions.leftOut(since);
    }

    @Override
    public List<RegionName> stated() {
        return regions.stated();
    }

    @Override
    public Regions settled() {
        return this;
    }

    @Override
    public List<Forgotten> forgotten(RegionName region) {
        return regions.forgotten(region);
    }

    @Override
    public Membership membership(Authority authority) {
        return regions.membership(authority);
    }

    @Override
    public RegionOverview overview(boolean far) {
        return regions.overview(far);
    }

    @Override
    public Optional<Store> withDamagedMarker(RegionName region) {
        return regions.withDamagedMarker(region).map(store -> around.put(region, store));
    }

    @Override
    public RegionWriter writer() {
        return regions.writer();
    }

    @Override
    public <T> T read(
            String name, long offset, long length, List<RegionName> order, ReadObserver observer, Decoder<T> decoder) {
        return regions.read(name, offset, length, order, observer, decoder);
    }

    @Override
    public RangeStream stream(String name, long offset, long length, List<RegionName> order) {
        return regions.stream(name, offset, length, order);
    }

    @Override
    public List<Replacement> replacements(RegionName region) {
        return regions.replacements(region);
    }

    @Override
    public List<VisibleOutcome> outcomes(List<RegionName> order) {
        return regions.outcomes(order);
    }

    @Override
    public ReplicationResult replicate(RunControl control) {
        return regions.replicate(control);
    }

    @Override
    public List<RegionStatus> status() {
        return regions.status();
    }

    @Override
    public void copy(RegionName region, Path folder, RunControl control) {
        regions.copy(region, folder, control);
    }

    @Override
    public Regions without(Set<RegionName> down) {
        return regions.without(down);
    }

    @Override
    public Regions withScratchCopy(RegionName region, Path folder) {
        return regions.withScratchCopy(region, folder);
    }

    @Override
    public void close() {
        regions.close();
    }
}
