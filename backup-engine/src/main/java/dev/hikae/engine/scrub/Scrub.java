package dev.hikae.engine.scrub;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubReport.Sampled;
import dev.hikae.engine.ScrubReport.State;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.check.SmallObject;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.index.IndexAudit;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.scrub.Healer.Healed;
import dev.hikae.engine.scrub.Healer.Misfit;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One scrub. */
public final class Scrub {
    /** After so much time what was verified is written down. */
    private static final long SAVE_NANOS = 60_000_000_000L;

    private final Parts parts;
    private final ScrubRequest request;
    private final RunControl control;
    private final Budget budget;
    private final Findings findings = new Findings();
    private final List<RegionView> views = new ArrayList<>();
    private final LostObjects lost = new LostObjects();
    /** Copies that should have been good ones; healed when the one they were for is. */
    private final Deque<Misfit> misfits = new ArrayDeque<>();

    private final Path folder;
    private final ObjectAudit audit;
    private final Healer healer;
    private long objects;
    private long saved = System.nanoTime();

    /**
     * What a scrub works with.
     *
     * @param cache folder of this host, for any repositories
     * @param sampling restores from one region into a folder
     */
    public record Parts(
            Regions regions,
            RepositoryKeys keys,
            IndexLoader indexes,
            InstantSource clock,
            SecureRandom random,
            Path cache,
            SampleRestore sampling) {}

    public Scrub(Parts parts, ScrubRequest request, RunControl control) {
        this.parts = parts;
        this.request = request;
        this.control = control;
        this.budget = new Budget(request);
        this.folder = VerifiedFile.folder(parts.cache(), parts.keys().repositoryId());
        this.audit = new ObjectAudit(parts.keys(), request.level() == ScrubLevel.L3);
        this.healer = new Healer(views, parts.keys(), audit, folder, budget::read, misfits::add);
        for (RegionName name : parts.regions().names()) {
            boolean wanted = request.regions().isEmpty() || request.regions().contains(name);
            views.add(new RegionView(name, wanted, parts.regions()));
        }
    }

    /** @throws HikaeException when it could not begin: what goes wrong in a region is told in the report */
    public ScrubReport run() {
        requireReader();
        Spill.sweep(folder);
        Sample.sweep(folder);
        markers();
        views.forEach(RegionView::listSmall);
        boolean readSmall = request.level() == ScrubLevel.L2 || request.level() == ScrubLevel.L3;
        var survey = new Survey(parts.keys().keyring().trust(), views, readSmall, this::step);
        survey.run();
        Needs needs = survey.needs();
        for (RegionView view : wanted()) {
            view.listLarge(needs);
            var file = new VerifiedFile(parts.cache(), parts.keys().repositoryId(), view.name());
            view.verified(new Verified(file, needs, parts.clock().instant()));
        }
        try {
            listings(needs);
            if (RegionView.isDeep(request.level())) {
                deep(needs);
                lies(needs);
            }
            survey.damages().forEach(d -> small(d, survey));
            if (request.heal()) {
                wanted().forEach(v -> tidy(v, needs, survey));
            }
        } finally {
            save();
        }
        if (!request.heal()) {
            lostUnhealed(needs);
        }
        Trees trees = new Trees(parts, this::step);
        if (request.level() == ScrubLevel.L3 && !budget.isSpent()) {
            wanted().stream().filter(RegionView::isUp).forEach(v -> trees.check(v, lost, findings));
        }
        Sampled sampled = request.level() == ScrubLevel.L4
                ? new Sample(parts, request, control, budget, folder).run(wanted(), findings)
                : Sampled.NONE;
        Losses losses = lost.isEmpty() ? Losses.NONE : trees.losses(lost);
        return new ScrubReport(
                request.level(),
                request.heal(),
                survey.shown().size(),
                wanted().stream().map(v -> v.result(needs, request.level())).toList(),
                findings.kept(),
                findings.more(),
                findings.healed(),
                findings.unhealed(),
                losses.listed(),
                losses.more(),
                sampled);
    }

    private void markers() {
        var mend = new MarkerMend(
                parts.regions(), parts.keys().keyring(), parts.clock().instant());
        List<MarkerMend.Mended> mended = mend.run(wanted(), request.heal());
        mended.forEach(m -> findings.add(
                m.region(),
                ObjectNames.MARKER,
                m.what(),
                m.healed().state(),
                m.healed().note()));
        if (!mended.isEmpty() && request.heal()) {
            // Tries all regions anew, also those that were down until now.
            parts.regions().settled();
        }
    }

    private List<RegionView> wanted() {
        return views.stream().filter(RegionView::isWanted).toList();
    }

    private void requireReader() {
        boolean reads = parts.keys().keyring().readerKeys().stream()
                .anyMatch(k -> k.privateKeys().isPresent());
        if (!reads && (request.level() == ScrubLevel.L3 || request.level() == ScrubLevel.L4)) {
            throw new HikaeException(EngineError.KEY_MISSING, "reader");
        }
    }

    /** Level L0: what is not there, or not in its size. Object by object, so that all regions' copies of one are healed together. */
    private void listings(Needs needs) {
        for (int number = 0; number < needs.count(); number++) {
            for (RegionView view : wanted()) {
                if (view.isUp() && view.needed.get(number)) {
                    NeededObject object = needs.get(number);
                    if (needs.isDisputed(number)) {
                        disputed(view, number, object);
                    } else if (!view.listed.get(number)) {
                        damaged(view, number, object, view.missing(object.name()));
                    } else if (view.wrongSize.get(number)) {
                        damaged(view, number, object, wrongSize(view, object));
                    }
                }
            }
        }
    }

    private void disputed(RegionView view, int number, NeededObject object) {
        view.judged.set(number);
        findings.add(
                view.name(),
                object.name(),
                view.damage(object.name(), "is listed by snapshots with different checksums"),
                State.DAMAGED,
                Optional.of(Text.of(EngineError.BUNDLE, "scrub.disputed")));
    }

    private static Text wrongSize(RegionView view, NeededObject object) {
        List<Long> size = new ArrayList<>();
        view.attempt(() -> view.store().size(object.name()).ifPresent(size::add));
        String there = size.isEmpty() ? "another number of bytes" : size.getFirst() + " bytes";
        return view.damage(object.name(), "has " + there + " instead of " + object.size());
    }

    /** The object verified longest ago first, over all regions; never verified ones, and those known to be damaged, before all. */
    private void deep(Needs needs) {
        List<RegionView> regions = wanted();
        long[] order = regions.stream()
                .flatMapToLong(view -> view.needed.stream()
                        .filter(n -> !view.judged.get(n))
                        .mapToLong(n -> (long) view.verified().last(n, request.level()) << Integer.SIZE
                                | (long) n * regions.size() + regions.indexOf(view)))
                .sorted()
                .toArray();
        for (long next : order) {
            if (budget.isSpent()) {
                return;
            }
            int place = (int) next;
            int number = Integer.divideUnsigned(place, regions.size());
            RegionView view = regions.get(Integer.remainderUnsigned(place, regions.size()));
            // It may have been found damaged already, as a source for another region.
            if (view.isUp() && !view.judged.get(number)) {
                NeededObject object = needs.get(number);
                step(object.name());
                look(view, number, object);
                saveNowAndThen();
            }
        }
    }

    /** Index objects that are whole, and say of packs what these do not hold. */
    private void lies(Needs needs) {
        var audit = parts.indexes().audit(parts.regions(), parts.random(), new ReadObserver() {
            @Override
            public void read(RegionName from, long bytes) {
                budget.read(bytes);
            }

            @Override
            public void passedOver(RegionName from, String object, HikaeException why) {}
        });
        for (RegionView view : wanted()) {
            if (!budget.isSpent()) {
                view.attempt(() -> audit.run(view.whole(needs), List.of(view.name()), this::step)
                        .forEach(lie -> lie(view, lie, needs)));
            }
        }
    }

    private void lie(RegionView view, IndexAudit.Lie lie, Needs needs) {
        String name = lie.index().name();
        view.judged.set(needs.find(name));
        lost.add(name, Optional.empty());
        lie.packs().forEach(lost::doubt);
        findings.add(
                view.name(),
                name,
                view.damage(name, "says of " + lie.pack() + " what that pack does not hold"),
                State.LOST,
                Optional.of(Text.of(EngineError.BUNDLE, "scrub.index-wrong")));
    }

    private void look(RegionView view, int number, NeededObject object) {
        view.attempt(() -> {
            try {
                if (request.level() == ScrubLevel.L1) {
                    compareStored(view, number, object);
                    return;
                }
                InputStream in = view.store()
                        .read(object.name(), 0, object.size() + 1)
                        .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, object.name(), view.name()));
                try (in) {
                    audit.check(object, in, n -> {
                        view.bytesRead += n;
                        budget.read(n);
                    });
                }
                whole(view, number);
            } catch (FormatException | IOException e) {
                damaged(view, number, object, view.damage(object.name(), String.valueOf(e.getMessage())));
            } catch (HikaeException e) {
                if (!RegionView.isDamage(e)) {
                    throw e;
                }
                damaged(view, number, object, e.text());
            }
        });
    }

    private void compareStored(RegionView view, int number, NeededObject object) {
        Optional<Integer> stored = view.store().crc32c(object.name());
        if (stored.isEmpty()) {
            view.withoutChecksum++;
        } else if (stored.get() == object.crc32c()) {
            whole(view, number);
        } else {
            damaged(view, number, object, view.damage(object.name(), "is stored with another checksum"));
        }
    }

    private void whole(RegionView view, int number) {
        view.checked++;
        view.verified().whole(number, request.level(), parts.clock().instant());
    }

    /** Notes it, and heals it if that is asked for; and then what was found damaged on the way to a good copy. */
    private void damaged(RegionView view, int number, NeededObject object, Text what) {
        findings(view, number, object, what);
        while (!misfits.isEmpty()) {
            Misfit misfit = misfits.removeFirst();
            RegionView other = misfit.view();
            if (!other.isWanted()) {
                Text note = Text.of(EngineError.BUNDLE, "scrub.region-not-asked");
                findings.add(other.name(), object.name(), misfit.what(), State.DAMAGED, Optional.of(note));
            } else if (!other.judged.get(number) && other.needed.get(number)) {
                findings(other, number, object, misfit.what());
            }
        }
    }

    private void findings(RegionView view, int number, NeededObject object, Text what) {
        view.damaged.set(number);
        view.judged.set(number);
        if (view.listed.get(number)) {
            view.verified().damaged(number);
        } else {
            view.verified().forget(number);
        }
        if (!request.heal()) {
            findings.add(view.name(), object.name(), what, State.DAMAGED, Optional.empty());
            return;
        }
        step(object.name());
        Healed healed = healer.heal(object, view);
        if (healed.state() == State.HEALED || healed.state() == State.NOT_CONFIRMED) {
            view.damaged.clear(number);
            view.listed.set(number);
            view.verified().whole(number, audited(), parts.clock().instant());
            view.checked++;
        } else if (healed.state() == State.LOST) {
            lost.add(object.name(), healed.lost());
        }
        findings.add(view.name(), object.name(), what, healed.state(), healed.note());
    }

    /** How deep a copy is looked at before and after it took its place. */
    private ScrubLevel audited() {
        return request.level() == ScrubLevel.L3 ? ScrubLevel.L3 : ScrubLevel.L2;
    }

    /** Without healing nobody looked for a good copy: what is damaged wherever it was looked at counts as lost. */
    private void lostUnhealed(Needs needs) {
        for (int number = 0; number < needs.count(); number++) {
            int at = number;
            boolean everywhere = views.stream().allMatch(v -> v.isWanted() && v.damaged.get(at));
            if (everywhere) {
                lost.add(needs.get(number).name(), Optional.empty());
            }
        }
    }

    private void small(SmallDamage damage, Survey survey) {
        RegionView view = damage.view();
        if (!view.isWanted()) {
            return;
        }
        if (!request.heal() || !view.isUp()) {
            findings.add(view.name(), damage.name(), damage.what(), State.DAMAGED, Optional.empty());
            return;
        }
        Healed healed = healSmall(damage, survey);
        findings.add(view.name(), damage.name(), damage.what(), healed.state(), healed.note());
    }

    /** What a healing that was cut off put aside, and is in its place now or is needed no more. */
    private void tidy(RegionView view, Needs needs, Survey survey) {
        List<String> left = view.small.keySet().stream()
                .filter(n -> n.startsWith(ObjectNames.HEALING))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        Map<String, NeededObject> large = new HashMap<>();
        for (int number = 0; number < needs.count(); number++) {
            NeededObject object = needs.get(number);
            large.put(Healer.temporaryName(object.name()), object);
        }
        Map<String, String> small = new HashMap<>();
        views.forEach(v -> v.small.keySet().stream()
                .filter(n -> !survey.isForgotten(n))
                .forEach(n -> small.put(Healer.temporaryName(n), n)));
        for (String name : left) {
            healer.tidy(name, view, Optional.ofNullable(large.get(name)), Optional.ofNullable(small.get(name)));
        }
    }

    private Healed healSmall(SmallDamage damage, Survey survey) {
        RegionView view = damage.view();
        String name = damage.name();
        Optional<Survey.Shown> shown = Optional.ofNullable(survey.shown().get(name));
        if (shown.isPresent() && survey.needed(name, view).intersects(view.damaged)) {
            return Healed.of(State.DAMAGED, Text.of(EngineError.BUNDLE, "scrub.outcome-waits"));
        }
        Predicate<byte[]> right = shown.<Predicate<byte[]>>map(s -> b -> Arrays.equals(Outcome.digest(b), s.sha256()))
                .orElse(b -> isWhole(name, b));
        boolean decided = name.startsWith(ObjectNames.SESSIONS)
                && !ObjectNames.isOutcome(name)
                && survey.shown().containsKey(ObjectNames.outcome(name.substring(0, name.lastIndexOf('/') + 1)));
        Healed healed = healer.heal(name, view, right, isTheSameEverywhere(name));
        if (healed.state() == State.LOST && decided) {
            return healer.remove(name, view, "scrub.session-decided");
        }
        return healed;
    }

    private static boolean isTheSameEverywhere(String name) {
        return !name.equals(ObjectNames.MARKER) && !name.endsWith("/done");
    }

    private boolean isWhole(String name, byte[] object) {
        try {
            SmallObject.parse(name, object, parts.keys().keyring().trust());
            return true;
        } catch (FormatException e) {
            return false;
        }
    }

    private void saveNowAndThen() {
        if (System.nanoTime() - saved > SAVE_NANOS) {
            save();
            saved = System.nanoTime();
        }
    }

    private void save() {
        wanted().stream().filter(RegionView::isUp).forEach(v -> v.verified().save());
    }

    private synchronized void step(String current) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        control.progress()
                .report(new Progress.State(Progress.Phase.CHECKING, objects++, -1, budget.read(), -1, 0, 0, current));
    }
}
