package dev.hikae.engine.export;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.ContentSink;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress.Phase;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.export.Batch.Fetched;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeReader;
import java.io.IOException;

/** Gives one file's content from start to end. Only proven bytes leave; at the first that cannot be proven it ends loudly. */
public final class Dump {
    private final TreeReader trees;
    private final BlobReader blobs;
    private final int threads;
    private final RunControl control;

    public Dump(TreeReader trees, BlobReader blobs, int threads, RunControl control) {
        this.trees = trees;
        this.blobs = blobs;
        this.threads = threads;
        this.control = control;
    }

    /** @throws IOException only what the sink threw */
    public void run(RawPath path, Node file, ContentSink sink) throws IOException {
        var receiver = new Content(
                sink,
                new Ticker(control.progress(), Phase.EXPORTING, file.entry().size()));
        try (var ahead = new ReadAhead(blobs, threads, receiver, control.cancellation())) {
            var walk = new Walk(trees, item -> item, ahead::add, Content::damaged);
            walk.file(new Item(path, file.entry().name(), file));
            ahead.finish();
        } catch (ReceiverFailed e) {
            throw e.failure();
        }
    }

    private static final class Content implements ReadAhead.Receiver {
        private final ContentSink sink;
        private final Ticker ticker;

        Content(ContentSink sink, Ticker ticker) {
            this.sink = sink;
            this.ticker = ticker;
        }

        static void damaged(Item item, Text why) {
            throw new HikaeException(EngineError.CONTENT_CUT_OFF, item.path(), String.join(" ", why.params()));
        }

        @Override
        public void begin(Item item) {}

        @Override
        public void extent(Item item, Extent extent, Fetched content) throws IOException {
            switch (extent) {
                case Extent.Data data -> sink.data(content.content(data.blob()));
                case Extent.Hole hole -> sink.hole(hole.length());
            }
            ticker.bytes(extent.length(), item.path());
        }

        @Override
        public void end(Item item) {
            ticker.entry(true, item.path());
        }

        @Override
        public void lost(Item item, boolean begun, HikaeException why) {
            Faults.damage(why);
            throw new HikaeException(why, EngineError.CONTENT_CUT_OFF, item.path(), why.getMessage());
        }
    }
}
