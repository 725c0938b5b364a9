package dev.hikae.engine.index;

import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.FrameBlob;
import dev.hikae.engine.pack.PackInfo;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes an index object's plaintext from packs: docs/FORMAT.md, section 6. */
final class IndexContent {
    private IndexContent() {}

    /** The plaintext for some packs. */
    static byte[] encode(List<FinishedPack> packs) {
        int frameCount = 0;
        int recordCount = 0;
        for (FinishedPack pack : packs) {
            frameCount += pack.frames().size();
            recordCount +=
                    pack.frames().stream().mapToInt(f -> f.blobs().size()).sum();
        }
        var out = ByteBuffer.allocate(IndexTable.HEAD
                + packs.size() * IndexTable.PACK
                + frameCount * Frame.LENGTH
                + recordCount * IndexTable.RECORD);
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
        out.put(info.id()).put(IndexTable.kindOf(info)).putLong(info.size()).putInt(info.crc32c());
        out.put(info.digest().value()).putInt(firstFrame).putInt(pack.frames().size());
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
