package dev.hikae.engine.scrub;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport.RegionResult;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One region while it is scrubbed, or a copy is looked for in it. Objects by their numbers in {@link Needs}. */
final class RegionView {
    private static final List<String> SMALL = List.of(
            ObjectNames.SESSIONS,
            ObjectNames.FORGOTTEN,
            ObjectNames.HOME,
            ObjectNames.KEYS,
            ObjectNames.COLLECTIONS,
            ObjectNames.HEALING,
            ObjectNames.MARKER);

    private final RegionName name;
    private final boolean wanted;
    private final Regions regions;
    private Optional<HikaeException> problem = Optional.empty();

    /** Statements and key slots, and what healing left behind, with their sizes. */
    final Map<String, Long> small = new TreeMap<>();

    /** What it shows of these. */
    final List<Replacement> repacked = new ArrayList<>();

    final BitSet needed = new BitSet();
    final BitSet listed = new BitSet();
    final BitSet wrongSize = new BitSet();
    /** Damaged or missing, and not healed. */
    final BitSet damaged = new BitSet();
    /** Found damaged or missing in this run, whatever became of it. */
    final BitSet judged = new BitSet();

    private @Nullable Verified verified;
    long snapshots;
    long behind;
    private long missing;
    private long misfits;
    private long extra;
    private long extraBytes;
    long checked;
    long bytesRead;
    long withoutChecksum;

    RegionView(RegionName name, boolean wanted, Regions regions) {
        this.name = name;
        this.wanted = wanted;
        this.regions = regions;
    }

    RegionName name() {
        return name;
    }

    boolean isWanted() {
        return wanted;
    }

    boolean isUp() {
        return problem.isEmpty();
    }

    Store store() {
        return regions.store(name);
    }

    Verified verified() {
        return java.util.Objects.requireNonNull(verified, "bug: objects are not known yet");
    }

    void verified(Verified read) {
        verified = read;
    }

    /** Does something in the region; what fails because the region does, takes it out of this run. */
    boolean attempt(Runnable work) {
        if (!isUp()) {
            return false;
        }
        try {
            work.run();
            return true;
        } catch (HikaeException e) {
            if (e.code().failure() == Failure.CANCELLED) {
                throw e;
            }
            problem = Optional.of(e);
            return false;
        }
    }

    /** Sessions first: what an outcome needs was there before it, and is looked for after it. */
    void listSmall() {
        attempt(() -> {
            for (String prefix : SMALL) {
                store().list(prefix, item -> small.put(item.name(), item.size()));
            }
        });
    }

    void listLarge(Needs needs) {
        attempt(() -> {
            store().list(ObjectNames.INDEX, item -> take(item, needs));
            store().list(ObjectNames.PACKS, item -> take(item, needs));
            BitSet absent = (BitSet) needed.clone();
            absent.andNot(listed);
            missing = absent.cardinality();
            BitSet misfitting = (BitSet) needed.clone();
            misfitting.and(wrongSize);
            misfits = misfitting.cardinality();
        });
    }

    /** What is needed and not known to be damaged, one by one as it is asked for. */
    List<NeededObject> whole(Needs needs) {
        BitSet good = (BitSet) needed.clone();
        good.andNot(damaged);
        int[] numbers = good.stream().toArray();
        return new AbstractList<>() {
            @Override
            public NeededObject get(int index) {
                return needs.get(numbers[index]);
            }

            @Override
            public int size() {
                return numbers.length;
            }
        };
    }

    private void take(Store.Item item, Needs needs) {
        int number = needs.find(item.name());
        if (number < 0 || !needed.get(number)) {
            extra++;
            extraBytes += item.size();
            return;
        }
        listed.set(number);
        wrongSize.set(number, needs.size(number) != item.size());
    }

    /** Whether a failure says that an object is damaged, rather than that its region fails. */
    static boolean isDamage(HikaeException e) {
        return e.code().failure() == Failure.VERIFICATION
                || e.code() == StoreError.INPUT_OUTPUT
                || e.code() == StoreError.TOO_LARGE;
    }

    /** What is wrong with an object, as an error's text. */
    Text damage(String object, String what) {
        return new HikaeException(EngineError.DAMAGED, object, name, what).text();
    }

    Text missing(String object) {
        return new HikaeException(EngineError.OBJECT_MISSING, object, name).text();
    }

    RegionResult result(Needs needs, ScrubLevel level) {
        long bytes = 0;
        long left = 0;
        Optional<Instant> oldest = Optional.empty();
        boolean never = verified == null || needed.isEmpty();
        for (int n = needed.nextSetBit(0); n >= 0; n = needed.nextSetBit(n + 1)) {
            bytes += needs.size(n);
            if (verified != null) {
                Optional<Instant> last = verified.lastTime(n, level);
                never |= last.isEmpty();
                oldest = oldest.isEmpty() || last.isPresent() && last.get().isBefore(oldest.get()) ? last : oldest;
            }
        }
        if (isDeep(level)) {
            left = Math.max(0, needed.cardinality() - checked);
        }
        return new RegionResult(
                name,
                problem.map(HikaeException::text),
                snapshots,
                behind,
                needed.cardinality(),
                bytes,
                missing,
                misfits,
                extra,
                extraBytes,
                checked,
                bytesRead,
                left,
                withoutChecksum,
                never || !isDeep(level) ? Optional.empty() : oldest);
    }

    /** Whether objects are looked at one by one. */
    static boolean isDeep(ScrubLevel level) {
        return level == ScrubLevel.L1 || level == ScrubLevel.L2 || level == ScrubLevel.L3;
    }
}
