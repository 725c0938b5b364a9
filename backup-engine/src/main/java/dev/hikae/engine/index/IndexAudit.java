package dev.hikae.engine.index;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.BlobKind;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.FooterReader;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.PackAudit;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.region.Parallel;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.ObjectProof;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Compares what index objects say of packs with what the packs say themselves, in their footers. Whoever has a domain's keys can store
 * an index object that says anything; every other check believes it.
 *
 * <p>A footer is three short reads, and once for all regions: packs are the same everywhere. Before an index object is called wrong, the whole pack is
 * read and proven to be the one that snapshots list, since a pack may have been replaced as well. One that snapshots list in different ways
 * proves nothing. That a pack's footer says what its frames hold is for {@link PackAudit#prove}, which needs the reader key.
 */
public final class IndexAudit {
    private static final int AT_ONCE = 16;

    private final Parts parts;
    private final Map<String, Judgement> judged = new HashMap<>();
    /** Of packs: the number of what they say. */
    private final ObjectTable numbers = new ObjectTable();

    private final List<Truth> truths = new ArrayList<>();
    private final BitSet disputed = new BitSet();

    /**
     * What it works with.
     *
     * @param secret 16 random bytes
     * @param found hears of index objects that say something wrong
     */
    record Parts(
            Regions regions,
            RepositoryKeys keys,
            SegmentFolder folder,
            byte[] secret,
            ReadObserver observer,
            Consumer<String> found) {}

    IndexAudit(Parts parts) {
        this.parts = parts;
    }

    /**
     * An index object that says of a pack what this does not hold.
     *
     * @param pack the one that is proven
     * @param packs all of which it says something else than they do; snapshots that list one may rely on what it says
     */
    public record Lie(NeededObject index, String pack, List<String> packs) {
        public Lie {
            packs = List.copyOf(packs);
        }
    }

    /** @param truths how many were known by then */
    private record Judgement(Optional<Lie> lie, int truths) {}

    private record Truth(NeededObject listed, BlobKind kind, PackClaims.Said said) {}

    /**
     * Looks at what some snapshots need. What was looked at before, in another region perhaps, is not looked at again.
     *
     * @param objects packs and index objects; others' packs count for nothing
     * @param order regions to read from; empty means all that are up
     * @param step hears the name of every object, by any thread; may throw to stop
     */
    public List<Lie> run(List<NeededObject> objects, List<RegionName> order, Consumer<String> step) {
        int[] packs = IntStream.range(0, objects.size())
                .filter(i -> isUnknown(objects.get(i)))
                .toArray();
        var footers = new FooterReader(parts.regions(), order, parts.keys(), parts.observer());
        Parallel.each(IntStream.of(packs).boxed().toList(), AT_ONCE, i -> learn(objects.get(i), footers, step));
        List<Lie> lies = new ArrayList<>();
        var source = new IndexObjects(parts.regions(), order, parts.keys(), parts.observer(), parts.folder());
        for (NeededObject object : objects) {
            if (object.name().startsWith(ObjectNames.INDEX)) {
                step.accept(object.name());
                judge(object, source, order).ifPresent(lies::add);
            }
        }
        lies.forEach(lie -> parts.found().accept(lie.index().name()));
        return lies;
    }

    private boolean isUnknown(NeededObject object) {
        return object.name().startsWith(ObjectNames.PACKS)
                && (numbers.get(object.name()) < 0
                        || !truths.get((int) numbers.get(object.name()))
                                .listed()
                                .equals(object));
    }

    private void learn(NeededObject pack, FooterReader footers, Consumer<String> step) {
        step.accept(pack.name());
        try {
            FinishedPack read = footers.read(pack.name(), pack.size(), pack.crc32c(), pack.digest());
            learnt(new Truth(pack, read.info().kind(), new PackClaims(parts.secret()).of(read)));
        } catch (FormatException e) {
            // Damage is for others to find.
        } catch (HikaeException e) {
            requireDamage(e);
        }
    }

    private synchronized void learnt(Truth truth) {
        int known = (int) numbers.get(truth.listed().name());
        if (known >= 0) {
            disputed.set(known);
        } else {
            numbers.put(truth.listed().name(), truths.size());
            truths.add(truth);
        }
    }

    /** A region that does not answer says nothing. */
    private static void requireDamage(HikaeException e) {
        if (e.code().failure() == Failure.CANCELLED || e.code().failure() == Failure.UNREACHABLE) {
            throw e;
        }
    }

    private Optional<Lie> judge(NeededObject object, IndexObjects source, List<RegionName> order) {
        Judgement known = judged.get(object.name());
        if (known != null && (known.lie().isPresent() || known.truths() == truths.size())) {
            return known.lie().filter(lie -> lie.index().equals(object));
        }
        IndexTable table;
        try {
            table = source.fetch(object);
        } catch (FormatException e) {
            return Optional.empty();
        } catch (HikaeException e) {
            requireDamage(e);
            return Optional.empty();
        }
        var said = new Table(table, new PackClaims(parts.secret()));
        List<String> packs = new ArrayList<>();
        Optional<String> proven = Optional.empty();
        for (int pack = 0; pack < table.packs(); pack++) {
            int number = (int) numbers.get(table.packHigh(pack), table.packLow(pack));
            if (number >= 0 && !disputed.get(number) && !said.agrees(pack, truths.get(number))) {
                NeededObject listed = truths.get(number).listed();
                int at = pack;
                packs.add(listed.name());
                proven = proven.isPresent()
                        ? proven
                        : proven(listed, order)
                                .filter(truth -> !said.agrees(at, truth))
                                .map(truth -> listed.name());
            }
        }
        Optional<Lie> lie = proven.map(pack -> new Lie(object, pack, packs));
        judged.put(object.name(), new Judgement(lie, truths.size()));
        return lie;
    }

    /** What a pack says that is the one that is listed, byte for byte. */
    private Optional<Truth> proven(NeededObject listed, List<RegionName> order) {
        try {
            return Optional.of(
                    parts.regions().read(listed.name(), 0, listed.size(), order, parts.observer(), content -> {
                        byte[] pack = new byte[content.remaining()];
                        content.get(pack);
                        var proof = new ObjectProof(listed);
                        proof.update(pack, 0, pack.length);
                        if (!proof.holds()) {
                            throw new FormatException("has a wrong checksum");
                        }
                        FinishedPack read =
                                new PackAudit(parts.keys()).read(listed.name(), pack, listed.crc32c(), listed.digest());
                        return new Truth(listed, read.info().kind(), new PackClaims(parts.secret()).of(read));
                    }));
        } catch (FormatException e) {
            return Optional.empty();
        } catch (HikaeException e) {
            requireDamage(e);
            return Optional.empty();
        }
    }

    /** What an index object says, summed up for all of its packs in one reading. */
    private static final class Table {
        private final IndexTable table;
        private final PackClaims claims;
        private final PackClaims.Sum[] sums;

        Table(IndexTable table, PackClaims claims) {
            this.table = table;
            this.claims = claims;
            this.sums = new PackClaims.Sum[table.packs()];
            for (int pack = 0; pack < sums.length; pack++) {
                sums[pack] = new PackClaims.Sum();
            }
            for (int record = 0; record < table.records(); record++) {
                int pack = table.recordPack(record);
                if (pack >= 0 && pack < sums.length) {
                    claims.add(
                            sums[pack],
                            table.high(record),
                            table.low(record),
                            table.recordFrame(record),
                            table.recordOffset(record),
                            table.recordLength(record));
                }
            }
        }

        boolean agrees(int pack, Truth truth) {
            try {
                PackInfo info = table.pack(pack);
                NeededObject listed = truth.listed();
                return info.kind() == truth.kind()
                        && info.size() == listed.size()
                        && info.crc32c() == listed.crc32c()
                        && info.digest().equals(listed.digest())
                        && claims.said(sums[pack], frames(pack)).equals(truth.said());
            } catch (FormatException e) {
                return false;
            }
        }

        private List<Frame> frames(int pack) {
            return IntStream.range(0, table.framesOf(pack))
                    .mapToObj(i -> table.frame(pack, i))
                    .toList();
        }
    }
}
