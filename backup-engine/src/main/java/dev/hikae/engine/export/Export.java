package dev.hikae.engine.export;

import com.github.luben.zstd.ZstdOutputStream;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry.HardLink;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.ExportRequest.Format;
import dev.hikae.engine.ExportResult;
import dev.hikae.engine.Progress.Phase;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.export.Batch.Fetched;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.restore.Deep;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes trees as an archive. A file that cannot be read whole is left out and told, as long as nothing of it was written; else the
 * export ends there, so that no archive looks whole that is not.
 */
public final class Export {
    private static final int KEEP = 1000;
    private static final int BUFFER = 256 << 10;
    private static final int ZSTD_LEVEL = 3;
    private static final int DEFLATE_LEVEL = 6;

    private final TreeReader trees;
    private final BlobReader blobs;
    private final int threads;
    private final RunControl control;
    private final long bytesTotal;

    /** @param bytesTotal what is expected to be written, for progress; -1 when unknown */
    public Export(TreeReader trees, BlobReader blobs, int threads, long bytesTotal, RunControl control) {
        this.trees = trees;
        this.blobs = blobs;
        this.threads = threads;
        this.bytesTotal = bytesTotal;
        this.control = control;
    }

    /**
     * Writes everything below one entry: a directory's content lies at the top, another entry under its own name.
     *
     * @throws IOException only what the stream threw
     */
    public ExportResult one(RawPath path, Node node, Format format, Optional<Integer> level, OutputStream to)
            throws IOException {
        RawPath name = node.entry().kind() instanceof Kind.Directory ? RawPath.of("") : last(path);
        return write(List.of(new Item(path, name, node)), format, level, to);
    }

    /** Writes several roots, each under its full path. */
    public ExportResult roots(List<Node> roots, Format format, Optional<Integer> level, OutputStream to)
            throws IOException {
        List<Item> items = roots.stream()
                .map(r -> new Item(r.entry().name(), withoutSlash(r.entry().name()), r))
                .toList();
        return write(items, format, level, to);
    }

    private static RawPath last(RawPath path) {
        byte[] bytes = path.toBytes();
        int from = bytes.length;
        while (from > 0 && bytes[from - 1] != '/') {
            from--;
        }
        return RawPath.ofBytes(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static RawPath withoutSlash(RawPath path) {
        byte[] bytes = path.toBytes();
        return bytes.length > 0 && bytes[0] == '/' ? RawPath.ofBytes(Arrays.copyOfRange(bytes, 1, bytes.length)) : path;
    }

    private ExportResult write(List<Item> items, Format format, Optional<Integer> level, OutputStream to)
            throws IOException {
        var buffered = new BufferedOutputStream(to, BUFFER);
        try {
            return switch (format) {
                case TAR -> run(items, new TarArchive(buffered, trees), buffered);
                case TAR_ZST -> zstd(items, level.orElse(ZSTD_LEVEL), buffered);
                case ZIP -> run(items, new ZipArchive(buffered, level.orElse(DEFLATE_LEVEL)), buffered);
            };
        } catch (ReceiverFailed e) {
            throw e.failure();
        }
    }

    private ExportResult zstd(List<Item> items, int level, OutputStream to) throws IOException {
        var gate = new Gate(to);
        var zstd = new ZstdOutputStream(gate, level);
        boolean done = false;
        try {
            zstd.setChecksum(true);
            var buffered = new BufferedOutputStream(zstd, BUFFER);
            var result = run(items, new TarArchive(buffered, trees), buffered);
            done = true;
            return result;
        } finally {
            gate.open = done;
            zstd.close();
        }
    }

    /** Lets the compressor end its frame only when all went well: what broke off must look so. */
    private static final class Gate extends OutputStream {
        private final OutputStream to;
        private boolean open = true;

        Gate(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (open) {
                to.write(bytes, from, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (open) {
                to.flush();
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private ExportResult run(List<Item> items, Archive archive, OutputStream to) throws IOException {
        var writing = new Writing(archive, new Ticker(control.progress(), Phase.EXPORTING, bytesTotal));
        Deep.call(() -> {
            try (var ahead = new ReadAhead(blobs, threads, writing, control.cancellation())) {
                var walk = new Walk(trees, writing::mark, ahead::add, writing::lost);
                items.forEach(walk::entry);
                ahead.finish();
            }
            return true;
        });
        archive.finish();
        to.flush();
        return writing.result();
    }

    private static final class Writing implements ReadAhead.Receiver {
        private final Archive archive;
        private final Ticker ticker;
        private final Map<HardLink, RawPath> firstNames = new HashMap<>();
        private final Set<RawPath> missing = new HashSet<>();
        private final List<Finding> lost = new ArrayList<>();
        private final List<Finding> warnings = new ArrayList<>();
        private long lostCount;
        private long warningCount;

        Writing(Archive archive, Ticker ticker) {
            this.archive = archive;
            this.ticker = ticker;
        }

        /** Another name of an earlier inode is only a link to it. */
        Item mark(Item item) {
            Optional<HardLink> link = item.entry().hardLink();
            if (!archive.hasHardLinks() || link.isEmpty() || item.entry().kind() instanceof Kind.Socket) {
                return item;
            }
            return Optional.ofNullable(firstNames.putIfAbsent(link.get(), item.name()))
                    .map(item::linked)
                    .orElse(item);
        }

        @Override
        public void begin(Item item) throws IOException {
            if (item.linkedTo().map(missing::contains).orElse(false)) {
                lost(
                        item,
                        Text.of(
                                EngineError.BUNDLE,
                                "export.link-lost",
                                item.linkedTo().get()));
                return;
            }
            boolean held = archive.begin(item, what -> warn(item.path(), what));
            boolean file = item.entry().kind() instanceof Kind.File;
            if (held) {
                ticker.entry(file, item.path());
            }
        }

        @Override
        public void extent(Item item, Extent extent, Fetched content) throws IOException {
            switch (extent) {
                case Extent.Data data -> archive.data(content.content(data.blob()));
                case Extent.Hole hole -> archive.hole(hole.length());
            }
            ticker.bytes(extent.length(), item.path());
        }

        @Override
        public void end(Item item) throws IOException {
            if (item.hasContent()) {
                archive.end();
            }
        }

        @Override
        public void lost(Item item, boolean begun, HikaeException why) {
            Text damage = Faults.damage(why);
            if (begun) {
                throw new HikaeException(why, EngineError.CONTENT_CUT_OFF, item.path(), why.getMessage());
            }
            lost(item, damage);
        }

        void lost(Item item, Text why) {
            item.entry().hardLink().ifPresent(l -> missing.add(item.name()));
            lostCount++;
            if (lost.size() < KEEP) {
                lost.add(new Finding(item.path(), why));
            }
        }

        private void warn(RawPath path, Text what) {
            warningCount++;
            if (warnings.size() < KEEP) {
                warnings.add(new Finding(path, what));
            }
        }

        ExportResult result() {
            return new ExportResult(
                    ticker.entries(), ticker.files(), ticker.bytes(), lost, lostCount, warnings, warningCount);
        }
    }
}
