package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out which statement about the home counts: the highest epoch that a majority of its regions holds, and a majority of
 * those of the statement before it. One that is damaged or not rightly signed does not exist.
 */
final class HomeStatements {
    private static final long LARGEST = 64 << 10;

    private final List<Region> regions;
    private final Trust trust;

    HomeStatements(List<Region> regions, Trust trust) {
        this.regions = regions;
        this.trust = trust;
    }

    /** A statement and the regions that hold exactly these bytes. Of one epoch there may be several, when changes raced. */
    record Held(HomeStatement statement, byte[] object, Set<RegionName> by) {
        Held {
            by = Set.copyOf(by);
        }

        boolean counts() {
            return statement.countsWith(by);
        }
    }

    /**
     * What the regions show.
     *
     * @param held never empty
     * @param answered which regions were asked with success
     * @param names of all objects below {@code home/}, whatever they are
     */
    record View(List<Held> held, Set<RegionName> answered, NavigableSet<String> names) {
        private static final Comparator<Held> LATER = Comparator.comparingInt(
                        (Held h) -> h.statement().epoch())
                .thenComparing(Held::counts)
                .thenComparing(h -> h.by().size())
                .thenComparing(h -> h.statement().home(), Comparator.reverseOrder());

        /**
         * The one that counts, as far as can be told. Where regions that did not answer may make the majority of a later one,
         * the later one is taken: that is enough for reading, and whoever commits still needs that home itself.
         */
        Held current() {
            return held.stream()
                    .filter(this::mayCount)
                    .max(LATER)
                    .or(() -> held.stream().max(LATER))
                    .orElseThrow();
        }

        /** Later ones than the current one, which a change that did not end left, the latest first. */
        List<Held> unfinished() {
            int now = current().statement().epoch();
            return held.stream()
                    .filter(h -> h.statement().epoch() > now)
                    .sorted(LATER.reversed())
                    .toList();
        }

        private boolean mayCount(Held h) {
            Set<RegionName> possible = new HashSet<>(h.by());
            List<RegionName> voters = new ArrayList<>(h.statement().regions());
            voters.addAll(h.statement().before());
            voters.removeAll(answered);
            possible.addAll(voters);
            return h.statement().countsWith(possible);
        }
    }

    HomeStatement current() {
        return read().current().statement();
    }

    /** Asks every region. Throws only when none shows a statement. */
    View read() {
        Map<Named, Held> held = new LinkedHashMap<>();
        Set<RegionName> answered = new HashSet<>();
        NavigableSet<String> names = new TreeSet<>();
        Optional<HikaeException> problem = Optional.empty();
        for (var e : Parallel.each(regions, HomeStatements::in).entrySet()) {
            Optional<List<Named>> objects = e.getValue().value();
            if (objects.isEmpty()) {
                problem = e.getValue().failure();
                continue;
            }
            answered.add(e.getKey());
            for (Named object : objects.get()) {
                names.add(object.name());
                try {
                    held.merge(object, first(object, e.getKey()), HomeStatements::both);
                } catch (FormatException damage) {
                    problem = Optional.of(Damage.of(damage, object.name(), e.getKey()));
                }
            }
        }
        if (held.isEmpty()) {
            throw problem.orElseGet(() -> new HikaeException(
                    EngineError.OBJECT_MISSING,
                    ObjectNames.home(0),
                    regions.getFirst().name()));
        }
        return new View(List.copyOf(held.values()), Set.copyOf(answered), names);
    }

    private Held first(Named object, RegionName region) {
        byte[] bytes = new byte[object.bytes().remaining()];
        object.bytes().duplicate().get(bytes);
        return new Held(HomeStatement.parse(object.name(), bytes, trust), bytes, Set.of(region));
    }

    private static Held both(Held one, Held other) {
        Set<RegionName> by = new HashSet<>(one.by());
        by.addAll(other.by());
        return new Held(one.statement(), one.object(), by);
    }

    private static List<Named> in(Region region) {
        Store store = region.store();
        List<Store.Item> items = new ArrayList<>();
        store.list(ObjectNames.HOME, items::add);
        return items.stream().map(item -> named(region, store, item)).toList();
    }

    /** What is too large for a statement is none, and is not read. */
    private static Named named(Region region, Store store, Store.Item item) {
        if (item.size() > LARGEST) {
            return new Named(item.name(), ByteBuffer.allocate(0));
        }
        byte[] object = region.homes().computeIfAbsent(item.name(), name -> store.get(name)
                .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, region.name())));
        return new Named(item.name(), ByteBuffer.wrap(object));
    }

    /** An object by its name and all of its bytes. */
    private record Named(String name, ByteBuffer bytes) {}
}
