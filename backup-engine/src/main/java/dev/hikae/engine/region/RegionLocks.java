package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.store.LockPolicy;
import dev.hikae.engine.store.Locking;
import dev.hikae.engine.store.Locking.Version;
import dev.hikae.engine.store.Locking.Versions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Object lock in one region: sees to it that what is needed is kept, asking the store only for what is not known to be.
 *
 * <p>What has less than half of the period left is extended to a whole one. So a nightly backup extends an object about
 * twice in a period, and nothing ends between two backups that are less than half a period apart.
 */
public final class RegionLocks {
    /** From so many on, listing a thousand at a time is cheaper than asking for each. */
    static final int ASK_ONE_BY_ONE = 64;

    private static final int AT_ONCE = 16;

    private final Locking locking;
    private final String region;
    private final LockLedger ledger;

    RegionLocks(Locking locking, String region, String place) {
        this.locking = locking;
        this.region = region;
        byte[] sha256 = Digests.sha256(place.getBytes(StandardCharsets.UTF_8));
        this.ledger =
                new LockLedger(locking.policy().notes().resolve(HexFormat.of().formatHex(sha256, 0, 16)));
    }

    public LockPolicy policy() {
        return locking.policy();
    }

    public Locking locking() {
        return locking;
    }

    /** How many objects were extended, of how many the store was asked for. */
    public record Kept(long extended, long asked) {
        public Kept plus(Kept other) {
            return new Kept(extended + other.extended, asked + other.asked);
        }
    }

    /** Notes that these objects were put, and are kept until then. */
    public synchronized void put(Collection<String> names, Instant until) {
        names.forEach(name -> ledger.note(name, until));
    }

    /** From now on asks for everything once more. */
    public synchronized void doubt() {
        ledger.clear();
    }

    /**
     * Extends what has less than half of the period left.
     *
     * @throws HikaeException when an object is not there, or the store refuses: then nothing may rely on it
     */
    public synchronized Kept keep(Collection<String> names) {
        Instant due = policy().due();
        Set<String> unknown = new TreeSet<>();
        for (String name : names) {
            if (!ledger.until(name).isAfter(due)) {
                unknown.add(name);
            }
        }
        long[] extended = new long[1];
        try {
            if (!unknown.isEmpty()) {
                Instant until = policy().until();
                Found found = oldest(unknown);
                each(found.versions(), v -> kept(v, due, until), (version, kept) -> {
                    extended[0] += kept.extended() ? 1 : 0;
                    ledger.note(version.name(), kept.until());
                });
                found.requireAll(region);
            }
        } finally {
            ledger.save(policy().clock().instant());
        }
        return new Kept(extended[0], unknown.size());
    }

    /** Names, one by one; several times perhaps. */
    @FunctionalInterface
    public interface Names {
        void each(Consumer<String> sink);
    }

    /**
     * The same for all that a region needs, however much that is: lists it once. What cannot be extended does not keep the others
     * from being; then the first failure is thrown.
     *
     * @param step hears every name that is looked at, by any thread; may throw to stop
     * @param done hears what was done, part by part
     */
    public synchronized void keep(Names names, Consumer<String> step, Consumer<Kept> done) {
        try {
            new Keeping(this, ledger, region, step, done).run(names);
        } finally {
            ledger.save(policy().clock().instant());
        }
    }

    /** Until when a version is kept, and whether that is longer than before. */
    record One(Instant until, boolean extended) {}

    One kept(Version version, Instant due, Instant until) {
        Locking.Lock lock = locking.lock(version);
        return lock.lasts(due)
                ? new One(lock.until().orElseThrow(), false)
                : new One(locking.extend(version, until), true);
    }

    /** The versions that count, and the names that have none. */
    public record Found(List<Version> versions, List<String> missing) {
        public Found {
            versions = List.copyOf(versions);
            missing = List.copyOf(missing);
        }

        void requireAll(String region) {
            if (!missing.isEmpty()) {
                throw new HikaeException(EngineError.OBJECT_MISSING, missing.getFirst(), region);
            }
        }
    }

    public Found oldest(Collection<String> names) {
        Map<String, Version> found = new HashMap<>();
        if (names.size() < ASK_ONE_BY_ONE) {
            each(List.copyOf(names), locking::versionsOf, (name, versions) -> versions.flatMap(Versions::oldest)
                    .ifPresent(v -> found.put(name, v)));
        } else {
            Set<String> wanted = new HashSet<>(names);
            for (String folder : folders(names)) {
                locking.versions(folder, versions -> {
                    if (wanted.contains(versions.name())) {
                        versions.oldest().ifPresent(v -> found.put(versions.name(), v));
                    }
                });
            }
        }
        return new Found(
                List.copyOf(found.values()),
                names.stream().filter(n -> !found.containsKey(n)).toList());
    }

    private static Set<String> folders(Collection<String> names) {
        Set<String> folders = new TreeSet<>();
        names.forEach(name -> folders.add(folder(name)));
        return folders;
    }

    /** Where to list for a name: what is in no folder is a prefix of its own. */
    static String folder(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash + 1);
    }

    /**
     * Several at once. What failed does not keep the others from being done; then the first failure is thrown.
     *
     * @param done told one after the other, by any thread
     */
    public static <A, B> void each(List<A> items, Function<A, B> work, BiConsumer<A, B> done) {
        List<HikaeException> failed = new ArrayList<>();
        Parallel.each(items, AT_ONCE, item -> {
            try {
                B result = work.apply(item);
                synchronized (failed) {
                    done.accept(item, result);
                }
            } catch (HikaeException e) {
                synchronized (failed) {
                    failed.add(e);
                }
            }
        });
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
    }
}
