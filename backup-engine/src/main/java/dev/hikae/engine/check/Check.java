package dev.hikae.engine.check;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.CheckReport;
import dev.hikae.engine.CheckReport.Finding;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.NameSet;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.index.IndexAudit;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.PackAudit;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.ObjectPool;
import dev.hikae.engine.snapshot.ObjectProof;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.snapshot.Replacements;
import dev.hikae.engine.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Checks regions one by one, each for itself: every object in its own form, every object that a snapshot needs present
 * and of the right size; when data is read, of the right checksums and with every blob matching its id. Every
 * snapshot's tree is followed from its root in either case.
 */
public final class Check {
    private final Regions regions;
    private final RepositoryKeys keys;
    private final IndexLoader indexes;
    private final boolean readData;
    private final RunControl control;
    private final PackAudit packs;
    private final IndexAudit index;
    private final List<Finding> findings = new ArrayList<>();
    private long objects;
    private final LongAdder bytesRead = new LongAdder();
    private long snapshots;

    /** @param readData whether everything is read */
    public Check(
            Regions regions,
            RepositoryKeys keys,
            IndexLoader indexes,
            SecureRandom random,
            boolean readData,
            RunControl control) {
        this.regions = regions;
        this.keys = keys;
        this.indexes = indexes;
        this.readData = readData;
        this.control = control;
        this.packs = new PackAudit(keys);
        this.index = indexes.audit(regions, random, counting());
    }

    public CheckReport run(List<RegionName> wanted) {
        for (RegionName region : wanted) {
            try {
                checkRegion(region, regions.store(region));
            } catch (HikaeException e) {
                if (e.code().failure() == Failure.CANCELLED) {
                    throw e;
                }
                findings.add(new Finding(region, ObjectNames.MARKER, e.text(), List.of()));
            }
        }
        return new CheckReport(snapshots, objects, bytesRead.sum(), readData, findings);
    }

    /** An object that some of these snapshots need. */
    private record Need(NeededObject object, List<Outcome> among) {
        List<SnapshotId> snapshots() {
            return among.stream()
                    .filter(o -> o.objects().contains(object))
                    .map(Outcome::snapshot)
                    .toList();
        }
    }

    /** What a region's sessions and records say: outcomes, and which of them are given up. */
    private static final class Told {
        private final ObjectPool pool = new ObjectPool();
        private final Map<String, byte[]> outcomes = new HashMap<>();
        private final List<Outcome> shown = new ArrayList<>();
        private final List<Replacement> replacements = new ArrayList<>();
        private final List<Forgotten> forgotten = new ArrayList<>();

        void outcome(Outcome outcome, byte[] sha256) {
            outcomes.put(outcome.name(), sha256);
            if (forgotten.stream().noneMatch(f -> f.givesUp(outcome.name(), sha256))) {
                shown.add(pool.share(outcome));
            }
        }

        /** As they are to be read. */
        List<Outcome> read() {
            var through = new Replacements(replacements.stream()
                    .filter(r -> forgotten.stream().noneMatch(f -> f.givesUp(r.name(), new byte[0])))
                    .toList());
            return shown.stream()
                    .map(o -> through.of(o, outcomes.getOrDefault(o.name(), new byte[0])))
                    .toList();
        }

        boolean has(Outcome.Previous previous) {
            byte[] there = outcomes.get(previous.name());
            return there != null && Arrays.equals(there, previous.sha256())
                    || forgotten.stream().anyMatch(f -> f.givesUp(previous.name(), previous.sha256()));
        }
    }

    private void checkRegion(RegionName region, Store store) {
        Map<String, Long> present = new TreeMap<>();
        store.list("", item -> present.put(item.name(), item.size()));
        // Names are in order: records of what is given up come before the sessions.
        var told = new Told();
        for (String name : present.keySet()) {
            stopIfAsked(name);
            if (SmallObject.isOne(name)) {
                small(region, store, name, told);
            }
        }
        List<Outcome> parsed = told.read();
        parsed.forEach(o -> predecessors(region, o, told));
        sameId(region, parsed);
        snapshots += parsed.size();
        ObjectPool.union(parsed).forEach(object -> {
            stopIfAsked(object.name());
            objects++;
            needed(region, store, new Need(object, parsed), present);
        });
        var doubtful = new NameSet();
        for (IndexAudit.Lie lie : index.run(ObjectPool.union(parsed), List.of(region), this::stopIfAsked)) {
            Text what = Text.of(EngineError.BUNDLE, "check.index-wrong", lie.pack());
            findings.add(new Finding(region, lie.index().name(), what, new Need(lie.index(), parsed).snapshots()));
            lie.packs().forEach(doubtful::add);
        }
        new TreeCheck(region, regions, keys, indexes, findings::add, this::stopIfAsked, counting())
                .run(parsed, doubtful::has);
    }

    private ReadObserver counting() {
        return new ReadObserver() {
            @Override
            public void read(RegionName from, long bytes) {
                bytesRead.add(bytes);
            }

            @Override
            public void passedOver(RegionName from, String object, HikaeException why) {}
        };
    }

    /** Objects that say themselves whether they are whole. */
    private void small(RegionName region, Store store, String name, Told told) {
        objects++;
        try {
            byte[] object =
                    store.get(name).orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, region));
            bytesRead.add(object.length);
            switch (SmallObject.parse(name, object, keys.keyring().trust())) {
                case SmallObject.Commit(Outcome outcome) -> told.outcome(outcome, Outcome.digest(object));
                case SmallObject.Repacked(Replacement replacement) -> told.replacements.add(replacement);
                case SmallObject.GivenUp(Forgotten record) -> told.forgotten.add(record);
                case SmallObject.Other.WHOLE -> {}
            }
        } catch (FormatException e) {
            damaged(region, name, String.valueOf(e.getMessage()), List.of());
        } catch (HikaeException e) {
            findings.add(new Finding(region, name, e.text(), List.of()));
        }
    }

    /** Ids are the writers' choice. */
    private void sameId(RegionName region, List<Outcome> shown) {
        Map<SnapshotId, List<Outcome>> ids = shown.stream().collect(Collectors.groupingBy(Outcome::snapshot));
        ids.forEach((id, twins) -> {
            if (twins.size() > 1) {
                Text what = new HikaeException(EngineError.SAME_ID, id).text();
                twins.forEach(twin -> findings.add(new Finding(region, twin.name(), what, List.of(id))));
            }
        });
    }

    private void predecessors(RegionName region, Outcome outcome, Told told) {
        for (Outcome.Previous previous : outcome.previous()) {
            if (!told.has(previous)) {
                findings.add(new Finding(
                        region,
                        previous.name(),
                        new HikaeException(EngineError.OBJECT_MISSING, previous.name(), region).text(),
                        List.of(outcome.snapshot())));
            }
        }
    }

    private void needed(RegionName region, Store store, Need need, Map<String, Long> present) {
        NeededObject object = need.object();
        Long size = present.get(object.name());
        if (size == null) {
            Text what = new HikaeException(EngineError.OBJECT_MISSING, object.name(), region).text();
            findings.add(new Finding(region, object.name(), what, need.snapshots()));
        } else if (size != object.size()) {
            damaged(region, object.name(), "has " + size + " bytes instead of " + object.size(), need.snapshots());
        } else if (readData) {
            content(region, store, need);
        }
    }

    private void content(RegionName region, Store store, Need need) {
        NeededObject object = need.object();
        try (InputStream in = store.read(object.name(), 0, object.size())
                .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, object.name(), region))) {
            if (object.name().startsWith(ObjectNames.PACKS)) {
                byte[] pack = in.readNBytes(Math.toIntExact(object.size()));
                bytesRead.add(pack.length);
                checksums(object, new ByteArrayInputStream(pack));
                packs.prove(pack, object.digest());
            } else {
                bytesRead.add(checksums(object, in));
            }
        } catch (FormatException e) {
            damaged(region, object.name(), String.valueOf(e.getMessage()), need.snapshots());
        } catch (HikaeException e) {
            findings.add(new Finding(region, object.name(), e.text(), need.snapshots()));
        } catch (IOException e) {
            damaged(region, object.name(), String.valueOf(e.getMessage()), need.snapshots());
        }
    }

    /** Compares them and tells how many bytes there were. An index may be longer than memory. */
    private static long checksums(NeededObject object, InputStream in) throws IOException {
        var proof = new ObjectProof(object);
        byte[] buffer = new byte[128 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            proof.update(buffer, 0, n);
        }
        if (!proof.holds()) {
            throw new FormatException("has a wrong checksum");
        }
        return proof.size();
    }

    private void damaged(RegionName region, String name, String what, List<SnapshotId> affected) {
        Text text = new HikaeException(EngineError.DAMAGED, name, region, what).text();
        findings.add(new Finding(region, name, text, affected));
    }

    private void stopIfAsked(Object current) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        control.progress()
                .report(new Progress.State(
                        Progress.Phase.CHECKING, objects, -1, bytesRead.sum(), -1, 0, 0, current.toString()));
    }
}
