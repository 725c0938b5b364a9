package dev.hikae.engine.index;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.zip.CRC32C;

/**
 * A local, immutable file with what some index objects hold, merged: a table as they have it, a filter, and which pack
 * is in which of the objects. Plain, because whoever can read the host's files finds the index key there, too.
 *
 * <pre>
 * table ‖ 0… ‖ filter ‖ 0… ‖ objects ‖ 0… ‖ CRC-32C u32 of each 64 KiB before ‖ footer 64
 * object = id 16 ‖ size u64 ‖ crc32c u32 ‖ SHA-256 32 ‖ pack count u32 ‖ numbers of its packs u32
 * footer = "HIKAE1SG" ‖ object count u32 ‖ 0 u32 ‖ table's length u64 ‖ filter's place u64 ‖ filter's blocks u64
 *          ‖ objects' place u64 ‖ checksums' place u64 ‖ crc32c u32 of the checksums ‖ crc32c u32 of the 60 bytes before
 * </pre>
 *
 * <p>Each {@code 0…} fills up 64 KiB. What is kept on the heap is a few bytes a pack.
 */
final class Segment {
    static final String MAGIC = "HIKAE1SG";
    static final int FOOTER = 64;

    private final IndexTable table;
    private final Filter filter;
    private final List<Listed> objects;
    private final Optional<Path> file;

    private Segment(IndexTable table, Filter filter, List<Listed> objects, Optional<Path> file) {
        this.table = table;
        this.filter = filter;
        this.objects = objects;
        this.file = file;
    }

    /**
     * An index object and the numbers of its packs in the table.
     *
     * @param packs in ascending order
     */
    record Listed(NeededObject object, int[] packs) {}

    /** Opens a segment; all but frames, records and filter is compared with its checksums at once. */
    static Segment open(FileChannel channel, Optional<Path> file) throws IOException {
        long size = channel.size();
        if (size < FOOTER) {
            throw new DamagedSegment("is cut off");
        }
        var footer = ByteBuffer.allocate(FOOTER);
        while (footer.hasRemaining() && channel.read(footer, size - FOOTER + footer.position()) > 0) {}
        footer.flip();
        byte[] magic = new byte[8];
        if (footer.remaining() < FOOTER || Digests.crc32c(footer.slice(0, FOOTER - 4)) != footer.getInt(FOOTER - 4)) {
            throw new DamagedSegment("has a damaged footer");
        }
        footer.get(magic);
        if (!new String(magic, StandardCharsets.US_ASCII).equals(MAGIC)) {
            throw new DamagedSegment("is no segment");
        }
        int objectCount = footer.getInt();
        footer.getInt();
        long length = footer.getLong();
        long filterAt = footer.getLong();
        long filterBlocks = footer.getLong();
        long objectsAt = footer.getLong();
        long checksumsAt = footer.getLong();
        int blockCount = (int) (checksumsAt >>> Blocks.SHIFT);
        if (checksumsAt + 4L * blockCount + FOOTER != size) {
            throw new DamagedSegment("has a wrong length");
        }
        Bytes bytes = MappedBytes.map(channel, size);
        if (crc(bytes, checksumsAt, 4L * blockCount) != footer.getInt()) {
            throw new DamagedSegment("has damaged checksums");
        }
        var blocks = new Blocks(bytes, checksumsAt, blockCount);
        try {
            var table = IndexTable.of(bytes, blocks, length);
            needAll(blocks, 0, table.framesAt());
            needAll(blocks, objectsAt, checksumsAt);
            var filter = new Filter(bytes, blocks, filterAt, filterBlocks);
            return new Segment(table, filter, objects(bytes, objectsAt, objectCount), file);
        } catch (FormatException e) {
            throw new DamagedSegment(String.valueOf(e.getMessage()), e);
        }
    }

    private static void needAll(Blocks blocks, long from, long to) {
        for (long at = from; at < to; at += Blocks.SIZE) {
            blocks.need(at, 1);
        }
        if (to > from) {
            blocks.need(to - 1, 1);
        }
    }

    private static int crc(Bytes bytes, long from, long length) {
        var crc = new CRC32C();
        for (long at = 0; at < length; at += Blocks.SIZE) {
            crc.update(bytes.slice(from + at, (int) Math.min(Blocks.SIZE, length - at)));
        }
        return (int) crc.getValue();
    }

    private static List<Listed> objects(Bytes bytes, long from, int count) {
        List<Listed> objects = new ArrayList<>(count);
        long at = from;
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[16];
            bytes.get(at, id);
            byte[] sha = new byte[32];
            bytes.get(at + 28, sha);
            var object = new NeededObject(
                    ObjectNames.index(id), bytes.getLong(at + 16), bytes.getInt(at + 24), ObjectDigest.ofBytes(sha));
            int[] packs = new int[bytes.getInt(at + 60)];
            at += 64;
            for (int p = 0; p < packs.length; p++) {
                packs[p] = bytes.getInt(at);
                at += 4;
            }
            objects.add(new Listed(object, packs));
        }
        return List.copyOf(objects);
    }

    IndexTable table() {
        return table;
    }

    List<Listed> objects() {
        return objects;
    }

    /** Where it is kept; none when it lives as long as this process. */
    Optional<Path> file() {
        return file;
    }

    /** One of an id's records in an accepted pack, -1 when there is none. */
    int find(BlobId id, IntPredicate pack) {
        return filter.mayHold(id) ? table.find(id, pack) : -1;
    }
}
