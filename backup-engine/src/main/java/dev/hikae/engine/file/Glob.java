package dev.hikae.engine.file;

import dev.hikae.engine.RawPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** One glob over the bytes of a path, as gitignore(5) describes it. */
final class Glob {
    private final byte[] glob;
    private final boolean ignoreCase;
    private final boolean literal;
    private final boolean suffix;

    /** @param ignoreCase glob and paths come in small letters */
    Glob(byte[] glob, boolean ignoreCase) {
        this.glob = glob.clone();
        this.ignoreCase = ignoreCase;
        this.literal = isLiteral(0);
        this.suffix = glob.length > 1 && glob[0] == '*' && isLiteral(1);
    }

    private boolean isLiteral(int from) {
        for (int i = from; i < glob.length; i++) {
            if (glob[i] == '*' || glob[i] == '?' || glob[i] == '[' || glob[i] == '\\' || glob[i] == '/') {
                return false;
            }
        }
        return true;
    }

    /** UTF-8 of the text; {@code \xNN} becomes an escaped byte, so that no byte is taken for a wildcard. */
    static byte[] bytes(String text) {
        var out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            boolean escaped = text.charAt(i) == '\\' && i + 1 < text.length();
            int length = escaped ? escapedLength(text, i) : Character.charCount(text.codePointAt(i));
            byte[] piece = RawPath.parse(text.substring(i, i + length)).toBytes();
            if (escaped && length == 4) {
                out.write('\\');
            }
            out.writeBytes(piece);
            i += length;
        }
        return out.toByteArray();
    }

    private static int escapedLength(String text, int at) {
        boolean hex = text.startsWith("\\x", at)
                && at + 4 <= text.length()
                && Character.digit(text.charAt(at + 2), 16) >= 0
                && Character.digit(text.charAt(at + 3), 16) >= 0;
        return hex ? 4 : 1 + Character.charCount(text.codePointAt(at + 1));
    }

    /** Whether the path from an index on is matched as a whole. */
    boolean matches(byte[] path, int from) {
        if (literal) {
            return Arrays.equals(glob, 0, glob.length, path, from, path.length);
        }
        if (suffix) {
            int start = path.length - glob.length + 1;
            return start >= from
                    && Arrays.equals(glob, 1, glob.length, path, start, path.length)
                    && !holdsSlash(path, from, start);
        }
        return new Matching(path).from(0, from);
    }

    private static boolean holdsSlash(byte[] path, int from, int to) {
        for (int i = from; i < to; i++) {
            if (path[i] == '/') {
                return true;
            }
        }
        return false;
    }

    /** One attempt. Places where stars failed are remembered, so that many stars cost no more than length by length. */
    private final class Matching {
        private final byte[] path;
        private final BitSet failed = new BitSet();

        Matching(byte[] path) {
            this.path = path;
        }

        boolean from(int g, int p) {
            int atGlob = g;
            int atPath = p;
            while (atGlob < glob.length) {
                if (glob[atGlob] == '*') {
                    return wild(atGlob, atPath);
                }
                if (atPath >= path.length) {
                    return false;
                }
                int after = one(atGlob, atPath);
                if (after < 0) {
                    return false;
                }
                atGlob = after;
                atPath++;
            }
            return atPath == path.length;
        }

        private boolean wild(int g, int p) {
            int place = g * (path.length + 1) + p;
            if (failed.get(place)) {
                return false;
            }
            boolean found = isDoubleStar(g) ? doubleStar(g + 2, p) : star(g + 1, p);
            failed.set(place, !found);
            return found;
        }

        /** Only where it fills a whole component; elsewhere two stars are one. */
        private boolean isDoubleStar(int g) {
            return g + 1 < glob.length
                    && glob[g + 1] == '*'
                    && (g == 0 || glob[g - 1] == '/')
                    && (g + 2 == glob.length || glob[g + 2] == '/');
        }

        /** At the end it matches everything below; before a slash any number of components, none too. */
        private boolean doubleStar(int g, int p) {
            if (g == glob.length) {
                return p < path.length;
            }
            for (int at = p; at <= path.length; at++) {
                boolean boundary = at == p || path[at - 1] == '/';
                if (boundary && from(g + 1, at)) {
                    return true;
                }
            }
            return false;
        }

        private boolean star(int g, int p) {
            for (int at = p; ; at++) {
                if (from(g, at)) {
                    return true;
                }
                if (at >= path.length || path[at] == '/') {
                    return false;
                }
            }
        }

        /** Matches one byte of the path; the place in the glob after it, or -1. */
        private int one(int g, int p) {
            byte c = glob[g];
            if (c == '\\' && g + 1 < glob.length) {
                return glob[g + 1] == path[p] ? g + 2 : -1;
            }
            if (c == '?') {
                return path[p] == '/' ? -1 : g + 1;
            }
            if (c == '[' && classEnd(g) > 0) {
                return path[p] != '/' && inClass(g, classEnd(g), path[p] & 0xff) ? classEnd(g) + 1 : -1;
            }
            return c == path[p] ? g + 1 : -1;
        }
    }

    /** Where the class that begins here ends; -1 where the bracket is only a bracket. */
    private int classEnd(int g) {
        int i = g + 1;
        if (i < glob.length && (glob[i] == '!' || glob[i] == '^')) {
            i++;
        }
        if (i < glob.length && glob[i] == ']') {
            i++;
        }
        while (i < glob.length && glob[i] != ']') {
            int named = namedEnd(i);
            i = named > 0 ? named : i + (glob[i] == '\\' ? 2 : 1);
        }
        return i < glob.length ? i : -1;
    }

    /** After {@code [:name:]}; -1 where there is none. */
    private int namedEnd(int i) {
        if (glob[i] != '[' || i + 1 >= glob.length || glob[i + 1] != ':') {
            return -1;
        }
        for (int at = i + 2; at + 1 < glob.length && glob[at] != '/'; at++) {
            if (glob[at] == ':' && glob[at + 1] == ']') {
                return at + 2;
            }
        }
        return -1;
    }

    private boolean inClass(int g, int end, int value) {
        int i = g + 1;
        boolean negated = glob[i] == '!' || glob[i] == '^';
        i += negated ? 1 : 0;
        boolean found = false;
        while (i < end) {
            int named = namedEnd(i);
            if (named > 0) {
                found |= named(new String(glob, i + 2, named - i - 4, StandardCharsets.US_ASCII))
                        .test(value);
                i = named;
                continue;
            }
            i += glob[i] == '\\' ? 1 : 0;
            int low = glob[i] & 0xff;
            i++;
            int high = low;
            if (i + 1 < end && glob[i] == '-') {
                i += glob[i + 1] == '\\' ? 2 : 1;
                high = glob[i] & 0xff;
                i++;
            }
            found |= value >= low && value <= high;
        }
        return found != negated;
    }

    /** The classes of POSIX, over ASCII. An unknown one holds nothing. */
    private IntPredicate named(String name) {
        IntPredicate lower = c -> c >= 'a' && c <= 'z';
        IntPredicate upper = ignoreCase ? lower : c -> c >= 'A' && c <= 'Z';
        IntPredicate digit = c -> c >= '0' && c <= '9';
        IntPredicate graph = c -> c > ' ' && c < 0x7f;
        IntPredicate alnum = lower.or(upper).or(digit);
        return switch (name) {
            case "lower" -> lower;
            case "upper" -> upper;
            case "alpha" -> lower.or(upper);
            case "digit" -> digit;
            case "alnum" -> alnum;
            case "xdigit" -> digit.or(c -> c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F');
            case "space" -> c -> c == ' ' || c >= '\t' && c <= '\r';
            case "blank" -> c -> c == ' ' || c == '\t';
            case "cntrl" -> c -> c < ' ' || c == 0x7f;
            case "graph" -> graph;
            case "print" -> graph.or(c -> c == ' ');
            case "punct" -> graph.and(alnum.negate());
            default -> c -> false;
        };
    }
}
