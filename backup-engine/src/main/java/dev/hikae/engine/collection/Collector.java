package dev.hikae.engine.collection;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.region.Parallel;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Abort;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.GarbageList;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects garbage: docs/PROTOCOL.md, "Garbage collection", whose steps are the methods here. All that is decided lies in the
 * regions, so that whoever comes after a collector that stopped goes on from there.
 */
public final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration FASTEST_CLOCK = Duration.ofDays(1);
    /** Each time another collector was faster; then there is no need for this one. */
    private static final int ATTEMPTS = 5;

    private final Parts parts;
    private final PruneRequest request;
    private final RunControl control;
    private final Regions regions;
    private final Trust trust;
    private final SigningKey maintainer;
    private final LongAdder deleted = new LongAdder();
    /** How much there is to delete; -1 before the verdict. */
    private volatile long expected = -1;

    /** What a collection works with. */
    public record Parts(Regions regions, Keyring keyring, InstantSource clock, Pause pause, SecureRandom random) {}

    public Collector(Parts parts, PruneRequest request, RunControl control) {
        this.parts = parts;
        this.request = request;
        this.control = control;
        this.regions = parts.regions().settled();
        this.trust = parts.keyring().trust();
        this.maintainer = Forgetting.maintainer(parts.keyring());
    }

    /** @throws HikaeException when nothing may be collected now, or the operator stopped it */
    public PruneResult run() {
        requireAll();
        requireEpoch();
        List<Forgotten> records = forgotten();
        if (!request.dryRun() && mustClose(records)) {
            Settled earlier = settle(new Generation(regions.epoch(), 0));
            if (earlier.running() > 0) {
                return new PruneResult(Optional.empty(), 0, 0, 0, earlier.running(), Map.of(), Map.of());
            }
            records = Stream.concat(records.stream(), Stream.of(close(earlier.seen())))
                    .toList();
        }
        Instant young = parts.clock().instant().minus(request.grace());
        var given =
                new Given(records.stream().filter(r -> !r.at().isAfter(young)).toList());
        var waiting =
                new Given(records.stream().filter(r -> r.at().isAfter(young)).toList());

        Sessions before = Sessions.list(regions, trust);
        long held = shown(waiting, before).size();
        Repacked repacked = before.repacked();
        Set<String> settled = repacked.settled(young, new Given(records));
        List<String> snapshots = Stream.concat(shown(given, before).stream(), before.closed(given).stream())
                .distinct()
                .toList();
        Set<String> outcomes = new TreeSet<>(snapshots);
        outcomes.addAll(repacked.dead(given));
        var live = new Sessions.Live(repacked, settled);
        before.mark(given, live);
        TreeSet<String> unmarked = unmarked(live);
        if (request.dryRun() || unmarked.isEmpty() && outcomes.isEmpty()) {
            return new PruneResult(Optional.empty(), snapshots.size(), held, 0, 0, wouldFree(unmarked), Map.of());
        }
        unmarked.addAll(outcomes);
        GarbageList condemned = condemn(unmarked, settled);
        Settled sessions = settle(condemned.generation());
        GarbageList verdict = decide(condemned, sessions, new Given(records), live);
        requireEpoch();
        control.guard().beforeCommit();
        return delete(verdict, sessions, new Given(records), held);
    }

    // Step 1: epoch and records

    /** Also those that the configuration does not name. */
    private void requireAll() {
        var all = new LinkedHashSet<>(regions.stated());
        all.addAll(regions.names());
        for (RegionName region : all) {
            try {
                regions.store(region);
            } catch (HikaeException e) {
                throw needed(region, e);
            }
        }
    }

    private static HikaeException needed(RegionName region, HikaeException why) {
        return new HikaeException(why, CollectionError.REGION_NEEDED, region, why.getMessage());
    }

    /** Every region holds the statement of this epoch and none a later one. */
    private void requireEpoch() {
        String now = ObjectNames.home(regions.epoch());
        Set<RegionName> without = new HashSet<>();
        Optional<byte[]> statement = Optional.empty();
        for (RegionName region : regions.names()) {
            Set<String> names = new TreeSet<>();
            listing(region, ObjectNames.HOME, item -> names.add(item.name()));
            names.stream().filter(n -> n.compareTo(now) > 0).findFirst().ifPresent(later -> {
                requireSigned(region, later);
                throw new HikaeException(CollectionError.LATER_EPOCH, region, regions.epoch());
            });
            if (!names.contains(now)) {
                without.add(region);
            } else if (statement.isEmpty()) {
                statement = regions.store(region).get(now);
            }
        }
        byte[] bytes = statement.orElseThrow(() -> new HikaeException(CollectionError.HOME_STATEMENT_MISSING, now));
        if (!request.dryRun()) {
            without.forEach(region -> put(region, now, bytes));
        }
    }

    /** Whoever may put objects may plant a name; running again would not help against that. */
    private void requireSigned(RegionName region, String statement) {
        Store store = regions.store(region);
        store.get(statement).ifPresent(object -> {
            try {
                HomeStatement.parse(statement, object, trust);
            } catch (FormatException e) {
                throw new HikaeException(
                        e,
                        CollectionError.STATEMENT_UNREADABLE,
                        statement,
                        store.describe(),
                        String.valueOf(e.getMessage()));
            }
        });
    }

    /** All records, each now in every region. */
    private List<Forgotten> forgotten() {
        Map<String, Forgotten> records = new TreeMap<>();
        Map<String, byte[]> objects = new TreeMap<>();
        Map<RegionName, Set<String>> holders = new LinkedHashMap<>();
        for (RegionName region : regions.names()) {
            Set<String> names = new HashSet<>();
            for (Forgotten record : regions.forgotten(region)) {
                names.add(record.name());
                if (records.putIfAbsent(record.name(), record) == null) {
                    regions.store(region).get(record.name()).ifPresent(o -> objects.put(record.name(), o));
                }
            }
            holders.put(region, names);
        }
        if (!request.dryRun()) {
            holders.forEach((region, names) -> objects.forEach((name, object) -> {
                if (!names.contains(name)) {
                    put(region, name, object);
                }
            }));
        }
        return List.copyOf(records.values());
    }

    /** Whether there was a region that may have decided, or may still decide, what nobody here can ask for. */
    private boolean mustClose(List<Forgotten> records) {
        int since = records.stream()
                .flatMap(r -> r.closing().stream())
                .mapToInt(Forgotten.Closing::epoch)
                .max()
                .orElse(0);
        return !regions.leftOut(since).isEmpty();
    }

    /** Gives up what no region shows of the earlier epochs, of which every session was decided before. */
    private Forgotten close(Sessions seen) {
        byte[] unique = new byte[16];
        parts.random().nextBytes(unique);
        String name = ObjectNames.forgotten(unique);
        // What is being healed may be missing from one listing, and not from both: see requireNothingHealed.
        Set<String> kept = new HashSet<>(seen.outcomesBefore(regions.epoch()));
        kept.addAll(Sessions.list(regions, trust).outcomesBefore(regions.epoch()));
        var record = new Forgotten(
                name,
                trust.repositoryId(),
                maintainer.certificate(),
                parts.clock().instant(),
                List.of(),
                Optional.of(new Forgotten.Closing(regions.epoch(), kept)),
                "left out: " + regions.leftOut(0));
        byte[] object = record.sign(maintainer.seed());
        put(regions.home(), name, object);
        regions.names().forEach(region -> put(region, name, object));
        return record;
    }

    // Step 2: condemn

    /** Packs and index objects of any region that nothing live lists. */
    private TreeSet<String> unmarked(Sessions.Live live) {
        var unmarked = new TreeSet<String>();
        Parallel.inAll(regions.names(), region -> {
            objects(region, item -> {
                if (!live.has(item.name())) {
                    synchronized (unmarked) {
                        if (unmarked.size() < GarbageList.MOST) {
                            unmarked.add(item.name());
                        }
                    }
                }
            });
            return true;
        });
        return unmarked;
    }

    /** Begins a collection, or takes up one that has no verdict yet. */
    private GarbageList condemn(TreeSet<String> unmarked, Set<String> replacements) {
        Store home = regions.store(regions.home());
        Generation generation = Collections.newest(home, regions.epoch(), trust);
        if (generation.number() == 0 || isDecided(home, generation)) {
            generation = generation.next();
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            stopIfAsked("");
            var condemned = condemned(generation, unmarked, replacements);
            // Once there is a verdict the list may be gone, and this one be another.
            if (condemned.isPresent() && !isDecided(home, generation)) {
                toAllRegions(condemned.get());
                return condemned.get().list();
            }
            generation = generation.next();
        }
        throw new HikaeException(CollectionError.OTHERS_AT_WORK);
    }

    /** Empty when something else has this place: another collector's list that is gone again, or what no maintainer put there. */
    private Optional<Signed> condemned(Generation generation, TreeSet<String> unmarked, Set<String> replacements) {
        try {
            return createOrTake(statement(GarbageList.Kind.CONDEMNED, generation, List.copyOf(unmarked), "")
                    .counting(List.copyOf(replacements)));
        } catch (HikaeException e) {
            if (e.code() != CollectionError.STATEMENT_UNREADABLE) {
                throw e;
            }
            LOG.warn("a collection is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isDecided(Store home, Generation generation) {
        return home.size(ObjectNames.verdict(generation)).isPresent();
    }

    // Step 3: verdict

    /**
     * How the sessions before a collection ended.
     *
     * @param seen the listing that told
     */
    private record Settled(long fenced, long running, Sessions seen) {}

    /** Waits for sessions that opened before, and fences those that are taken for dead. */
    private Settled settle(Generation generation) {
        Duration waited = Duration.ZERO;
        while (true) {
            Sessions sessions = Sessions.list(regions, trust);
            requireNothingHealed();
            List<Sessions.Undecided> undecided = sessions.undecided(generation);
            Instant alive = parts.clock().instant().minus(request.fenceAfter());
            // No clock is a day ahead: who says so would be waited for for ever.
            Instant possible = parts.clock().instant().plus(FASTEST_CLOCK);
            List<Sessions.Undecided> dead = undecided.stream()
                    .filter(s -> sessions.opened(s)
                            .map(at -> !at.isAfter(alive) || at.isAfter(possible))
                            .orElse(true))
                    .toList();
            long running = undecided.size() - dead.size();
            if (running == 0 || waited.compareTo(request.patience()) >= 0) {
                return new Settled(
                        running == 0 ? dead.stream().filter(this::fence).count() : 0, running, sessions);
            }
            stopIfAsked(undecided.getFirst().session());
            pause();
            waited = waited.plus(POLL);
        }
    }

    /**
     * A scrub that heals an outcome puts it aside, deletes it, puts it again, and deletes what it put aside. An outcome that the listing before
     * this, or one after it, lacks for that, or the fence that follows, is known by what is aside now. If the scrub died on the way it is aside still.
     */
    private void requireNothingHealed() {
        Parallel.inAll(regions.names(), region -> {
            List<String> aside = new ArrayList<>();
            listing(region, ObjectNames.HEALING, item -> aside.add(item.name()));
            if (!aside.isEmpty()) {
                throw new HikaeException(CollectionError.HEALING, region);
            }
            return true;
        });
    }

    /** Whoever creates the outcome first decides; false when the session had committed after all. */
    private boolean fence(Sessions.Undecided session) {
        byte[] abort = new Abort(
                        session.outcome(),
                        trust.repositoryId(),
                        maintainer.certificate(),
                        parts.clock().instant())
                .sign(maintainer.seed());
        return regions.store(session.region()).putIfAbsent(session.outcome(), ByteBuffer.wrap(abort));
    }

    /**
     * From a listing made after every session before the collection was decided. Of what is forgotten only the outcomes that
     * were condemned count: by now, another may have been reused before it was forgotten. So do, of what replaces, only those
     * that were counted then: another may not be everywhere, or was not when a session that opened later looked.
     *
     * @param live what was live before anything was condemned; still counts, so that no outcome is read twice
     */
    private GarbageList decide(GarbageList condemned, Settled settled, Given given, Sessions.Live live) {
        Generation generation = condemned.generation();
        stopIfAsked("");
        GarbageList ours;
        if (settled.running() > 0) {
            ours = statement(
                    GarbageList.Kind.VERDICT, generation, List.of(), settled.running() + " sessions were running");
        } else {
            Sessions now = Sessions.list(regions, trust);
            Repacked repacked = now.repacked();
            // What was found live through replacements that this condemned did not count says too little.
            Sessions.Live found = live.through(condemned.replacements())
                    ? live
                    : new Sessions.Live(repacked, Set.copyOf(condemned.replacements()));
            found.also(repacked);
            now.mark(given.among(Set.copyOf(condemned.names())), found);
            ours = statement(
                    GarbageList.Kind.VERDICT,
                    generation,
                    condemned.names().stream()
                            .filter(n -> ObjectNames.isOutcome(n) || !found.has(n))
                            .toList(),
                    "");
        }
        control.guard().beforeCommit();
        Signed verdict = createOrTake(ours)
                .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, ours.name(), regions.home()));
        toAllRegions(verdict);
        return verdict.list();
    }

    // Step 5: delete

    private PruneResult delete(GarbageList verdict, Settled settled, Given given, long held) {
        Set<String> names = Set.copyOf(verdict.names());
        Given gone = given.among(names);
        Set<String> snapshots = ConcurrentHashMap.newKeySet();
        Map<RegionName, Text> behind = new ConcurrentSkipListMap<>();
        expected = (long) names.size() * regions.names().size();
        Map<RegionName, PruneResult.Freed> freed = Parallel.inAll(regions.names(), region -> {
            var deletion = new Deletion(regions.store(region), name -> {
                stopIfAsked(name);
                deleted.increment();
            });
            try {
                deletion.outcomes(gone, snapshots);
                deletion.closed(given, names, snapshots);
                deletion.replacements(names);
                deletion.objects(names);
                deletion.condemned(verdict.generation());
            } catch (HikaeException e) {
                if (control.cancellation().requested()) {
                    throw e;
                }
                behind.put(region, e.text());
            }
            return deletion.freed();
        });
        return new PruneResult(
                Optional.of(verdict.generation().toString()),
                snapshots.size(),
                held,
                settled.fenced(),
                settled.running(),
                freed,
                behind);
    }

    private Map<RegionName, PruneResult.Freed> wouldFree(Set<String> names) {
        return Parallel.inAll(regions.names(), region -> {
            long[] sum = new long[2];
            objects(region, item -> {
                if (names.contains(item.name())) {
                    sum[0]++;
                    sum[1] += item.size();
                }
            });
            return new PruneResult.Freed(sum[0], sum[1]);
        });
    }

    /** Those of them that some region still shows. */
    private List<String> shown(Given given, Sessions sessions) {
        return given.names()
                .filter(name -> regions.names().stream().anyMatch(r -> sessions.shows(r, name)))
                .toList();
    }

    // What the steps share

    private GarbageList statement(GarbageList.Kind kind, Generation generation, List<String> names, String why) {
        return new GarbageList(
                kind,
                trust.repositoryId(),
                maintainer.certificate(),
                generation,
                parts.clock().instant(),
                names,
                why);
    }

    /** A statement as it lies in the home. */
    private record Signed(GarbageList list, byte[] object) {}

    /** Creates it in the home; if another collector was first, its statement counts. Empty when that one is gone again. */
    private Optional<Signed> createOrTake(GarbageList ours) {
        Store home = regions.store(regions.home());
        byte[] object = ours.sign(maintainer.seed());
        return home.putIfAbsent(ours.name(), ByteBuffer.wrap(object))
                ? Optional.of(new Signed(ours, object))
                : home.get(ours.name()).map(o -> new Signed(Collections.parse(home, ours.name(), o, trust), o));
    }

    private void toAllRegions(Signed statement) {
        Parallel.inAll(
                regions.names().stream().filter(r -> !r.equals(regions.home())).toList(),
                region -> put(region, statement.list().name(), statement.object()));
    }

    private boolean put(RegionName region, String name, byte[] object) {
        try {
            // Another collector may be through already, and take away what it condemned.
            if (!regions.store(region).putCopy(name, object)) {
                throw new HikaeException(CollectionError.OTHER_CONTENT, name, region);
            }
            return true;
        } catch (HikaeException e) {
            throw e.code() == CollectionError.OTHER_CONTENT ? e : needed(region, e);
        }
    }

    private void objects(RegionName region, Consumer<Store.Item> each) {
        listing(region, ObjectNames.INDEX, each);
        listing(region, ObjectNames.PACKS, each);
    }

    private void listing(RegionName region, String prefix, Consumer<Store.Item> each) {
        try {
            regions.store(region).list(prefix, each);
        } catch (HikaeException e) {
            throw needed(region, e);
        }
    }

    private void stopIfAsked(String current) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        control.progress()
                .report(new Progress.State(Progress.Phase.COLLECTING, deleted.sum(), expected, 0, -1, 0, 0, current));
    }

    private void pause() {
        try {
            parts.pause().pause(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HikaeException(e, EngineError.CANCELLED);
        }
    }
}
