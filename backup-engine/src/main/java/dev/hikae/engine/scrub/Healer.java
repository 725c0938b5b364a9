package dev.hikae.engine.scrub;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ScrubReport.State;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.PackMend;
import dev.hikae.engine.pack.PackMend.Mended;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Puts a good object in the place of a damaged or missing one.
 *
 * <p>A store never overwrites, so a damaged object is deleted first. The order, and what a crash leaves: 1. the damaged copy is
 * read once more: an error of one reading deletes nothing. 2. A good copy is fetched to this host's disk and proven.
 * 3. If no region has one, and it was put together from several, it is put into the region under a name of its own
 * ({@code healing/…}): a crash from here on leaves it there, and the next scrub takes it. So is every outcome, wherever the good one
 * comes from: a collection that misses it in a listing sees by this that it is not undecided. 4. The damaged one is deleted: a crash here
 * leaves it missing, which the next scrub heals. 5. The good one is put in its place and read again. 6. What step 3 put is deleted.
 */
final class Healer {
    private static final int PART = 256 << 10;
    private static final Consumer<Text> KNOWN = what -> {};

    private final List<RegionView> views;
    private final RepositoryKeys keys;
    private final ObjectAudit audit;
    private final Path folder;
    private final Consumer<Long> read;
    private final Consumer<Misfit> alsoDamaged;

    /** A copy that was to be the good one, and is damaged as well. */
    record Misfit(RegionView view, NeededObject object, Text what) {}

    /**
     * @param folder for what is held on disk
     * @param read hears how many bytes were read
     * @param alsoDamaged hears of damaged copies in other regions
     */
    Healer(
            List<RegionView> views,
            RepositoryKeys keys,
            ObjectAudit audit,
            Path folder,
            Consumer<Long> read,
            Consumer<Misfit> alsoDamaged) {
        this.views = views;
        this.keys = keys;
        this.audit = audit;
        this.folder = folder;
        this.read = read;
        this.alsoDamaged = alsoDamaged;
    }

    /**
     * What became of it.
     *
     * @param lost of a pack that is lost: numbers of the lost frames; empty when it is all of them
     */
    record Healed(State state, Optional<Text> note, Optional<BitSet> lost) {
        static Healed of(State state, Text note) {
            return new Healed(state, Optional.of(note), Optional.empty());
        }
    }

    static String temporaryName(String name) {
        byte[] digest = Digests.sha256(name.getBytes(StandardCharsets.US_ASCII));
        return ObjectNames.HEALING + HexFormat.of().formatHex(digest, 0, 16);
    }

    /** Heals one region's copy of a pack or an index object. */
    Healed heal(NeededObject object, RegionView target) {
        List<Spill> copies = new ArrayList<>();
        try {
            if (isGood(object, target, object.name(), copies, KNOWN)) {
                return Healed.of(State.NOT_CONFIRMED, text("scrub.read-again"));
            }
            for (RegionView source : views) {
                for (String name : List.of(object.name(), temporaryName(object.name()))) {
                    boolean temporary = !name.equals(object.name());
                    Consumer<Text> told =
                            temporary ? KNOWN : what -> alsoDamaged.accept(new Misfit(source, object, what));
                    if ((temporary || source != target)
                            && isShown(source, name)
                            && isGood(object, source, name, copies, told)) {
                        Spill good = copies.getLast();
                        return replaced(object, target, good, Optional.empty(), "scrub.copied-from", source.name());
                    }
                }
            }
            return mended(object, target, copies);
        } finally {
            copies.forEach(Spill::close);
        }
    }

    /** Left behind by healing: only where it was listed, so that no region is asked for what is nearly never there. */
    private static boolean isShown(RegionView source, String name) {
        return !name.startsWith(ObjectNames.HEALING) || source.small.containsKey(name);
    }

    /** Fetches a copy to the disk, kept whether it is good or not; false when it is not, or there is none. */
    private boolean isGood(
            NeededObject object, RegionView source, String name, List<Spill> copies, Consumer<Text> notGood) {
        List<Boolean> good = new ArrayList<>();
        source.attempt(() -> {
            try {
                Optional<InputStream> found = source.store().read(name, 0, object.size() + 1);
                if (found.isPresent()) {
                    var spill = new Spill(folder);
                    copies.add(spill);
                    fetch(found.get(), spill);
                    audit.check(object, spill.open(), n -> {});
                    good.add(true);
                }
            } catch (FormatException | IOException e) {
                notGood.accept(source.damage(object.name(), String.valueOf(e.getMessage())));
            } catch (HikaeException e) {
                if (!RegionView.isDamage(e)) {
                    throw e;
                }
                notGood.accept(e.text());
            }
        });
        return !good.isEmpty();
    }

    /** What comes before a reading error is kept: other copies may have the rest. */
    private void fetch(InputStream from, Spill to) throws IOException {
        try (from) {
            byte[] part = new byte[PART];
            for (int n = from.read(part); n >= 0; n = from.read(part)) {
                to.append(ByteBuffer.wrap(part, 0, n));
                read.accept((long) n);
            }
        }
    }

    private Healed mended(NeededObject object, RegionView target, List<Spill> copies) {
        int size = Math.toIntExact(Math.min(object.size(), Integer.MAX_VALUE - 16));
        List<ByteBuffer> bytes = copies.stream()
                .filter(c -> c.size() > 0 && c.size() < Integer.MAX_VALUE)
                .map(Spill::map)
                .toList();
        Optional<byte[]> whole = size == object.size()
                ? new Jigsaw(bytes, size).solve(object.crc32c(), b -> isObject(object, b))
                : Optional.empty();
        Optional<BitSet> lost = Optional.empty();
        if (whole.isEmpty() && object.name().startsWith(ObjectNames.PACKS)) {
            Mended mended = new PackMend(keys).mend(bytes, size, object.crc32c(), object.digest());
            whole = mended.pack();
            lost = mended.lost();
        }
        if (whole.isEmpty()) {
            return new Healed(State.LOST, Optional.of(text("scrub.no-good-copy")), lost);
        }
        try (var spill = new Spill(folder)) {
            spill.append(ByteBuffer.wrap(whole.get()));
            return replaced(
                    object, target, spill, Optional.of(temporaryName(object.name())), "scrub.rebuilt", bytes.size());
        }
    }

    private boolean isObject(NeededObject object, byte[] bytes) {
        try {
            audit.check(object, bytes);
            return true;
        } catch (FormatException e) {
            return false;
        }
    }

    private Healed replaced(
            NeededObject object,
            RegionView target,
            Spill good,
            Optional<String> temporary,
            String note,
            Object noteParameter) {
        try {
            Store store = target.store();
            temporary.ifPresent(name -> putIfMissing(store, name, good));
            if (store.size(object.name()).isPresent()) {
                store.delete(object.name());
            }
            put(store, object.name(), good);
            List<Spill> again = new ArrayList<>();
            try {
                if (!isGood(object, target, object.name(), again, KNOWN)) {
                    return Healed.of(State.DAMAGED, text("scrub.bad-again"));
                }
            } finally {
                again.forEach(Spill::close);
            }
            removeTemporary(store, target, object.name());
            return Healed.of(State.HEALED, Text.of(EngineError.BUNDLE, note, noteParameter));
        } catch (HikaeException e) {
            return notReplaced(e);
        }
    }

    private static Healed notReplaced(HikaeException e) {
        if (e.code().failure() == Failure.CANCELLED || e.code() == EngineError.SPILL_FAILED) {
            throw e;
        }
        return Healed.of(
                State.DAMAGED, Text.of(EngineError.BUNDLE, "scrub.not-replaced", String.valueOf(e.getMessage())));
    }

    private static void removeTemporary(Store store, RegionView target, String name) {
        String temporary = temporaryName(name);
        if (target.small.remove(temporary) != null || store.size(temporary).isPresent()) {
            store.delete(temporary);
        }
    }

    private static void putIfMissing(Store store, String name, Spill good) {
        if (!holds(store, name, good)) {
            store.delete(name);
            put(store, name, good);
        }
    }

    /** Byte by byte: what is aside may soon be the only copy, and something of the same size may lie there. */
    private static boolean holds(Store store, String name, Spill good) {
        Optional<InputStream> found = store.read(name, 0, good.size() + 1);
        if (found.isEmpty()) {
            return false;
        }
        try (InputStream there = found.get();
                InputStream wanted = good.open()) {
            byte[] part;
            do {
                part = wanted.readNBytes(PART);
                if (!Arrays.equals(part, there.readNBytes(Math.max(part.length, 1)))) {
                    return false;
                }
            } while (part.length > 0);
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static void put(Store store, String name, Spill good) {
        try (Store.Upload upload = store.upload(name);
                InputStream in = good.open()) {
            byte[] part = new byte[PART];
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                upload.write(ByteBuffer.wrap(part, 0, n));
            }
            upload.commit();
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.SPILL_FAILED, "-", String.valueOf(e.getMessage()));
        } catch (HikaeException e) {
            // Another scrub was quicker: whether what it put is good is looked at next.
            if (e.code() != StoreError.EXISTS) {
                throw e;
            }
        }
    }

    /**
     * Heals a small object: from a copy that is right, else from what several damaged ones say.
     *
     * @param right whether bytes are the object
     * @param everywhere whether every region has the same one
     */
    Healed heal(String name, RegionView target, Predicate<byte[]> right, boolean everywhere) {
        List<byte[]> copies = new ArrayList<>();
        fetch(name, target).ifPresent(copies::add);
        if (!copies.isEmpty() && right.test(copies.getFirst())) {
            return Healed.of(State.NOT_CONFIRMED, text("scrub.read-again"));
        }
        for (RegionView source : everywhere ? views : List.<RegionView>of(target)) {
            for (String one : List.of(name, temporaryName(name))) {
                if (source != target || !one.equals(name)) {
                    Optional<byte[]> copy = isShown(source, one) ? fetch(one, source) : Optional.empty();
                    if (copy.filter(right).isPresent()) {
                        boolean aside = ObjectNames.isOutcome(name);
                        return replaced(name, target, copy.get(), aside, "scrub.copied-from", source.name());
                    }
                    copy.ifPresent(copies::add);
                }
            }
        }
        int size = copies.stream().mapToInt(c -> c.length).max().orElse(0);
        return new Jigsaw(copies.stream().map(ByteBuffer::wrap).toList(), size)
                .solve(right)
                .map(whole -> replaced(name, target, whole, true, "scrub.rebuilt", copies.size()))
                .orElseGet(() -> Healed.of(State.LOST, text("scrub.no-good-copy")));
    }

    private Optional<byte[]> fetch(String name, RegionView source) {
        List<byte[]> found = new ArrayList<>();
        source.attempt(() -> {
            try {
                source.store().get(name).ifPresent(found::add);
            } catch (HikaeException e) {
                if (!RegionView.isDamage(e)) {
                    throw e;
                }
            }
        });
        found.forEach(f -> read.accept((long) f.length));
        return found.stream().findFirst();
    }

    private Healed replaced(
            String name, RegionView target, byte[] good, boolean aside, String note, Object noteParameter) {
        try {
            Store store = target.store();
            if (aside) {
                putAside(store, name, good);
            }
            delete(store, name, aside);
            store.putIfAbsent(name, ByteBuffer.wrap(good));
            if (store.get(name).filter(there -> Arrays.equals(there, good)).isEmpty()) {
                return Healed.of(State.DAMAGED, text("scrub.bad-again"));
            }
            removeTemporary(store, target, name);
            return Healed.of(State.HEALED, Text.of(EngineError.BUNDLE, note, noteParameter));
        } catch (HikaeException e) {
            return notReplaced(e);
        }
    }

    /** One that is there already may be the only good copy. */
    private static void putAside(Store store, String name, byte[] good) {
        String aside = temporaryName(name);
        if (store.get(aside).filter(there -> Arrays.equals(there, good)).isEmpty()) {
            store.delete(aside);
            store.putIfAbsent(aside, ByteBuffer.wrap(good));
        }
    }

    /** What may not be deleted is still there: then a copy beside it would only keep collections from running. */
    private static void delete(Store store, String name, boolean aside) {
        try {
            store.delete(name);
        } catch (HikaeException refused) {
            if (aside && refused.code().failure() != Failure.UNREACHABLE) {
                try {
                    store.delete(temporaryName(name));
                } catch (HikaeException too) {
                    refused.addSuppressed(too);
                }
            }
            throw refused;
        }
    }

    /**
     * Deletes what was put aside, if its object is whole in this region, or nobody knows such an object.
     *
     * @param large the object, if it is a pack or an index object
     * @param small its name, if it is another one
     */
    void tidy(String temporary, RegionView view, Optional<NeededObject> large, Optional<String> small) {
        view.attempt(() -> {
            List<Spill> copies = new ArrayList<>();
            try {
                boolean placed = large.map(o -> isGood(o, view, o.name(), copies, KNOWN))
                        .or(() -> small.map(name -> isPlaced(name, temporary, view)))
                        .orElse(true);
                if (placed) {
                    view.store().delete(temporary);
                }
            } finally {
                copies.forEach(Spill::close);
            }
        });
    }

    /** Also where a damaged one could not be deleted, and another region has the good one. */
    private boolean isPlaced(String name, String temporary, RegionView view) {
        Optional<byte[]> good = fetch(temporary, view);
        return isSame(fetch(name, view), good)
                || view.small.containsKey(name) && views.stream().anyMatch(v -> isSame(fetch(name, v), good));
    }

    private static boolean isSame(Optional<byte[]> one, Optional<byte[]> other) {
        return one.isPresent() && other.isPresent() && Arrays.equals(one.get(), other.get());
    }

    /** Deletes what is damaged and not needed any more. */
    Healed remove(String name, RegionView target, String note) {
        try {
            target.store().delete(name);
            return Healed.of(State.HEALED, text(note));
        } catch (HikaeException e) {
            return notReplaced(e);
        }
    }

    private static Text text(String key) {
        return Text.of(EngineError.BUNDLE, key);
    }
}
