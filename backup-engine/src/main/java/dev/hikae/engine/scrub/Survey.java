package dev.hikae.engine.scrub;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.check.SmallObject;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Outcome.Previous;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.snapshot.Replacements;
import dev.hikae.engine.snapshot.Trust;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which snapshots the regions show, and what those need. Outcomes are read one by one, each from the first region that
 * has a good copy, so that memory holds what they list once, however many they are.
 */
final class Survey {
    private final Trust trust;
    private final List<RegionView> views;
    private final boolean readAll;
    private final Consumer<String> each;
    private final Needs needs = new Needs();
    private final Map<String, Shown> shown = new TreeMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private final List<Forgotten.Closing> closings = new ArrayList<>();
    private final Map<RegionName, Replacements> through = new HashMap<>();
    private final List<SmallDamage> damages = new ArrayList<>();

    /** An outcome without what it lists. */
    record Shown(SnapshotId snapshot, long size, byte[] sha256, List<Previous> previous) {
        Shown {
            previous = List.copyOf(previous);
        }
    }

    /**
     * @param readAll whether small objects are read in every region, rather than compared by size
     * @param each hears the name of every object that is read
     */
    Survey(Trust trust, List<RegionView> views, boolean readAll, Consumer<String> each) {
        this.trust = trust;
        this.views = views;
        this.readAll = readAll;
        this.each = each;
    }

    Needs needs() {
        return needs;
    }

    /** Outcomes of which some region has a good copy. */
    Map<String, Shown> shown() {
        return shown;
    }

    /** Small objects that are damaged or missing where they are shown. */
    List<SmallDamage> damages() {
        return damages;
    }

    void run() {
        views.forEach(this::forgotten);
        Set<String> names = new TreeSet<>();
        views.forEach(
                v -> v.small.keySet().stream().filter(ObjectNames::isOutcome).forEach(names::add));
        names.removeIf(this::isForgotten);
        names.stream().filter(ObjectNames::isReplacement).forEach(this::replacement);
        views.forEach(v -> through.put(v.name(), new Replacements(v.repacked)));
        names.stream().filter(n -> !ObjectNames.isReplacement(n)).forEach(this::outcome);
        for (RegionView view : views) {
            followed(view);
            if (readAll && view.isWanted()) {
                statements(view);
            }
        }
    }

    /** What is given up needs nothing any more, wherever the record has come to. */
    private void forgotten(RegionView view) {
        List<String> records = view.small.keySet().stream()
                .filter(n -> n.startsWith(ObjectNames.FORGOTTEN))
                .toList();
        for (String name : records) {
            read(view, name).ifPresent(object -> {
                try {
                    if (SmallObject.parse(name, object, trust) instanceof SmallObject.GivenUp(Forgotten record)) {
                        record.entries().forEach(e -> forgotten.add(e.outcome()));
                        record.closing().ifPresent(closings::add);
                    }
                } catch (FormatException e) {
                    damaged(view, name, String.valueOf(e.getMessage()));
                }
            });
        }
    }

    boolean isForgotten(String outcome) {
        return forgotten.contains(outcome) || closings.stream().anyMatch(c -> c.givesUp(outcome));
    }

    /** Where it is listed, outcomes are read through it, if any region has a good copy. */
    private void replacement(String name) {
        List<RegionView> listing =
                views.stream().filter(v -> v.small.containsKey(name)).toList();
        Optional<Replacement> good = Optional.empty();
        for (RegionView view : listing) {
            if (good.isPresent() && !(readAll && view.isWanted())) {
                continue;
            }
            Optional<byte[]> object = read(view, name);
            if (object.isPresent()) {
                try {
                    if (SmallObject.parse(name, object.get(), trust) instanceof SmallObject.Repacked(Replacement r)) {
                        good = Optional.of(r);
                    }
                } catch (FormatException e) {
                    damaged(view, name, String.valueOf(e.getMessage()));
                }
            }
        }
        good.ifPresent(r -> listing.forEach(view -> view.repacked.add(r)));
    }

    private void outcome(String name) {
        List<RegionView> listing =
                views.stream().filter(v -> v.small.containsKey(name)).toList();
        List<byte[]> bad = new ArrayList<>();
        for (RegionView view : listing) {
            if (!shown.containsKey(name) || readAll && view.isWanted()) {
                read(view, name).filter(object -> !isGood(view, name, object)).ifPresent(bad::add);
            } else {
                bySize(view, name);
            }
        }
        if (!shown.containsKey(name)) {
            putTogether(name, bad);
        }
        if (shown.containsKey(name)) {
            listing.forEach(view -> view.snapshots++);
        }
    }

    /** Whether damaged copies say together what the outcome was, so that what it needs is looked for and healed too. */
    private void putTogether(String name, List<byte[]> copies) {
        int size = copies.stream().mapToInt(c -> c.length).max().orElse(0);
        new Jigsaw(copies.stream().map(ByteBuffer::wrap).toList(), size)
                .solve(object -> commit(name, object).isPresent())
                .ifPresent(object -> show(name, commit(name, object).orElseThrow(), object));
    }

    /** The outcome, if it is a sound one. */
    private Optional<Outcome> commit(String name, byte[] object) {
        try {
            return SmallObject.parse(name, object, trust) instanceof SmallObject.Commit(Outcome outcome)
                    ? Optional.of(outcome)
                    : Optional.empty();
        } catch (FormatException e) {
            return Optional.empty();
        }
    }

    private void bySize(RegionView view, String name) {
        long size = shown(name).size();
        Long there = view.small.get(name);
        if (there != null && there != size) {
            damaged(view, name, "has " + there + " bytes instead of " + size);
        }
    }

    /** Whether nothing is wrong with a copy; the first good one is what the others are compared with. */
    private boolean isGood(RegionView view, String name, byte[] object) {
        try {
            if (SmallObject.parse(name, object, trust) instanceof SmallObject.Commit(Outcome outcome)) {
                if (!shown.containsKey(name)) {
                    show(name, outcome, object);
                } else if (!Arrays.equals(Outcome.digest(object), shown(name).sha256())) {
                    damaged(view, name, "is another one than in other regions");
                    return false;
                }
            }
            return true;
        } catch (FormatException e) {
            damaged(view, name, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void show(String name, Outcome outcome, byte[] object) {
        byte[] sha256 = Outcome.digest(object);
        views.stream()
                .filter(v -> v.small.containsKey(name))
                .forEach(v -> v.needed.or(numbers(through(v).objects(outcome, sha256))));
        shown.put(name, new Shown(outcome.snapshot(), object.length, sha256, outcome.previous()));
    }

    private Shown shown(String name) {
        return java.util.Objects.requireNonNull(shown.get(name), "bug: an outcome that is not shown");
    }

    private Replacements through(RegionView view) {
        return through.getOrDefault(view.name(), Replacements.NONE);
    }

    private BitSet numbers(List<NeededObject> objects) {
        var numbers = new BitSet();
        for (NeededObject object : objects) {
            numbers.set(needs.add(object));
        }
        return numbers;
    }

    /** The bytes; a damage is noted when there are none to be had. */
    private Optional<byte[]> read(RegionView view, String name) {
        each.accept(name);
        Deque<Optional<byte[]>> got = new ArrayDeque<>();
        view.attempt(() -> {
            try {
                Optional<byte[]> object = view.store().get(name);
                object.ifPresent(bytes -> view.bytesRead += bytes.length);
                if (object.isEmpty()) {
                    damages.add(new SmallDamage(view, name, view.missing(name)));
                }
                got.add(object);
            } catch (HikaeException e) {
                if (!RegionView.isDamage(e)) {
                    throw e;
                }
                damages.add(new SmallDamage(view, name, e.text()));
            }
        });
        return got.isEmpty() ? Optional.empty() : got.getFirst();
    }

    /** What a region shows follows other outcomes: one that is missing there was lost, or else only not copied yet. */
    private void followed(RegionView view) {
        Deque<String> open = new ArrayDeque<>(view.small.keySet());
        Set<String> missing = new HashSet<>();
        aside(view).forEach(name -> {
            missing.add(name);
            lost(view, name);
            open.add(name);
        });
        while (!open.isEmpty()) {
            Shown outcome = shown.get(open.removeFirst());
            if (outcome == null) {
                continue;
            }
            for (Previous previous : outcome.previous()) {
                if (!view.small.containsKey(previous.name())
                        && !isForgotten(previous.name())
                        && missing.add(previous.name())) {
                    lost(view, previous.name());
                    open.add(previous.name());
                }
            }
        }
        view.behind = shown.keySet().stream()
                .filter(n -> !view.small.containsKey(n) && !missing.contains(n))
                .count();
    }

    /** Outcomes that a healing which was cut off has put aside, and not back. */
    private List<String> aside(RegionView view) {
        return view.small.keySet().stream().noneMatch(n -> n.startsWith(ObjectNames.HEALING))
                ? List.of()
                : shown.keySet().stream()
                        .filter(n -> !view.small.containsKey(n) && view.small.containsKey(Healer.temporaryName(n)))
                        .toList();
    }

    private void lost(RegionView view, String name) {
        if (shown.containsKey(name)) {
            view.needed.or(needed(name, view));
        }
        damages.add(new SmallDamage(view, name, view.missing(name)));
    }

    /** What an outcome needs in a region, read again. */
    BitSet needed(String name, RegionView view) {
        return good(name)
                .flatMap(object -> commit(name, object)
                        .map(outcome -> numbers(through(view).objects(outcome, Outcome.digest(object)))))
                .orElseGet(BitSet::new);
    }

    /** A good copy of an outcome, from whichever region has one. */
    private Optional<byte[]> good(String name) {
        byte[] wanted = shown(name).sha256();
        for (RegionView view : views) {
            if (view.small.containsKey(name)) {
                List<byte[]> found = new ArrayList<>();
                view.attempt(() -> {
                    try {
                        view.store()
                                .get(name)
                                .filter(o -> Arrays.equals(Outcome.digest(o), wanted))
                                .ifPresent(found::add);
                    } catch (HikaeException e) {
                        if (!RegionView.isDamage(e)) {
                            throw e;
                        }
                    }
                });
                if (!found.isEmpty()) {
                    return Optional.of(found.getFirst());
                }
            }
        }
        return Optional.empty();
    }

    private void statements(RegionView view) {
        for (String name : view.small.keySet()) {
            if (SmallObject.isOne(name) && !ObjectNames.isOutcome(name) && !name.startsWith(ObjectNames.FORGOTTEN)) {
                read(view, name).ifPresent(object -> {
                    try {
                        SmallObject.parse(name, object, trust);
                    } catch (FormatException e) {
                        damaged(view, name, String.valueOf(e.getMessage()));
                    }
                });
            }
        }
    }

    private void damaged(RegionView view, String name, String what) {
        Text text = view.damage(name, what);
        damages.add(new SmallDamage(view, name, text));
    }
}
