package dev.hikae.engine.pack;

/**
 * How hard Zstandard tries.
 *
 * @param gathered level for frames of many small files
 * @param large level for everything else: large blobs, and pages of databases
 */
public record CompressionPolicy(int gathered, int large) {
    /** Store as is. */
    private static final int NONE = Integer.MIN_VALUE;

    /**
     * What is used unless asked otherwise: a frame of small files at level 1 is smaller than the files one by one at
     * level 3, and large blobs lose 13 % at level 1.
     */
    public static final CompressionPolicy AUTO = new CompressionPolicy(1, 3);

    public static final CompressionPolicy OFF = new CompressionPolicy(NONE, NONE);

    /** One level for all: negative levels are the fastest, 1 to 22 ever smaller and slower. */
    public static CompressionPolicy of(int level) {
        return new CompressionPolicy(level, level);
    }

    static boolean compresses(int level) {
        return level != NONE;
    }
}
