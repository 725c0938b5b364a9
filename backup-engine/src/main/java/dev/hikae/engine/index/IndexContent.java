package dev.hikae.engine.index;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.pack.BlobKind;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.FrameBlob;
import dev.hikae.engine.pack.PackInfo;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An index object's plaintext: packs, frames, sorted records. */
final class IndexContent {
    private static final int PACK = 16 + 1 + 8 + 4 + 32 + 4 + 4;
    private static final int RECORD = 32;

    private final List<PackEntry> packs;
    private final ByteBuffer frames;
    private final ByteBuffer records;

    private IndexContent(List<PackEntry> packs, ByteBuffer frames, ByteBuffer records) {
        this.packs = packs;
        this.frames = frames;
        this.records = records;
    }

    /** A pack with its stretch of the frame table. */
    record PackEntry(PackInfo info, int firstFrame, int frames) {}

    List<PackEntry> packs() {
        return packs;
    }

    Frame frame(PackEntry pack, int number) {
        if (number < 0 || number >= pack.frames()) {
            throw new FormatException("names a frame that the pack does not have");
        }
        return Frame.read(frames.duplicate().position((pack.firstFrame() + number) * Frame.LENGTH));
    }

    /** The same without its records, whose memory is wanted back once they are copied. */
    IndexContent withoutRecords() {
        byte[] kept = new byte[frames.remaining()];
        frames.duplicate().get(kept);
        return new IndexContent(packs, ByteBuffer.wrap(kept), ByteBuffer.allocate(0));
    }

    int recordCount() {
        return records.remaining() / RECORD;
    }

    /** Adds all records, packs numbered from {@code firstPack}. */
    void copyInto(Records into, int firstPack) {
        var in = records.duplicate();
        while (in.hasRemaining()) {
            into.add(in.getLong(), in.getLong(), firstPack + in.getInt(), in.getInt(), in.getInt(), in.getInt());
        }
    }

    static IndexContent parse(byte[] plain) {
        var in = ByteBuffer.wrap(plain);
        try {
            int packCount = in.getInt();
            int frameCount = in.getInt();
            int recordCount = in.getInt();
            if (12 + (long) packCount * PACK + (long) frameCount * Frame.LENGTH + (long) recordCount * RECORD
                    != plain.length) {
                throw new FormatException("has tables of the wrong length");
            }
            var packs = new ArrayList<PackEntry>(packCount);
            for (int i = 0; i < packCount; i++) {
                packs.add(pack(in));
            }
            var frames = in.slice(in.position(), frameCount * Frame.LENGTH);
            in.position(in.position() + frameCount * Frame.LENGTH);
            return new IndexContent(packs, frames, in.slice());
        } catch (BufferUnderflowException e) {
            throw new FormatException("is cut off", e);
        }
    }

    private static PackEntry pack(ByteBuffer in) {
        byte[] id = new byte[16];
        in.get(id);
        var kind = BlobKind.of(in.get());
        long size = in.getLong();
        int crc = in.getInt();
        byte[] sha = new byte[32];
        in.get(sha);
        return new PackEntry(new PackInfo(id, kind, size, crc, sha), in.getInt(), in.getInt());
    }

    /** The plaintext for some packs. */
    static byte[] encode(List<FinishedPack> packs) {
        int frameCount = 0;
        int recordCount = 0;
        for (FinishedPack pack : packs) {
            frameCount += pack.frames().size();
            recordCount +=
                    pack.frames().stream().mapToInt(f -> f.blobs().size()).sum();
        }
        var out = ByteBuffer.allocate(12 + packs.size() * PACK + frameCount * Frame.LENGTH + recordCount * RECORD);
        out.putInt(packs.size()).putInt(frameCount).putInt(recordCount);
        int first = 0;
        for (FinishedPack pack : packs) {
            putPack(out, pack, first);
            first += pack.frames().size();
        }
        packs.forEach(p -> p.frames().forEach(f -> f.frame().write(out)));
        var records = sorted(packs, recordCount);
        for (int i = 0; i < records.count(); i++) {
            out.putLong(records.high(i)).putLong(records.low(i)).putInt(records.pack(i));
            out.putInt(records.frame(i)).putInt(records.offset(i)).putInt(records.length(i));
        }
        return out.array();
    }

    private static void putPack(ByteBuffer out, FinishedPack pack, int firstFrame) {
        PackInfo info = pack.info();
        out.put(info.id()).put(info.kind().code()).putLong(info.size()).putInt(info.crc32c());
        out.put(info.sha256()).putInt(firstFrame).putInt(pack.frames().size());
    }

    private static Records sorted(List<FinishedPack> packs, int count) {
        var records = new Records(count);
        for (int p = 0; p < packs.size(); p++) {
            var frames = packs.get(p).frames();
            for (int f = 0; f < frames.size(); f++) {
                int offset = 0;
                for (FrameBlob blob : frames.get(f).blobs()) {
                    records.add(blob.id().a(), blob.id().b(), p, f, offset, blob.length());
                    offset += blob.length();
                }
            }
        }
        records.sort();
        return records;
    }
}
