package dev.hikae.engine.chunk;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Recognises files that are changed a page at a time in place: databases, images of disks. By what they begin with, by
 * their name, or because what is measured at their page starts repeats there and nowhere between.
 *
 * <p>Taking another file for one costs dedup of what moved within it, and no more.
 */
public final class PageDetector {
    /** Shorter files are a few chunks at most, which leaves nothing to gain. */
    public static final int LEAST_SIZE = 1 << 20;

    private PageDetector() {}

    /**
     * How to cut a file in runs of pages, or empty if it is none of these.
     *
     * @param name its last component
     * @param head as much of its beginning as is at hand, at most a few MiB of it are looked at
     * @param before how the parent snapshot's version was cut: a file near the limit stays what it was
     */
    public static Optional<PageRuns> runs(String name, long size, MemorySegment head, Optional<PageRuns> before) {
        return size >= LEAST_SIZE && isPaged(name, size, head, before.isPresent())
                ? Optional.of(PageRuns.of(size, before))
                : Optional.empty();
    }

    private static boolean isPaged(String name, long size, MemorySegment head, boolean before) {
        return PageSignatures.match(head)
                || (PageNames.match(name) && size % PageNames.SECTOR == 0 && !PageSignatures.isArchive(head))
                || new PagePattern(head).repeats(before);
    }
}
