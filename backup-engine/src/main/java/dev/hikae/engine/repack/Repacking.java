package dev.hikae.engine.repack;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RepackRequest;
import dev.hikae.engine.RepackResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.backup.Session;
import dev.hikae.engine.collection.CollectionError;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.history.History;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.index.SessionIndex;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.PackBlobReader;
import dev.hikae.engine.pack.PackCopy;
import dev.hikae.engine.pack.PackCopy.Source;
import dev.hikae.engine.pack.PackCopy.UnusableSource;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.RegionLocks;
import dev.hikae.engine.region.RegionWriter;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.repack.Choice.Bin;
import dev.hikae.engine.repack.Choice.Candidate;
import dev.hikae.engine.restore.Deep;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Opening;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.tree.BlobTreeReader;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One run over all that the home shows. What is known to live is found once; then session after session copies some packs and commits
 * a replacement, so that a crash costs the last of them only.
 */
public final class Repacking {
    /** New packs of one session. */
    private static final int AT_ONCE = 64;

    private final Parts parts;
    private final RepackRequest request;
    private final RunControl control;
    private final Regions regions;
    private final RepositoryKeys keys;
    private final SigningKey maintainer;
    private final PackCopy copy;
    private final List<Text> damaged = new ArrayList<>();
    private final ObjectTable unknown = new ObjectTable();
    private Set<String> replacements = Set.of();
    private long pages;
    private long packs;
    private long bytesRead;
    private long made;
    private long bytesWritten;
    private long locked;
    private long unreadable;

    /**
     * What it works with.
     *
     * @param permit what the unlocking rested on
     */
    public record Parts(
            Regions regions,
            RepositoryKeys keys,
            IndexLoader indexes,
            InstantSource clock,
            SecureRandom random,
            String permit) {}

    public Repacking(Parts parts, RepackRequest request, RunControl control) {
        this.parts = parts;
        this.request = request;
        this.control = control;
        this.regions = parts.regions().settled();
        this.keys = parts.keys();
        this.maintainer = keys.keyring()
                .signer(Certificate.Role.MAINTAINER)
                .orElseThrow(() -> new HikaeException(EngineError.KEY_MISSING, "maintainer"));
        this.copy = new PackCopy(regions, keys, parts.random());
    }

    /**
     * Repacks, or only tells.
     *
     * @throws HikaeException when the operator stopped it; anything else that keeps it from going on is part of the result
     */
    public RepackResult run(boolean dryRun) {
        Optional<Text> problem = Optional.empty();
        try {
            repack(dryRun);
        } catch (HikaeException e) {
            stopIfAsked("");
            problem = Optional.of(e.text());
        }
        return new RepackResult(packs, bytesRead, made, bytesWritten, locked, unreadable, damaged, problem);
    }

    private void repack(boolean dryRun) {
        replacements = shown();
        List<VisibleOutcome> outcomes = regions.outcomes(List.of(regions.home()));
        if (outcomes.isEmpty()) {
            return;
        }
        BlobIndex index = parts.indexes()
                .load(
                        regions,
                        List.of(),
                        outcomes.stream().map(VisibleOutcome::outcome).toList(),
                        ReadObserver.NONE,
                        IndexLoader.Unreadable.REBUILD);
        List<Candidate> chosen = unlocked(Choice.worth(candidates(outcomes, index), request.below()));
        List<Bin> bins = Choice.bins(Choice.afforded(chosen, request.most()));
        for (int from = 0; from < bins.size(); from += AT_ONCE) {
            List<Bin> some = bins.subList(from, Math.min(from + AT_ONCE, bins.size()));
            if (dryRun) {
                some.forEach(this::tell);
            } else {
                new Copying(index).run(some, outcomes);
            }
        }
    }

    private Set<String> shown() {
        return regions.replacements(regions.home()).stream()
                .map(Replacement::name)
                .collect(Collectors.toSet());
    }

    private void tell(Bin bin) {
        long live = bin.sources().stream().mapToLong(s -> s.living().bytes()).sum();
        packs += bin.sources().size();
        bytesRead += bin.sources().stream().mapToLong(s -> s.object().size()).sum();
        made += live > 0 ? 1 : 0;
        bytesWritten += live;
    }

    /** Packs of which it is known for sure what lives. */
    private List<Candidate> candidates(List<VisibleOutcome> outcomes, BlobIndex index) {
        var blobs = new PackBlobReader(regions, List.of(), index, keys, ReadObserver.NONE);
        Liveness living = Deep.call(() -> {
            var marking = new Liveness(index, new BlobTreeReader(blobs::read), this::page);
            outcomes.forEach(o -> mark(o, marking));
            return marking;
        });
        Map<String, NeededObject> listed = new LinkedHashMap<>();
        for (VisibleOutcome outcome : outcomes) {
            for (NeededObject object : outcome.outcome().objects()) {
                NeededObject before = object.name().startsWith(ObjectNames.PACKS)
                        ? listed.putIfAbsent(object.name(), object)
                        : object;
                if (before != null && !before.equals(object)) {
                    // Listed with different checksums: one of them lies.
                    unknown.put(object.name(), 0);
                }
            }
        }
        return listed.values().stream()
                .filter(o -> unknown.get(o.name()) < 0)
                .flatMap(o -> living.of(o.name()).map(l -> new Candidate(o, l)).stream())
                .toList();
    }

    private void mark(VisibleOutcome visible, Liveness living) {
        boolean well;
        try {
            well = living.mark(
                    BlobId.of(History.manifest(visible.outcome(), keys).tree()));
        } catch (FormatException | NotAuthenticException e) {
            well = false;
        }
        if (!well) {
            unreadable++;
            visible.outcome().objects().forEach(o -> unknown.put(o.name(), 0));
        }
    }

    private void page() {
        if ((++pages & 0x3f) == 0) {
            stopIfAsked("");
        }
    }

    /**
     * A pack that is locked lies beside the new one until its lock ends, so half as much may live of it; one on
     * legal hold may lie there for ever.
     */
    private List<Candidate> unlocked(List<Candidate> chosen) {
        Set<String> held = new HashSet<>();
        Set<String> lasting = new HashSet<>();
        List<String> names = chosen.stream().map(c -> c.object().name()).toList();
        for (RegionName region : regions.names()) {
            if (!names.isEmpty() && !regions.down().containsKey(region)) {
                regions.locks(region).ifPresent(locks -> {
                    Instant now = locks.policy().clock().instant();
                    RegionLocks.each(locks.oldest(names).versions(), locks.locking()::lock, (version, lock) -> {
                        if (lock.held()) {
                            held.add(version.name());
                        } else if (lock.lasts(now)) {
                            lasting.add(version.name());
                        }
                    });
                });
            }
        }
        List<Candidate> free = chosen.stream()
                .filter(c -> !held.contains(c.object().name()))
                .filter(c -> !lasting.contains(c.object().name()) || c.isWorth(request.below() / 2))
                .toList();
        locked = chosen.size() - free.size();
        return free;
    }

    /** One session. */
    private final class Copying {
        private final BlobIndex index;
        private final Map<String, String> moves = new TreeMap<>();
        private long read;
        private long written;
        private long packsMade;

        Copying(BlobIndex index) {
            this.index = index;
        }

        void run(List<Bin> bins, List<VisibleOutcome> outcomes) {
            try (RegionWriter writer = regions.writer()) {
                Instant began = parts.clock().instant();
                String session = new Session(regions, writer, keys, maintainer, parts.random())
                        .open(began, Opening.details("", parts.permit()));
                SessionIndex stored = parts.indexes().session(index, o -> true, regions, writer, parts.random());
                for (Bin bin : bins) {
                    copy(bin, writer, stored);
                }
                if (moves.isEmpty()) {
                    return;
                }
                commit(session, stored.finish(), covered(outcomes), writer);
            }
            packs += moves.size();
            bytesRead += read;
            made += packsMade;
            bytesWritten += written;
        }

        /** What cannot be copied is left where it is, and the others go on. */
        private void copy(Bin bin, RegionWriter writer, SessionIndex stored) {
            List<Candidate> left = new ArrayList<>(bin.sources());
            while (!left.isEmpty()) {
                try {
                    copy(left, writer, stored);
                    return;
                } catch (UnusableSource e) {
                    NeededObject bad = e.part().object();
                    damaged.add(Text.of(EngineError.BUNDLE, "repack.left", bad.name(), String.valueOf(e.getMessage())));
                    left.removeIf(c -> c.object().name().equals(bad.name()));
                }
            }
        }

        private void copy(List<Candidate> sources, RegionWriter writer, SessionIndex stored) {
            List<Source> wanted = new ArrayList<>();
            for (Candidate candidate : sources) {
                if (!candidate.living().frames().isEmpty()) {
                    stopIfAsked(candidate.object().name());
                    wanted.add(copy.source(new PackCopy.Part(
                            candidate.object(),
                            candidate.kind(),
                            candidate.living().frames())));
                }
            }
            Map<String, String> moved = new HashMap<>();
            sources.forEach(c -> moved.put(c.object().name(), ""));
            if (!wanted.isEmpty()) {
                FinishedPack pack = copy.copy(wanted, writer::upload);
                stored.packed(pack);
                wanted.forEach(
                        s -> moved.put(s.part().object().name(), pack.info().name()));
                written += pack.info().size();
                packsMade++;
            }
            moves.putAll(moved);
            read += sources.stream().mapToLong(c -> c.object().size()).sum();
        }

        /** Those that need any of the packs, as they are read now. */
        private List<Replacement.Covered> covered(List<VisibleOutcome> outcomes) {
            return outcomes.stream()
                    .filter(v -> v.outcome().objects().stream().anyMatch(o -> moves.containsKey(o.name())))
                    .map(v -> new Replacement.Covered(v.outcome().name(), v.sha256()))
                    .toList();
        }

        private void commit(
                String session, List<NeededObject> objects, List<Replacement.Covered> covered, RegionWriter writer) {
            requireAlone();
            var replacement = new Replacement(
                    ObjectNames.outcome(session),
                    keys.repositoryId(),
                    maintainer.certificate(),
                    parts.clock().instant(),
                    covered,
                    objects,
                    moves);
            writer.commit(replacement, replacement.sign(maintainer.seed()), control.guard());
            Set<String> known = new HashSet<>(replacements);
            known.add(replacement.name());
            replacements = known;
        }

        /** Two that repack the same at once are safe, but what both made would stay. */
        private void requireAlone() {
            if (!replacements.containsAll(shown())) {
                throw new HikaeException(CollectionError.OTHERS_AT_WORK);
            }
        }
    }

    private void stopIfAsked(String current) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        control.progress()
                .report(new Progress.State(
                        Progress.Phase.COLLECTING, packs, -1, bytesRead, -1, 0, bytesWritten, current));
    }
}
