package dev.hikae.engine.collection;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.region.Parallel;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.region.Room;
import dev.hikae.engine.snapshot.Abort;
import dev.hikae.engine.snapshot.Opening;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.snapshot.Replacements;
import dev.hikae.engine.snapshot.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The sessions of all regions as one listing of each showed them. */
final class Sessions {
    private static final int AT_ONCE = 3;

    private final Regions regions;
    private final Trust trust;
    /** By region, with their sizes. */
    private final Map<RegionName, Map<String, Long>> objects;

    private final Room room = new Room();

    private Sessions(Regions regions, Trust trust, Map<RegionName, Map<String, Long>> objects) {
        this.regions = regions;
        this.trust = trust;
        this.objects = objects;
    }

    /** Lists now; throws when a region does not answer. */
    static Sessions list(Regions regions, Trust trust) {
        return new Sessions(regions, trust, Parallel.inAll(regions.names(), region -> {
            Map<String, Long> sizes = new TreeMap<>();
            regions.store(region).list(ObjectNames.SESSIONS, item -> sizes.put(item.name(), item.size()));
            return sizes;
        }));
    }

    /** One session that may still commit, in the region that decides it. */
    record Undecided(RegionName region, String session) {
        String outcome() {
            return ObjectNames.outcome(session);
        }
    }

    /** Those that opened before a collection. */
    List<Undecided> undecided(Generation before) {
        List<Undecided> undecided = new ArrayList<>();
        objects.forEach((region, names) -> {
            for (String name : names.keySet()) {
                if (ObjectNames.isOpen(name)
                        && Generation.of(name)
                                .filter(g -> g.compareTo(before) < 0)
                                .isPresent()) {
                    String session = name.substring(0, name.length() - "open".length());
                    if (!names.containsKey(ObjectNames.outcome(session))) {
                        undecided.add(new Undecided(region, session));
                    }
                }
            }
        });
        return undecided;
    }

    /** When a session opened; empty when no writer of this repository says so. */
    Optional<Instant> opened(Undecided session) {
        String name = ObjectNames.open(session.session());
        return regions.store(session.region()).get(name).flatMap(object -> Opening.time(name, object, trust));
    }

    /** Of sessions of earlier epochs, wherever they are. */
    Set<String> outcomesBefore(int epoch) {
        return objects.values().stream()
                .flatMap(names -> names.keySet().stream())
                .filter(name -> ObjectNames.isOutcome(name) && ObjectNames.epoch(name) < epoch)
                .collect(Collectors.toSet());
    }

    /** Commits that are there though their epoch was closed without them. */
    List<String> closed(Given given) {
        Set<String> closed = new TreeSet<>();
        objects.forEach((region, names) -> names.keySet().stream()
                .filter(n -> ObjectNames.isOutcome(n) && given.isClosed(n))
                .filter(n -> regions.store(region)
                        .get(n)
                        .filter(object -> !Abort.is(object))
                        .isPresent())
                .forEach(closed::add));
        return List.copyOf(closed);
    }

    boolean shows(RegionName region, String name) {
        return objects.getOrDefault(region, Map.of()).containsKey(name);
    }

    /**
     * The replacements among them.
     *
     * @throws HikaeException when one is readable nowhere: nobody knows what stands for what
     */
    Repacked repacked() {
        List<Repacked.Found> found = new ArrayList<>();
        holders(ObjectNames::isReplacement)
                .forEach((name, in) -> replacement(name, in).ifPresent(found::add));
        return new Repacked(found);
    }

    private Optional<Repacked.Found> replacement(String name, List<RegionName> in) {
        Optional<Replacement> good = Optional.empty();
        byte[] sha256 = new byte[0];
        Set<RegionName> whole = new TreeSet<>();
        boolean aborted = false;
        String why = "";
        for (RegionName region : in) {
            Optional<byte[]> object = regions.store(region).get(name);
            if (object.isEmpty()) {
                continue;
            }
            try {
                if (isAbort(name, object.get())) {
                    aborted = true;
                } else {
                    Replacement read = Replacement.parse(name, object.get(), trust);
                    if (good.isEmpty()) {
                        good = Optional.of(read);
                        sha256 = Outcome.digest(object.get());
                    }
                    if (Arrays.equals(sha256, Outcome.digest(object.get()))) {
                        whole.add(region);
                    }
                }
            } catch (FormatException e) {
                why = region + ": " + e.getMessage();
            }
        }
        if (good.isEmpty() && !aborted && !why.isEmpty()) {
            throw new HikaeException(CollectionError.OUTCOME_UNREADABLE, name, why);
        }
        return good.map(r -> new Repacked.Found(r, whole.containsAll(regions.names())));
    }

    private Map<String, List<RegionName>> holders(Predicate<String> wanted) {
        Map<String, List<RegionName>> holders = new TreeMap<>();
        objects.forEach((region, names) -> names.keySet().stream()
                .filter(wanted)
                .forEach(n -> holders.computeIfAbsent(n, k -> new ArrayList<>()).add(region)));
        return holders;
    }

    /**
     * Files every object that a committed outcome needs, of which no record says that it is given up.
     *
     * @param live what was filed from an earlier listing: outcomes of then are not read again, whatever became of them
     * @throws HikaeException when an outcome is readable nowhere: nobody knows what it needs
     */
    void mark(Given given, Live live) {
        Map<String, List<RegionName>> holders =
                holders(n -> ObjectNames.isOutcome(n) && !ObjectNames.isReplacement(n) && !live.outcomes.contains(n));
        Parallel.each(
                List.copyOf(holders.entrySet()),
                AT_ONCE,
                e -> room.with(largest(e.getKey(), e.getValue()), () -> {
                    mark(e.getKey(), e.getValue(), given, live);
                    return true;
                }));
    }

    private long largest(String name, List<RegionName> in) {
        return in.stream()
                .mapToLong(region -> objects.getOrDefault(region, Map.of()).getOrDefault(name, 0L))
                .max()
                .orElse(0);
    }

    /** What committed outcomes need. */
    static final class Live {
        private final Set<String> outcomes = ConcurrentHashMap.newKeySet();
        private final ObjectTable objects = new ObjectTable();
        private final Set<String> dropping;
        private Repacked repacked;
        private Replacements through;

        /** @param dropping replacements by which old packs are not needed */
        Live(Repacked repacked, Set<String> dropping) {
            this.dropping = Set.copyOf(dropping);
            this.repacked = repacked;
            this.through = repacked.through(dropping);
        }

        boolean has(String name) {
            return objects.get(name) >= 0;
        }

        /** Whether it was found by these replacements. */
        boolean through(List<String> replacements) {
            return dropping.equals(Set.copyOf(replacements));
        }

        /** Takes in what was found since: what that stored may be needed by outcomes that were read before. */
        void also(Repacked now) {
            now.besides(repacked).forEach(r -> r.objects().forEach(o -> objects.put(o.name(), o.size())));
            repacked = now;
            through = now.through(dropping);
        }

        private synchronized void add(Outcome outcome, byte[] sha256) {
            through.objects(outcome, sha256).forEach(o -> objects.put(o.name(), o.size()));
            outcomes.add(outcome.name());
        }
    }

    private void mark(String name, List<RegionName> in, Given given, Live live) {
        boolean known = given.hasName(name);
        String why = "";
        for (RegionName region : in) {
            Optional<byte[]> object = regions.store(region).get(name);
            if (object.isEmpty()) {
                continue;
            }
            try {
                if (given.has(name, Outcome.digest(object.get())) || isAbort(name, object.get())) {
                    known = true;
                } else {
                    live.add(Outcome.parse(name, object.get(), trust), Outcome.digest(object.get()));
                    known = true;
                    break;
                }
            } catch (FormatException e) {
                why = region + ": " + e.getMessage();
            }
        }
        if (!known && !why.isEmpty()) {
            throw new HikaeException(CollectionError.OUTCOME_UNREADABLE, name, why);
        }
    }

    private boolean isAbort(String name, byte[] object) {
        try {
            return Abort.parse(name, object, trust).name().equals(name);
        } catch (FormatException e) {
            return false;
        }
    }
}
