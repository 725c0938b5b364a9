package dev.hikae.engine.region;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.store.PartBuffers;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's writing. A region that fails is out for the rest of the session, so each region that remains holds
 * every object this session wrote.
 */
final class SessionWriter implements RegionWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWriter.class);
    /** Above this a small object goes up as a large one does. */
    private static final int SMALL = 8 << 20;
    /** What five packs need that are on their way at once; more is made and not kept. */
    private static final int BUFFERS = 192;

    private final RegionSet.Shape shape;
    private final List<Region> regions;
    private final Map<RegionName, HikaeException> out = new ConcurrentHashMap<>();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final SessionLocks locks;
    private final Stragglers stragglers;
    private final PartBuffers buffers = new PartBuffers(FanOutUpload.PART, BUFFERS);
    private volatile Optional<String> opened = Optional.empty();

    SessionWriter(RegionSet.Shape shape, List<Region> regions) {
        this.shape = shape;
        this.regions = regions;
        this.locks = new SessionLocks(regions);
        this.stragglers = new Stragglers(shape.stores().patience().straggling(), System::nanoTime);
        regions.forEach(r -> r.down().ifPresent(why -> out.put(r.name(), why)));
        requireUsable();
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
    public boolean homeMoved() {
        return new HomeStatements(List.of(homeRegion()), shape.trust())
                .read().held().stream().anyMatch(h -> h.statement().epoch() > epoch());
    }

    @Override
    public Store.Upload upload(String name) {
        requireUsable();
        List<Region> to = remaining();
        return to.size() == 1 ? new DirectUpload(this, name, to.getFirst()) : new FanOutUpload(this, name, to, buffers);
    }

    @Override
    public void put(String name, ByteBuffer content) {
        if (content.remaining() > SMALL) {
            try (Store.Upload upload = upload(name)) {
                upload.write(content.duplicate());
                upload.commit();
            }
            return;
        }
        requireUsable();
        dropFailed(gathering().each(remaining(), region -> {
            Store store = region.store();
            if (!store.putIfAbsent(name, content.asReadOnlyBuffer())) {
                throw new StoreException(null, false, StoreError.EXISTS, store.describe(), name);
            }
            return true;
        }));
        wrote(name);
    }

    @Override
    public boolean open(String name, ByteBuffer content) {
        requireUsable();
        try {
            opened = Optional.of(name);
            return homeRegion().store().putIfAbsent(name, content);
        } catch (HikaeException e) {
            drop(homeRegion(), e);
            throw homeFailure(e);
        }
    }

    /** What becomes visible, and what it rests on. */
    private record Commit(
            String name, String session, List<Outcome.Previous> previous, List<NeededObject> objects, byte[] object) {}

    @Override
    public Published commit(Outcome outcome, byte[] object, CommitGuard guard) {
        return commit(
                new Commit(outcome.name(), outcome.session(), outcome.previous(), outcome.objects(), object), guard);
    }

    @Override
    public Published commit(Replacement replacement, byte[] object, CommitGuard guard) {
        String name = replacement.name();
        String session = name.substring(0, name.lastIndexOf('/') + 1);
        return commit(new Commit(name, session, List.of(), replacement.objects(), object), guard);
    }

    private Published commit(Commit commit, CommitGuard guard) {
        requireUsable();
        List<NeededObject> old = commit.objects().stream()
                .filter(o -> !written.contains(o.name()))
                .toList();
        dropFailed(gathering().each(remaining(), region -> {
            requireHolds(region, commit, old);
            locks.beforeOutcome(region, commit.objects(), written);
            return true;
        }));
        requireUsable();
        guard.beforeCommit();
        opened = Optional.empty();
        commitAtHome(commit);
        return publish(commit);
    }

    @Override
    public void withdraw() {
        Optional<String> name = opened;
        opened = Optional.empty();
        if (name.isPresent() && homeRegion().down().isEmpty()) {
            try {
                homeRegion().store().delete(name.get());
            } catch (HikaeException e) {
                LOG.debug("the session stays open until a collection fences it", e);
            }
        }
    }

    @Override
    public void close() {
        withdraw();
    }

    /** The regions that have everything so far. */
    List<Region> remaining() {
        return regions.stream().filter(r -> !out.containsKey(r.name())).toList();
    }

    boolean isOut(Region region) {
        return out.containsKey(region.name());
    }

    HikaeException whyOut(Region region) {
        return Objects.requireNonNull(out.get(region.name()));
    }

    /** Whether home and quorum are among the others. */
    boolean canDoWithout(List<Region> some) {
        List<Region> others =
                remaining().stream().filter(r -> !some.contains(r)).toList();
        return others.size() >= shape.quorum()
                && others.stream().anyMatch(r -> r.name().equals(home()));
    }

    Gathering gathering() {
        return new Gathering(this, stragglers);
    }

    /** Takes a region out of this session. */
    void drop(Region region, HikaeException why) {
        region.failed(why);
        out.putIfAbsent(region.name(), why);
    }

    void wrote(String name) {
        requireUsable();
        written.add(name);
    }

    /** Throws when the session is lost: without the home, or with fewer regions than the quorum. */
    void requireUsable() {
        HikaeException interrupted = out.values().stream()
                .filter(e -> e.code().failure() == Failure.CANCELLED)
                .findFirst()
                .orElse(null);
        if (interrupted != null) {
            throw interrupted;
        }
        Optional<HikaeException> home = homeOut();
        if (home.isPresent()) {
            throw homeFailure(home.get());
        }
        int left = remaining().size();
        if (left < shape.quorum()) {
            throw new HikaeException(EngineError.QUORUM_NOT_MET, left, shape.quorum(), reasons());
        }
    }

    private Optional<HikaeException> homeOut() {
        RegionName home = shape.statement().home();
        if (regions.stream().noneMatch(r -> r.name().equals(home))) {
            return Optional.of(new HikaeException(RegionError.LEFT_OUT, home));
        }
        return Optional.ofNullable(out.get(home));
    }

    private Region homeRegion() {
        RegionName home = shape.statement().home();
        return regions.stream().filter(r -> r.name().equals(home)).findFirst().orElseThrow();
    }

    private HikaeException homeFailure(HikaeException why) {
        RegionName home = shape.statement().home();
        Failure kind = why.code().failure();
        if (kind == Failure.CANCELLED) {
            return why;
        }
        if (kind == Failure.UNREACHABLE) {
            return new HikaeException(why, EngineError.HOME_UNREACHABLE, home, why.getMessage());
        }
        return kind == Failure.STORAGE_FULL
                ? new HikaeException(why, RegionError.HOME_FULL, home, why.getMessage())
                : new HikaeException(why, RegionError.HOME_FAILED, home, why.getMessage());
    }

    private String reasons() {
        return out.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + ": " + e.getValue().getMessage())
                .collect(Collectors.joining("; "));
    }

    private <T> void dropFailed(Map<RegionName, Parallel.Attempt<T>> attempts) {
        for (Region region : regions) {
            Optional.ofNullable(attempts.get(region.name()))
                    .flatMap(Parallel.Attempt::failure)
                    .ifPresent(why -> drop(region, why));
        }
    }

    /** A region may show the outcome only when it can restore it and everything before it. */
    private void requireHolds(Region region, Commit commit, List<NeededObject> old) {
        Supplier<ForgottenRecords.Named> forgotten =
                () -> new ForgottenRecords.Named(new ForgottenRecords(shape.trust()).in(region));
        for (Outcome.Previous previous : commit.previous()) {
            boolean there = region.store()
                    .get(previous.name())
                    .filter(bytes -> Arrays.equals(Outcome.digest(bytes), previous.sha256()))
                    .isPresent();
            if (!there && !forgotten.get().has(previous)) {
                throw new HikaeException(RegionError.LACKS_PREDECESSOR, region.name(), previous.name());
            }
        }
        List<NeededObject> missing = Presence.missing(region.store(), old);
        if (!missing.isEmpty()) {
            throw new HikaeException(
                    RegionError.LACKS_OBJECTS,
                    region.name(),
                    missing.size(),
                    missing.getFirst().name());
        }
    }

    /**
     * The commit itself. When the answer is lost even after retries the object decides: if it is there, it is
     * committed; if that cannot be learnt either, the session counts as failed, though the snapshot may show later.
     */
    private void commitAtHome(Commit commit) {
        Region home = homeRegion();
        try {
            if (home.store().putIfAbsent(commit.name(), ByteBuffer.wrap(commit.object())) || isThere(home, commit)) {
                return;
            }
        } catch (StoreException e) {
            if (!isThereAfter(e, home, commit)) {
                throw homeFailure(e);
            }
            return;
        }
        throw new HikaeException(EngineError.SESSION_FENCED, commit.session());
    }

    private boolean isThereAfter(StoreException e, Region home, Commit commit) {
        try {
            return isThere(home, commit);
        } catch (HikaeException alsoUnknown) {
            e.addSuppressed(alsoUnknown);
            drop(home, e);
            return false;
        }
    }

    private static boolean isThere(Region region, Commit commit) {
        return region.store()
                .get(commit.name())
                .filter(there -> Arrays.equals(there, commit.object()))
                .isPresent();
    }

    private Published publish(Commit commit) {
        Region home = homeRegion();
        List<Region> others = remaining().stream().filter(r -> r != home).toList();
        Map<RegionName, HikaeException> failed = new HashMap<>(out);
        Set<RegionName> heldBy = new LinkedHashSet<>();
        heldBy.add(home.name());
        gathering()
                .each(others, region -> {
                    if (!region.store().putCopy(commit.name(), commit.object())) {
                        throw new HikaeException(RegionError.COPY_DIFFERS, region.name(), commit.name());
                    }
                    return true;
                })
                .forEach((name, attempt) -> {
                    attempt.failure().ifPresent(why -> failed.put(name, why));
                    attempt.value().ifPresent(done -> heldBy.add(name));
                });
        Map<RegionName, Text> behind = new LinkedHashMap<>();
        failed.forEach((name, why) -> behind.put(name, why.text()));
        return new Published(heldBy, behind);
    }
}
