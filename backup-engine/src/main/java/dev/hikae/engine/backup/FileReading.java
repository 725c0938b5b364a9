package dev.hikae.engine.backup;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.chunk.Chunker;
import dev.hikae.engine.chunk.PageDetector;
import dev.hikae.engine.chunk.PageRuns;
import dev.hikae.engine.file.SourceFile;
import dev.hikae.engine.pack.BlobWriter;
import dev.hikae.engine.pack.BlobWriter.Gathering;
import dev.hikae.engine.tree.PageSink;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads files into chunks, one at a time, through one buffer as long as the longest file seen, or twice the largest chunk. */
final class FileReading {
    private static final int SHORTEST_BUFFER = 256 << 10;

    private final Chunker chunker;
    private final BlobWriter blobs;
    private final PageSink pages;
    private byte[] buffer = new byte[0];
    private int from;
    private int to;

    /** Place in the file of what is cut next. */
    private long position;

    private boolean judged;
    private Optional<PageRuns> runs = Optional.empty();

    /**
     * What is known of a file before it is read.
     *
     * @param runs how the parent's version was cut, if in runs of pages
     */
    record About(RawPath name, long size, Optional<PageRuns> runs) {}

    FileReading(Chunker chunker, BlobWriter blobs, PageSink pages) {
        this.chunker = chunker;
        this.blobs = blobs;
        this.pages = pages;
    }

    /** Everything up to the file's end; tells how many bytes were read as they come. */
    FileContent read(SourceFile file, About about, LongConsumer progress) {
        var content = new FileContent(pages);
        from = 0;
        to = 0;
        position = 0;
        judged = false;
        runs = Optional.empty();
        grow(about.size() + 1);
        while (true) {
            long hole = file.skipHole();
            if (hole > 0) {
                judge(about, content);
                cutAll(content);
                content.hole(hole);
                position += hole;
                progress.accept(hole);
            }
            int n = file.read(buffer, to, buffer.length - to);
            if (n < 0) {
                judge(about, content);
                cutAll(content);
                return content;
            }
            to += n;
            progress.accept(n);
            if (n == 0) {
                judge(about, content);
                cutAll(content);
            } else if (to == buffer.length && buffer.length < longestBuffer()) {
                grow(2L * buffer.length);
            } else if (to == buffer.length) {
                judge(about, content);
                cutWhileSure(content);
            }
        }
    }

    private int longestBuffer() {
        return 2 * chunker.maxSize();
    }

    private void grow(long wanted) {
        int length = (int) Math.clamp(wanted, SHORTEST_BUFFER, longestBuffer());
        if (buffer.length < length) {
            buffer = Arrays.copyOf(buffer, length);
        }
    }

    /** Decides once per file, by the first data, whether it is cut in runs of pages. */
    private void judge(About about, FileContent content) {
        if (!judged && about.size() >= PageDetector.LEAST_SIZE && to > from) {
            judged = true;
            MemorySegment head = MemorySegment.ofArray(buffer).asSlice(from, to - from);
            runs = PageDetector.runs(about.name().toString(), about.size(), head, about.runs());
            runs.ifPresent(content::inRuns);
        }
    }

    /** Cuts while a chunk of any size would still fit, then makes room. */
    private void cutWhileSure(FileContent content) {
        while (to - from >= chunker.maxSize()) {
            cut(content);
        }
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
    }

    /** Data ends here: at the file's end or before a hole. */
    private void cutAll(FileContent content) {
        while (from < to) {
            cut(content);
        }
        from = 0;
        to = 0;
    }

    private void cut(FileContent content) {
        int length = runs.isPresent() ? Math.min(runs.get().left(position), to - from) : chunker.cut(buffer, from, to);
        if (length < BlobWriter.SMALL) {
            content.data(
                    blobs.gather(runs.isPresent() ? Gathering.PAGES : Gathering.FILES, buffer, from, length), length);
        } else {
            byte[] leased = blobs.lease(length);
            System.arraycopy(buffer, from, leased, 0, length);
            content.data(blobs.addLarge(leased, length), length);
        }
        from += length;
        position += length;
    }
}
