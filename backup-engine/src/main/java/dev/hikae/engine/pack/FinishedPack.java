package dev.hikae.engine.pack;

import java.util.List;

/** A pack that is durable in the regions of its session, with what the index must know of it. */
public record FinishedPack(PackInfo info, List<FrameContent> frames) {
    public FinishedPack {
        frames = List.copyOf(frames);
    }

    /** A frame and its blobs. */
    public record FrameContent(Frame frame, List<FrameBlob> blobs) {
        public FrameContent {
            blobs = List.copyOf(blobs);
        }
    }
}
