package dev.hikae.engine.file;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.RawPath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Patterns in the manner of gitignore, matched over bytes; the last one that matches decides.
 *
 * <p>{@code *} and {@code ?} and {@code [a-z]}, {@code [!a-z]}, {@code [[:digit:]]} match within one component;
 * {@code **} matches any number of components. A pattern with a slash at its start or in its middle holds from the
 * backed-up root, any other at every depth; one that ends in a slash matches directories only; {@code !}
 * takes an exclusion back, but nothing inside an excluded directory comes back, since it is not entered.
 * {@code #} begins a comment, a backslash takes the next character literally, and {@code \xNN} is one byte.
 */
public final class Excludes {
    /** Excludes nothing. */
    public static final Excludes NONE = new Excludes(List.of(), false);

    private final List<Pattern> patterns;
    private final boolean ignoreCase;

    private Excludes(List<Pattern> patterns, boolean ignoreCase) {
        this.patterns = patterns;
        this.ignoreCase = ignoreCase;
    }

    /** The same where case matters. */
    public static Excludes of(List<String> lines) {
        return of(lines, false);
    }

    /**
     * Blank lines and comments are skipped.
     *
     * @throws HikaeException HKE-2580 for one that can match nothing
     */
    public static Excludes of(List<String> lines, boolean ignoreCase) {
        var patterns = new ArrayList<Pattern>();
        for (String line : lines) {
            String pattern = trimEnd(line);
            if (!pattern.isEmpty() && !pattern.startsWith("#")) {
                patterns.add(Pattern.of(pattern, ignoreCase));
            }
        }
        return patterns.isEmpty() ? NONE : new Excludes(List.copyOf(patterns), ignoreCase);
    }

    /** The lines of a file of patterns. Bytes that are not UTF-8 come as {@code \xNN}. */
    public static List<String> lines(byte[] file) {
        var lines = new ArrayList<String>();
        boolean marked = file.length >= 3 && file[0] == (byte) 0xef && file[1] == (byte) 0xbb && file[2] == (byte) 0xbf;
        for (int from = marked ? 3 : 0, to; from < file.length; from = to + 1) {
            to = from;
            while (to < file.length && file[to] != '\n') {
                to++;
            }
            int end = to > from && file[to - 1] == '\r' ? to - 1 : to;
            lines.add(line(Arrays.copyOfRange(file, from, end)));
        }
        return lines;
    }

    private static String line(byte[] bytes) {
        String text = decoded(bytes);
        if (!text.isEmpty()) {
            return text;
        }
        var out = new StringBuilder();
        for (byte b : bytes) {
            out.append(b < 0 ? String.format("\\x%02x", b & 0xff) : String.valueOf((char) b));
        }
        return out.toString();
    }

    /** Empty where the bytes are not UTF-8. */
    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    /**
     * Whether the entry is left out.
     *
     * @param parent path of its directory below the root, no leading slash; empty for the root
     */
    public boolean excludes(RawPath parent, RawPath name, boolean directory) {
        return excludes(parent.resolve(name), directory);
    }

    /** The same for a path below the root. */
    public boolean excludes(RawPath relative, boolean directory) {
        if (patterns.isEmpty()) {
            return false;
        }
        byte[] path = ignoreCase ? fold(relative.toBytes()) : relative.toBytes();
        int name = path.length;
        while (name > 0 && path[name - 1] != '/') {
            name--;
        }
        for (int i = patterns.size() - 1; i >= 0; i--) {
            if (patterns.get(i).matches(path, name, directory)) {
                return !patterns.get(i).takesBack;
            }
        }
        return false;
    }

    /** Small letters; of bytes that are not UTF-8 only the ASCII ones. */
    private static byte[] fold(byte[] bytes) {
        String text = decoded(bytes);
        if (!text.isEmpty()) {
            return text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        }
        byte[] folded = bytes.clone();
        for (int i = 0; i < folded.length; i++) {
            folded[i] += folded[i] >= 'A' && folded[i] <= 'Z' ? 'a' - 'A' : 0;
        }
        return folded;
    }

    /** Spaces at the end do not count unless escaped, as in gitignore. */
    private static String trimEnd(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ' && !(end > 1 && line.charAt(end - 2) == '\\')) {
            end--;
        }
        return line.substring(0, end);
    }

    private static final class Pattern {
        private final Glob glob;
        private final boolean takesBack;
        private final boolean directoriesOnly;
        private final boolean anywhere;

        private Pattern(Glob glob, boolean takesBack, boolean directoriesOnly, boolean anywhere) {
            this.glob = glob;
            this.takesBack = takesBack;
            this.directoriesOnly = directoriesOnly;
            this.anywhere = anywhere;
        }

        static Pattern of(String text, boolean ignoreCase) {
            boolean takesBack = text.startsWith("!");
            String rest = takesBack ? text.substring(1) : text;
            boolean directoriesOnly = rest.endsWith("/");
            rest = directoriesOnly ? rest.substring(0, rest.length() - 1) : rest;
            boolean anywhere = rest.indexOf('/') < 0;
            rest = rest.startsWith("/") ? rest.substring(1) : rest;
            if (rest.isEmpty() || endsInBackslash(rest)) {
                throw new HikaeException(FileError.EXCLUDE_INVALID, text);
            }
            byte[] bytes = Glob.bytes(rest);
            return new Pattern(
                    new Glob(ignoreCase ? fold(bytes) : bytes, ignoreCase), takesBack, directoriesOnly, anywhere);
        }

        /** One that escapes nothing. */
        private static boolean endsInBackslash(String text) {
            int slashes = 0;
            while (slashes < text.length() && text.charAt(text.length() - 1 - slashes) == '\\') {
                slashes++;
            }
            return slashes % 2 == 1;
        }

        /** @param name where the last component begins */
        boolean matches(byte[] path, int name, boolean directory) {
            return (directory || !directoriesOnly) && glob.matches(path, anywhere ? name : 0);
        }
    }
}
