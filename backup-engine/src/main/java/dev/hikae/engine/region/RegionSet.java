package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.repository.Location;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Regions of an open repository, or a view of them. */
final class RegionSet implements Regions {
    private final Shape shape;
    private final List<Region> regions;
    private final boolean owner;

    /** What all views of one repository share. */
    record Shape(HomeStatement statement, int quorum, Trust trust, Stores stores, Region.Identity identity) {}

    RegionSet(Shape shape, List<Region> regions, boolean owner) {
        this.shape = shape;
        this.regions = List.copyOf(regions);
        this.owner = owner;
    }

    @Override
    public RegionName home() {
        return shape.statement().home();
    }

    @Override
    public int epoch() {
        return shape.statement().epoch();
    }

    @Override
    public int quorum() {
        return shape.quorum();
    }

    @Override
    public List<RegionName> names() {
        return regions.stream().map(Region::name).toList();
    }

    @Override
    public Map<RegionName, Text> down() {
        Map<RegionName, Text> down = new LinkedHashMap<>();
        regions.forEach(r -> r.down().ifPresent(why -> down.put(r.name(), why.text())));
        return down;
    }

    @Override
    public Store store(RegionName region) {
        return named(region).store();
    }

    @Override
    public RegionWriter writer() {
        verify();
        requireWritable();
        return new SessionWriter(shape, regions);
    }

    @Override
    public <T> T read(
            String name, long offset, long length, List<RegionName> order, ReadObserver observer, Decoder<T> decoder) {
        return new RangeReader<>(name, offset, length, decoder).read(ordered(order), observer);
    }

    @Override
    public RangeStream stream(String name, long offset, long length, List<RegionName> order) {
        Optional<HikaeException> last = Optional.empty();
        for (Region region : ordered(order)) {
            try {
                return region.store()
                        .read(name, offset, length)
                        .map(in -> new RangeStream(region.name(), in, offset))
                        .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, region.name()));
            } catch (HikaeException e) {
                last = Optional.of(e);
            }
        }
        throw last.orElseGet(() -> new HikaeException(EngineError.NO_REGION_REACHABLE, name));
    }

    @Override
    public List<VisibleOutcome> outcomes(List<RegionName> order) {
        return new Outcomes(shape.trust()).in(ordered(order));
    }

    @Override
    public ReplicationResult replicate(RunControl control) {
        verify();
        requireWritable();
        return new Replication(shape.trust(), regions, control).run();
    }

    @Override
    public List<RegionStatus> status() {
        refresh();
        return new Watermarks(shape.trust(), home()).of(regions);
    }

    @Override
    public void copy(RegionName region, Path folder, RunControl control) {
        try (Store target = shape.stores().create(new Location.Folder(folder))) {
            new RegionCopy(store(region), target, control).run();
        }
    }

    @Override
    public Regions without(Set<RegionName> down) {
        down.forEach(this::named);
        return view(r -> down.contains(r.name()) ? Region.leftOut(r.name(), shape.identity()) : r);
    }

    @Override
    public Regions withScratchCopy(RegionName region, Path folder) {
        named(region);
        Region copy = new Region(
                region, folder.toString(), () -> shape.stores().open(new Location.Folder(folder)), shape.identity());
        copy.refresh();
        return view(r -> r.name().equals(region) ? copy : r);
    }

    @Override
    public void close() {
        if (owner) {
            regions.forEach(Region::close);
        }
    }

    private Regions view(UnaryOperator<Region> change) {
        return new RegionSet(shape, regions.stream().map(change).toList(), false);
    }

    private void verify() {
        Parallel.each(regions, region -> {
            region.verify();
            return true;
        });
    }

    /** A newer version may have said that this one must only read. */
    private void requireWritable() {
        for (Region region : regions) {
            long unknown = region.marker().map(Marker::writeFeatures).orElse(0L);
            if (unknown != 0) {
                throw new HikaeException(
                        EngineError.FORMAT_UNSUPPORTED,
                        ObjectNames.MARKER,
                        region.name(),
                        "it may only be read here, feature bits " + Long.toHexString(unknown));
            }
        }
    }

    private void refresh() {
        Parallel.each(regions, region -> {
            region.refresh();
            return true;
        });
    }

    private List<Region> ordered(List<RegionName> order) {
        return order.isEmpty() ? regions : order.stream().map(this::named).toList();
    }

    private Region named(RegionName name) {
        return regions.stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HikaeException(
                        EngineError.REGION_UNKNOWN,
                        name,
                        names().stream().map(RegionName::value).collect(Collectors.joining(", "))));
    }
}
