package dev.hikae.engine.index;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobKind;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.PackInfo;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * An index object's plaintext where it lies: packs, frames, sorted records (docs/FORMAT.md, section 6). Nothing of it
 * is on the heap. Safe for several threads.
 */
final class IndexTable {
    static final int HEAD = 4 + 4 + 4;
    static final int PACK = 16 + 1 + 8 + 4 + 32 + 4 + 4;
    static final int RECORD = 32;

    /** Stands beside the kind of a pack whose digest is that of its tags. */
    private static final int BY_TAGS = 0x10;
    /** After so many the ids are not evenly spread, and halving is surer. */
    private static final int MOST_GUESSES = 12;

    private final Bytes bytes;
    private final Blocks blocks;
    private final int packs;
    private final int records;
    private final long frameCount;
    private final long framesAt;
    private final long recordsAt;

    private IndexTable(Bytes bytes, Blocks blocks, long length) {
        this.bytes = bytes;
        this.blocks = blocks;
        if (length < HEAD) {
            throw new FormatException("is cut off");
        }
        blocks.need(0, HEAD);
        packs = bytes.getInt(0);
        frameCount = bytes.getInt(4) & 0xffff_ffffL;
        records = bytes.getInt(8);
        framesAt = HEAD + (long) packs * PACK;
        recordsAt = framesAt + frameCount * Frame.LENGTH;
        if (packs < 0 || records < 0 || recordsAt + (long) records * RECORD != length) {
            throw new FormatException("has tables of the wrong length");
        }
    }

    /** What is known to be right. */
    static IndexTable of(Bytes bytes) {
        return new IndexTable(bytes, Blocks.TRUSTED, bytes.length());
    }

    /** The first bytes of something longer, checked as they are read. */
    static IndexTable of(Bytes bytes, Blocks blocks, long length) {
        return new IndexTable(bytes, blocks, length);
    }

    Bytes bytes() {
        return bytes;
    }

    long length() {
        return recordsAt + (long) records * RECORD;
    }

    /** Where what is needed from the beginning ends. */
    long framesAt() {
        return framesAt;
    }

    int packs() {
        return packs;
    }

    int records() {
        return records;
    }

    /** The kind of a pack as its entry tells it, with the form of its digest. */
    static byte kindOf(PackInfo info) {
        int byTags = info.digest().form() == ObjectDigest.Form.TAGS ? BY_TAGS : 0;
        return (byte) (info.kind().code() | byTags);
    }

    PackInfo pack(int number) {
        long at = packAt(number);
        byte[] id = new byte[16];
        bytes.get(at, id);
        int kind = bytes.get(at + 16);
        byte[] sha256 = new byte[ObjectDigest.LENGTH];
        bytes.get(at + 29, sha256);
        var form = (kind & BY_TAGS) == 0 ? ObjectDigest.Form.BYTES : ObjectDigest.Form.TAGS;
        return new PackInfo(
                id,
                BlobKind.of(kind & ~BY_TAGS),
                bytes.getLong(at + 17),
                bytes.getInt(at + 25),
                new ObjectDigest(form, sha256));
    }

    private long packAt(int number) {
        if (number < 0 || number >= packs) {
            throw new FormatException("names a pack that it does not list");
        }
        long at = HEAD + (long) number * PACK;
        blocks.need(at, PACK);
        return at;
    }

    long packHigh(int number) {
        return bytes.getLong(packAt(number));
    }

    long packLow(int number) {
        return bytes.getLong(packAt(number) + 8);
    }

    /** The pack of a name, in a table that has them by name. */
    OptionalInt pack(long high, long low) {
        int from = 0;
        int to = packs - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int r = Long.compareUnsigned(packHigh(middle), high);
            r = r != 0 ? r : Long.compareUnsigned(packLow(middle), low);
            if (r == 0) {
                return OptionalInt.of(middle);
            }
            if (r < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return OptionalInt.empty();
    }

    int framesOf(int pack) {
        return bytes.getInt(packAt(pack) + 65);
    }

    Frame frame(int pack, int number) {
        long at = frameAt(pack, number);
        blocks.need(at, Frame.LENGTH);
        return Frame.read(bytes.slice(at, Frame.LENGTH));
    }

    private long frameAt(int pack, int number) {
        long first = bytes.getInt(packAt(pack) + 61) & 0xffff_ffffL;
        if (number < 0 || number >= framesOf(pack) || first + number >= frameCount) {
            throw new FormatException("names a frame that the pack does not have");
        }
        return framesAt + (first + number) * Frame.LENGTH;
    }

    /** Writes all frames of a pack. */
    void frames(int pack, Out out) throws IOException {
        int count = framesOf(pack);
        for (int i = 0; i < count; i++) {
            long at = frameAt(pack, i);
            blocks.need(at, Frame.LENGTH);
            out.put(bytes.slice(at, Frame.LENGTH));
        }
    }

    /** Place of a record; what follows reads its parts. */
    private long recordAt(int record) {
        long at = recordsAt + (long) record * RECORD;
        blocks.need(at, RECORD);
        return at;
    }

    long high(int record) {
        return bytes.getLong(recordAt(record));
    }

    long low(int record) {
        return bytes.getLong(recordAt(record) + 8);
    }

    int recordPack(int record) {
        return bytes.getInt(recordAt(record) + 16);
    }

    int recordFrame(int record) {
        return bytes.getInt(recordAt(record) + 20);
    }

    int recordOffset(int record) {
        return bytes.getInt(recordAt(record) + 24);
    }

    int recordLength(int record) {
        return bytes.getInt(recordAt(record) + 28);
    }

    /** One of an id's records in an accepted pack, -1 when there is none. Interpolates: ids are evenly spread. */
    int find(BlobId id, IntPredicate pack) {
        int found = find(id);
        if (found < 0 || pack.test(recordPack(found))) {
            return found;
        }
        for (int i = found - 1; i >= 0 && compare(i, id.a(), id.b()) == 0; i--) {
            if (pack.test(recordPack(i))) {
                return i;
            }
        }
        for (int i = found + 1; i < records && compare(i, id.a(), id.b()) == 0; i++) {
            if (pack.test(recordPack(i))) {
                return i;
            }
        }
        return -1;
    }

    /** All of an id's records. */
    void each(BlobId id, IntConsumer record) {
        int first = find(id);
        if (first < 0) {
            return;
        }
        while (first > 0 && compare(first - 1, id.a(), id.b()) == 0) {
            first--;
        }
        for (int i = first; i < records && compare(i, id.a(), id.b()) == 0; i++) {
            record.accept(i);
        }
    }

    private int find(BlobId id) {
        int from = 0;
        int to = records - 1;
        long lowest = 0;
        long highest = -1;
        for (int step = 0; from <= to; step++) {
            int guess =
                    step < MOST_GUESSES ? Interpolation.guess(id.a(), from, to, lowest, highest) : (from + to) >>> 1;
            long at = recordAt(guess);
            long high = bytes.getLong(at);
            int r = Long.compareUnsigned(high, id.a());
            r = r != 0 ? r : Long.compareUnsigned(bytes.getLong(at + 8), id.b());
            if (r == 0) {
                return guess;
            }
            if (r < 0) {
                from = guess + 1;
                lowest = high;
            } else {
                to = guess - 1;
                highest = high;
            }
        }
        return -1;
    }

    private int compare(int record, long high, long low) {
        int r = Long.compareUnsigned(high(record), high);
        return r != 0 ? r : Long.compareUnsigned(low(record), low);
    }
}
