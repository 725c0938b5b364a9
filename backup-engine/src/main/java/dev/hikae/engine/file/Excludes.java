package dev.hikae.engine.file;

import dev.hikae.engine.RawPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Patterns in the manner of gitignore, matched over bytes; the last one that matches decides.
 *
 * <p>{@code *} and {@code ?} and {@code [a-z]}, {@code [!a-z]} match within one component; {@code **}
 * matches any number of components. A pattern with a slash at its start or in its middle holds from the
 * backed-up root, any other at every depth; one that ends in a slash matches directories only; {@code !}
 * takes an exclusion back, but nothing inside an excluded directory comes back, since it is not entered.
 * {@code #} begins a comment, a backslash takes the next character literally, and {@code \xNN} is one byte.
 */
public final class Excludes {
    /** Excludes nothing. */
    public static final Excludes NONE = new Excludes(List.of());

    private final List<Pattern> patterns;

    private Excludes(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /** Blank lines and comments are skipped. */
    public static Excludes of(List<String> lines) {
        var patterns = new ArrayList<Pattern>();
        for (String line : lines) {
            String pattern = trimEnd(line);
            if (!pattern.isEmpty() && !pattern.startsWith("#")) {
                patterns.add(Pattern.of(pattern));
            }
        }
        return patterns.isEmpty() ? NONE : new Excludes(List.copyOf(patterns));
    }

    /**
     * Whether the entry is left out.
     *
     * @param relative path below the root, no leading slash
     */
    public boolean excludes(RawPath relative, boolean directory) {
        byte[] path = patterns.isEmpty() ? new byte[0] : relative.toBytes();
        for (int i = patterns.size() - 1; i >= 0; i--) {
            if (patterns.get(i).matches(path, directory)) {
                return !patterns.get(i).takesBack;
            }
        }
        return false;
    }

    /** Spaces at the end do not count unless escaped, as in gitignore. */
    private static String trimEnd(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ' && !(end > 1 && line.charAt(end - 2) == '\\')) {
            end--;
        }
        return line.substring(0, end);
    }

    private record Pattern(RawPath glob, boolean takesBack, boolean directoriesOnly, boolean anywhere) {
        static Pattern of(String text) {
            boolean takesBack = text.startsWith("!");
            String rest = takesBack ? text.substring(1) : text;
            boolean directoriesOnly = rest.endsWith("/");
            rest = directoriesOnly ? rest.substring(0, rest.length() - 1) : rest;
            boolean anywhere = rest.indexOf('/') < 0;
            rest = rest.startsWith("/") ? rest.substring(1) : rest;
            return new Pattern(RawPath.ofBytes(Glob.bytes(rest)), takesBack, directoriesOnly, anywhere);
        }

        boolean matches(byte[] path, boolean directory) {
            if (directoriesOnly && !directory) {
                return false;
            }
            int from = 0;
            if (anywhere) {
                for (int i = 0; i < path.length; i++) {
                    from = path[i] == '/' ? i + 1 : from;
                }
            }
            return Glob.matches(glob.toBytes(), Arrays.copyOfRange(path, from, path.length));
        }
    }
}
