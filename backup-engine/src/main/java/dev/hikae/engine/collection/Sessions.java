package dev.hikae.engine.collection;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.region.Parallel;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Abort;
import dev.hikae.engine.snapshot.Opening;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The sessions of all regions as one listing of each showed them. */
final class Sessions {
    /** Outcomes in memory at once, each of up to 16 MiB. */
    private static final int AT_ONCE = 3;

    private final Regions regions;
    private final Trust trust;
    private final Map<RegionName, Set<String>> objects;

    private Sessions(Regions regions, Trust trust, Map<RegionName, Set<String>> objects) {
        this.regions = regions;
        this.trust = trust;
        this.objects = objects;
    }

    /** Lists now; throws when a region does not answer. */
    static Sessions list(Regions regions, Trust trust) {
        return new Sessions(regions, trust, Parallel.inAll(regions.names(), region -> {
            Set<String> names = new TreeSet<>();
            regions.store(region).list(ObjectNames.SESSIONS, item -> names.add(item.name()));
            return names;
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
            for (String name : names) {
                if (ObjectNames.isOpen(name)
                        && Generation.of(name)
                                .filter(g -> g.compareTo(before) < 0)
                                .isPresent()) {
                    String session = name.substring(0, name.length() - "open".length());
                    if (!names.contains(ObjectNames.outcome(session))) {
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
                .flatMap(Set::stream)
                .filter(name -> ObjectNames.isOutcome(name) && ObjectNames.epoch(name) < epoch)
                .collect(Collectors.toSet());
    }

    /** Commits that are there though their epoch was closed without them. */
    List<String> closed(Given given) {
        Set<String> closed = new TreeSet<>();
        objects.forEach((region, names) -> names.stream()
                .filter(n -> ObjectNames.isOutcome(n) && given.isClosed(n))
                .filter(n -> regions.store(region)
                        .get(n)
                        .filter(object -> !Abort.is(object))
                        .isPresent())
                .forEach(closed::add));
        return List.copyOf(closed);
    }

    boolean shows(RegionName region, String name) {
        return objects.getOrDefault(region, Set.of()).contains(name);
    }

    /**
     * Files every object that a committed outcome lists, of which no record says that it is given up.
     *
     * @param live what was filed from an earlier listing: outcomes of then are not read again, whatever became of them
     * @throws HikaeException when an outcome is readable nowhere: nobody knows what it needs
     */
    void mark(Given given, Live live) {
        Map<String, List<RegionName>> holders = new TreeMap<>();
        objects.forEach((region, names) -> names.stream()
                .filter(n -> ObjectNames.isOutcome(n) && !live.outcomes.contains(n))
                .forEach(n -> holders.computeIfAbsent(n, k -> new ArrayList<>()).add(region)));
        Parallel.each(List.copyOf(holders.entrySet()), AT_ONCE, e -> mark(e.getKey(), e.getValue(), given, live));
    }

    /** What committed outcomes list. */
    static final class Live {
        private final Set<String> outcomes = ConcurrentHashMap.newKeySet();
        private final ObjectTable objects = new ObjectTable();

        boolean has(String name) {
            return objects.get(name) >= 0;
        }

        private synchronized void add(Outcome outcome) {
            outcome.objects().forEach(o -> objects.put(o.name(), o.size()));
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
                    live.add(Outcome.parse(name, object.get(), trust));
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
