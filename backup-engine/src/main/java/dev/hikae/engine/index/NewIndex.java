package dev.hikae.engine.index;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a session's index object, and takes small old ones into it when there would be many, so that the number that a snapshot
 * lists grows with the logarithm of what it holds. The object is also put into the cache, as a segment.
 */
final class NewIndex {
    private static final Logger LOG = LoggerFactory.getLogger(NewIndex.class);
    /** Up to this size it is put at once. */
    private static final int SMALL = 2 << 20;

    private final SessionIndex.Parts parts;
    /** Index objects of what the session had stored when it was last asked, and the packs that are in them. */
    private final List<NeededObject> soFar = new ArrayList<>();

    private final ObjectTable inSoFar = new ObjectTable();

    NewIndex(SessionIndex.Parts parts) {
        this.parts = parts;
    }

    /** Something to list: an old object, or what is new. */
    private record Listed(Optional<NeededObject> old, long size) {}

    /** Returns the index objects to list. */
    List<NeededObject> write(List<IndexTable> tables, Cover cover) {
        List<Merge.Input> inputs = new ArrayList<>();
        tables.forEach(t -> inputs.add(Merge.Input.all(t)));
        List<NeededObject> objects = new ArrayList<>(cover.objects());
        for (NeededObject old : toMerge(tables, cover)) {
            try {
                IndexTable table = parts.objects().fetch(old);
                inputs.add(new Merge.Input(table, needed(table, cover)));
                objects.remove(old);
            } catch (HikaeException | FormatException e) {
                LOG.debug("index object {} stays as it is", old.name(), e);
            }
        }
        objects.add(write(new Merge(inputs), SegmentFolder.Keep.CACHED));
        return objects;
    }

    /**
     * Writes an index of those of a session's packs that are in none yet; returns all of this session. Each pack is
     * written once, however often this is asked.
     */
    List<NeededObject> soFar(List<IndexTable> tables) {
        List<Merge.Input> inputs = new ArrayList<>();
        for (IndexTable table : tables) {
            inputs.add(new Merge.Input(table, picked(table, number -> number < 0, inSoFar)));
        }
        if (inputs.stream().anyMatch(i -> !i.kept().isEmpty())) {
            soFar.add(write(new Merge(inputs), SegmentFolder.Keep.SCRATCH));
            for (Merge.Input input : inputs) {
                IndexTable table = input.table();
                input.kept().stream().forEach(p -> inSoFar.put(table.packHigh(p), table.packLow(p), 0));
            }
        }
        return List.copyOf(soFar);
    }

    private static List<NeededObject> toMerge(List<IndexTable> tables, Cover cover) {
        List<Listed> all = new ArrayList<>();
        cover.objects().forEach(o -> all.add(new Listed(Optional.of(o), o.size())));
        all.add(new Listed(
                Optional.empty(), tables.stream().mapToLong(IndexTable::length).sum()));
        all.sort(Comparator.comparingLong(Listed::size));
        return Tiers.toMerge(all, Listed::size).stream()
                .flatMap(l -> l.old().stream())
                .toList();
    }

    /** Packs that the snapshot does not list are left out. */
    private static BitSet needed(IndexTable table, Cover cover) {
        return picked(table, number -> number >= 0, cover.needed());
    }

    /** Packs of a table by their number among others, -1 for none. */
    private static BitSet picked(IndexTable table, LongPredicate number, ObjectTable others) {
        var picked = new BitSet();
        for (int pack = 0; pack < table.packs(); pack++) {
            picked.set(pack, number.test(others.get(table.packHigh(pack), table.packLow(pack))));
        }
        return picked;
    }

    private NeededObject write(Merge merge, SegmentFolder.Keep keep) {
        List<NeededObject> written = new ArrayList<>();
        try {
            parts.folder().write(merge, keep, table -> {
                if (written.isEmpty()) {
                    written.add(seal(table));
                }
                return List.of(new Segment.Listed(written.getFirst(), Source.numbers(merge.packs())));
            });
        } catch (DamagedSegment e) {
            LOG.debug("the new segment cannot be read back", e);
        }
        return written.getFirst();
    }

    /** Seals a table as an index object of the session. */
    NeededObject seal(Bytes table) {
        IndexCodec codec = IndexCodec.fresh(table.length(), parts.keys(), parts.random());
        byte[] id = new byte[16];
        parts.random().nextBytes(id);
        String name = ObjectNames.index(id);
        long size = IndexCodec.sealedSize(table.length());
        if (size <= SMALL) {
            var object = ByteBuffer.allocate((int) size);
            sealed(codec, table, object::put);
            parts.writer().put(name, object.flip());
            return new NeededObject(
                    name, size, Digests.crc32c(object.rewind()), ObjectDigest.ofBytes(Digests.sha256(object.array())));
        }
        var crc = new CRC32C();
        MessageDigest sha = Digests.newSha256();
        try (Store.Upload upload = parts.writer().upload(name)) {
            sealed(codec, table, bytes -> {
                crc.update(bytes.duplicate());
                sha.update(bytes.duplicate());
                upload.write(bytes);
            });
            upload.commit((int) crc.getValue());
        }
        return new NeededObject(name, size, (int) crc.getValue(), ObjectDigest.ofBytes(sha.digest()));
    }

    /** Takes an object's bytes, part by part. */
    private interface Sink {
        void take(ByteBuffer bytes);
    }

    private static void sealed(IndexCodec codec, Bytes table, Sink sink) {
        sink.take(ByteBuffer.wrap(codec.head()));
        byte[] plain = new byte[IndexCodec.BLOCK];
        byte[] sealed = new byte[IndexCodec.SEALED];
        for (int block = 0; block < codec.blocks(); block++) {
            int size = codec.size(block);
            table.slice((long) block * IndexCodec.BLOCK, size).get(plain, 0, size);
            codec.seal(block, plain, size, sealed);
            sink.take(ByteBuffer.wrap(sealed, 0, size + IndexCodec.SEALED - IndexCodec.BLOCK));
        }
    }
}
