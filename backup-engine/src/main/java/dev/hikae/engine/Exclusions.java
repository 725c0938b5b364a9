package dev.hikae.engine;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a backup leaves out on purpose; each item is counted in the result. A root itself is never left out.
 *
 * @param patterns in the manner of gitignore, relative to each root
 * @param ignoreCase whether patterns match names in any case
 * @param caches whether of a directory with a valid {@code CACHEDIR.TAG} only that file is kept
 * @param ifPresent names; of a directory that holds one of them only those are kept
 * @param largerThan files of more bytes are left out
 * @param nodump whether entries with the inode flag {@code d} of chattr(1) are left out
 */
public record Exclusions(
        List<String> patterns,
        boolean ignoreCase,
        boolean caches,
        List<String> ifPresent,
        OptionalLong largerThan,
        boolean nodump) {
    /** Nothing is left out. */
    public static final Exclusions NONE = of(List.of());

    public Exclusions {
        patterns = List.copyOf(patterns);
        ifPresent = List.copyOf(ifPresent);
    }

    /** Patterns only. */
    public static Exclusions of(List<String> patterns) {
        return new Exclusions(patterns, false, false, List.of(), OptionalLong.empty(), false);
    }

    /** Why something was left out. */
    public enum Reason {
        PATTERN,
        CACHE,
        MARKER,
        SIZE,
        NODUMP,
        OTHER_FILE_SYSTEM
    }
}
