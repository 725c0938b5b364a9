package dev.hikae.engine.index;

import dev.hikae.engine.pack.FinishedPack;
import java.util.ArrayList;
import java.util.List;

/** The packs that a session wrote, as sorted tables: some on the heap, the rest in files. Not for several threads. */
final class SessionRuns {
    /** Blobs after which a table is made of packs. */
    private static final int TABLE_AT = 32 << 10;
    /** Bytes of tables on the heap after which they go into a file. */
    private static final int HEAP = 4 << 20;
    /** Files that are merged into one. */
    private static final int FILES = 16;

    private final SegmentFolder folder;
    private final List<FinishedPack> packs = new ArrayList<>();
    private final List<IndexTable> onHeap = new ArrayList<>();
    private final List<IndexTable> inFiles = new ArrayList<>();
    private int blobs;
    private long heap;

    SessionRuns(SegmentFolder folder) {
        this.folder = folder;
    }

    void add(FinishedPack pack) {
        packs.add(pack);
        blobs += pack.frames().stream().mapToInt(f -> f.blobs().size()).sum();
        if (blobs >= TABLE_AT) {
            table();
        }
    }

    private void table() {
        if (packs.isEmpty()) {
            return;
        }
        var table = IndexTable.of(MappedBytes.of(IndexContent.encode(packs)));
        packs.clear();
        blobs = 0;
        onHeap.add(table);
        heap += table.length();
        if (heap >= HEAP) {
            inFiles.add(merged(onHeap));
            onHeap.clear();
            heap = 0;
        }
        if (inFiles.size() >= FILES) {
            IndexTable one = merged(inFiles);
            inFiles.clear();
            inFiles.add(one);
        }
    }

    private IndexTable merged(List<IndexTable> tables) {
        return folder.scratch(new Merge(tables.stream().map(Merge.Input::all).toList()));
    }

    /** All packs so far. */
    List<IndexTable> tables() {
        table();
        var all = new ArrayList<>(inFiles);
        all.addAll(onHeap);
        return all;
    }
}
