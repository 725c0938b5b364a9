package dev.hikae.engine;

import java.util.Optional;

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

    private static final int FASTEST_LEVEL = -5;
    private static final int HIGHEST_LEVEL = 22;

    /** {@code auto}, {@code fastest}, {@code better}, {@code max}, {@code off}, or a level from -5 to 22 but 0; empty for anything else. */
    public static Optional<CompressionPolicy> parse(String text) {
        return switch (text) {
            case "auto" -> Optional.of(AUTO);
            case "fastest" -> Optional.of(of(1));
            case "better" -> Optional.of(of(9));
            case "max" -> Optional.of(of(19));
            case "off" -> Optional.of(OFF);
            default -> text.matches("-?[1-9][0-9]?") ? level(Integer.parseInt(text)) : Optional.empty();
        };
    }

    private static Optional<CompressionPolicy> level(int level) {
        return level < FASTEST_LEVEL || level > HIGHEST_LEVEL ? Optional.empty() : Optional.of(of(level));
    }

    /** One level for all: negative levels are the fastest, 1 to 22 ever smaller and slower. */
    public static CompressionPolicy of(int level) {
        return new CompressionPolicy(level, level);
    }

    /** Whether a level asks for compression at all. */
    public static boolean compresses(int level) {
        return level != NONE;
    }
}
