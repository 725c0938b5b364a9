package dev.hikae.engine.chunk;

import java.util.Optional;

/**
 * The chunker profile {@code paged} of {@code docs/FORMAT.md}: chunks end where the place in the file is a multiple of a
 * power of two, so that a page written anew in its place changes one chunk and moves none.
 *
 * <p>A chunk is a run of pages: every page size in use divides it.
 *
 * @param length of a run, 4 KiB to 4 MiB
 */
public record PageRuns(int length) {
    /** One changed page of 8 KiB stores 64 KiB anew; a thousandth and a half of the content is spent on ids. */
    public static final int USUAL = 64 << 10;

    public static final int SHORTEST = 4 << 10;
    public static final int LONGEST = FastCdc.MAX_SIZE;

    /** Runs a file may have before they become longer: 1 TiB of the usual ones. */
    private static final long MOST_RUNS = 16L << 20;

    /** A file that grows keeps its runs for so much longer, since others would store all of it anew. */
    private static final int PATIENCE = 4;

    public PageRuns {
        if (!isPossible(length)) {
            throw new IllegalArgumentException("runs of pages cannot be " + length + " bytes long");
        }
    }

    public static boolean isPossible(int length) {
        return Integer.bitCount(length) == 1 && length >= SHORTEST && length <= LONGEST;
    }

    /** For a file of this size that was cut like this before. */
    static PageRuns of(long size, Optional<PageRuns> before) {
        return before.filter(b -> size / b.length <= PATIENCE * MOST_RUNS).orElseGet(() -> {
            int length = USUAL;
            while (size / length > MOST_RUNS && length < LONGEST) {
                length *= 2;
            }
            return new PageRuns(length);
        });
    }

    /** Bytes from this place in the file to the next end of a chunk: 1 to the length of a run. */
    public int left(long position) {
        return length - (int) (position & (length - 1));
    }
}
