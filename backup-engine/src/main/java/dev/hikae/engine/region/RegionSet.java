package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.HomeStatements.Held;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Regions of an open repository, or a view of them.
 *
 * <p>Those that the statement about the home names are its <em>members</em>. Another configured region was retired or is not
 * added yet: nothing is written to it, and it is read only where no member answers.
 */
final class RegionSet implements Regions {
    private final Shape shape;
    private final List<Region> configured;
    private final Optional<RepositoryConfig> config;
    private final AtomicReference<HomeStatement> statement;
    private final boolean owner;

    /**
     * What all views of one repository share.
     *
     * @param statement about the home, when it was opened
     */
    record Shape(HomeStatement statement, int quorum, Trust trust, Stores stores, Region.Identity identity) {
        Shape with(HomeStatement newer) {
            int most = newer.regions().size();
            return new Shape(newer, Math.min(quorum, most), trust, stores, identity);
        }
    }

    RegionSet(Shape shape, List<Region> configured, boolean owner) {
        this(shape, configured, Optional.empty(), owner);
    }

    /** @param config where regions lie, for changes of them */
    RegionSet(Shape shape, List<Region> configured, Optional<RepositoryConfig> config, boolean owner) {
        this.shape = shape;
        this.configured = List.copyOf(configured);
        this.config = config;
        this.statement = new AtomicReference<>(shape.statement());
        this.owner = owner;
    }

    @Override
    public RegionName home() {
        return statement().home();
    }

    @Override
    public int epoch() {
        return statement().epoch();
    }

    @Override
    public int quorum() {
        return shape.quorum();
    }

    @Override
    public List<RegionName> names() {
        return members().stream().map(Region::name).toList();
    }

    /** What counts, as far as this handle has seen. */
    HomeStatement statement() {
        return Objects.requireNonNull(statement.get());
    }

    /** All configured regions if the repository has none of them: a retired one, opened alone. */
    private List<Region> members() {
        List<Region> members =
                configured.stream().filter(r -> isMember(r.name())).toList();
        return members.isEmpty() ? configured : members;
    }

    private boolean isMember(RegionName region) {
        return statement().regions().contains(region);
    }

    /** Members; the others where no member answers. */
    private List<Region> readable() {
        List<Region> members = members();
        boolean lost = members.stream().allMatch(r -> r.down().isPresent())
                && configured.stream().anyMatch(r -> r.down().isEmpty());
        return lost ? configured : members;
    }

    @Override
    public List<RegionName> stated() {
        return statement().regions();
    }

    @Override
    public Set<RegionName> leftOut(int since) {
        int now = epoch();
        Set<RegionName> left = new TreeSet<>();
        for (Held held : new HomeStatements(members(), shape.trust()).read().held()) {
            HomeStatement earlier = held.statement();
            if (earlier.epoch() >= since && earlier.epoch() <= now) {
                left.addAll(earlier.regions());
                // Nobody may hold that statement any more.
                left.addAll(earlier.epoch() > since ? earlier.before() : List.of());
            }
        }
        left.removeAll(stated());
        return left;
    }

    @Override
    public Regions settled() {
        prepareToWrite();
        return new RegionSet(shape.with(statement()), configured, config, false);
    }

    @Override
    public Map<RegionName, Text> down() {
        Map<RegionName, Text> down = new LinkedHashMap<>();
        members().forEach(r -> r.down().ifPresent(why -> down.put(r.name(), why.text())));
        return down;
    }

    @Override
    public Store store(RegionName region) {
        return named(region).store();
    }

    @Override
    public Optional<Store> withDamagedMarker(RegionName region) {
        return named(region).withDamagedMarker();
    }

    @Override
    public Optional<RegionLocks> locks(RegionName region) {
        return named(region).locks();
    }

    @Override
    public RegionWriter writer() {
        prepareToWrite();
        return new SessionWriter(shape.with(statement()), members());
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
    public List<Replacement> replacements(RegionName region) {
        var outcomes = new Outcomes(shape.trust());
        List<Region> there = List.of(named(region));
        return outcomes.shown(there, outcomes.listings(there)).in(region);
    }

    @Override
    public List<Forgotten> forgotten(RegionName region) {
        return new ForgottenRecords(shape.trust()).in(named(region));
    }

    @Override
    public ReplicationResult replicate(RunControl control) {
        prepareToWrite();
        return new Replication(shape.trust(), members(), control).run();
    }

    @Override
    public Membership membership(Authority authority) {
        return new Membership(this, authority);
    }

    /** Finds out which regions answer now, are still the right ones and may be written, and which is the home. */
    void prepareToWrite() {
        verify();
        learnHome();
        requireWritable();
    }

    List<Region> membersNow() {
        return members();
    }

    List<Region> configuredNow() {
        return configured;
    }

    Trust trust() {
        return shape.trust();
    }

    Stores stores() {
        return shape.stores();
    }

    /** Whether the statement counts whatever the regions hold that do not answer. */
    boolean isCertain() {
        return new HomeStatements(configured, shape.trust()).read().current().counts();
    }

    /** What this handle made count itself. */
    void settle(HomeStatement made) {
        statement.set(made);
    }

    int quorumAmong(int regions) {
        return config.map(Quorum::of)
                .orElseGet(() -> new Quorum(shape.quorum(), false))
                .among(regions);
    }

    /** Where a region lies by the configuration. */
    RepositoryConfig.Region place(RegionName name) {
        return config.stream()
                .flatMap(c -> c.regions().stream())
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HikaeException(RegionError.NOT_CONFIGURED, name));
    }

    Region configured(RegionName name) {
        return configured.stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HikaeException(RegionError.NOT_CONFIGURED, name));
    }

    /** The home may have been moved since this handle was opened. Where nobody answers, what follows says so. */
    private void learnHome() {
        try {
            statement.set(new HomeStatements(configured, shape.trust()).current());
        } catch (HikaeException nobodyAnswers) {
            // The statement known stays.
        }
    }

    @Override
    public RegionOverview overview(boolean far) {
        refresh();
        learnHome();
        return new Survey(shape.trust(), statement(), quorum()).of(configured, far);
    }

    @Override
    public List<RegionStatus> status() {
        refresh();
        return new Watermarks(shape.trust(), home()).of(members());
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
            configured.forEach(Region::close);
        }
    }

    private Regions view(UnaryOperator<Region> change) {
        return new RegionSet(
                shape.with(statement()), configured.stream().map(change).toList(), config, false);
    }

    private void verify() {
        Parallel.each(configured, region -> {
            region.verify();
            return true;
        });
    }

    /** A newer version may have said that this one must only read. */
    private void requireWritable() {
        for (Region region : members()) {
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
        Parallel.each(configured, region -> {
            region.refresh();
            return true;
        });
    }

    private List<Region> ordered(List<RegionName> order) {
        return order.isEmpty() ? readable() : order.stream().map(this::named).toList();
    }

    private Region named(RegionName name) {
        return configured.stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HikaeException(
                        EngineError.REGION_UNKNOWN,
                        name,
                        names().stream().map(RegionName::value).collect(Collectors.joining(", "))));
    }
}
