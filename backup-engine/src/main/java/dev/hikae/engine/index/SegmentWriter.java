package dev.hikae.engine.index;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Writes the file of one {@link Segment}: first its table and filter, then what it says of objects. */
final class SegmentWriter {
    private final FileChannel file;
    private final long length;
    private final long filterAt;
    private final long filterBlocks;
    private final long objectsAt;
    private int[] checksums = new int[16];

    /** Writes table and filter. */
    SegmentWriter(FileChannel file, Merge merge) throws IOException {
        this.file = file;
        this.length = merge.length();
        this.filterAt = up(length);
        this.filterBlocks = Filter.blocks(merge.records());
        this.objectsAt = up(filterAt + filterBlocks * Filter.BLOCK);
        var filter = new Filter.Writer(from(filterAt), filterBlocks);
        merge.write(from(0), filter::add);
        filter.finish();
    }

    private static long up(long at) {
        return (at + Blocks.SIZE - 1) >>> Blocks.SHIFT << Blocks.SHIFT;
    }

    /** The table, which is an index object's plaintext. */
    Bytes table() throws IOException {
        return MappedBytes.map(file, length);
    }

    /** Ends the file. */
    void finish(List<Segment.Listed> objects) throws IOException {
        Out out = from(objectsAt);
        long size = 0;
        for (Segment.Listed listed : objects) {
            put(out, listed);
            size += 64 + 4L * listed.packs().length;
        }
        out.flush();
        long checksumsAt = up(objectsAt + size);
        int blocks = (int) (checksumsAt >>> Blocks.SHIFT);
        var end = ByteBuffer.allocate(4 * blocks + Segment.FOOTER);
        for (int i = 0; i < blocks; i++) {
            end.putInt(checksums[i]);
        }
        int crc = Digests.crc32c(end.duplicate().flip());
        int footer = end.position();
        end.put(Segment.MAGIC.getBytes(StandardCharsets.US_ASCII));
        end.putInt(objects.size()).putInt(0);
        end.putLong(length).putLong(filterAt).putLong(filterBlocks).putLong(objectsAt);
        end.putLong(checksumsAt).putInt(crc);
        end.putInt(Digests.crc32c(end.slice(footer, Segment.FOOTER - 4)));
        write(end.flip(), checksumsAt);
    }

    private static void put(Out out, Segment.Listed listed) throws IOException {
        NeededObject object = listed.object();
        String name = object.name();
        out.put(ByteBuffer.wrap(HexFormat.of().parseHex(name.substring(name.lastIndexOf('/') + 1))));
        out.putLong(object.size());
        out.putInt(object.crc32c());
        out.put(ByteBuffer.wrap(object.digest().value()));
        out.putInt(listed.packs().length);
        for (int pack : listed.packs()) {
            out.putInt(pack);
        }
    }

    /** Blocks from a place on, the last one filled up with zeros. */
    private Out from(long start) {
        long[] at = {start};
        return new Out(block -> {
            ByteBuffer whole = block;
            if (block.remaining() < Blocks.SIZE) {
                whole = ByteBuffer.allocate(Blocks.SIZE).put(block).rewind();
            }
            int number = (int) (at[0] >>> Blocks.SHIFT);
            if (number >= checksums.length) {
                checksums = Arrays.copyOf(checksums, Math.max(number + 1, 2 * checksums.length));
            }
            checksums[number] = Digests.crc32c(whole);
            write(whole, at[0]);
            at[0] += Blocks.SIZE;
        });
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        long place = at;
        while (bytes.hasRemaining()) {
            place += file.write(bytes, place);
        }
    }
}
