package dev.hikae.engine.file;

import dev.hikae.engine.RawPath;

/** Matches one glob over the bytes of a path, as gitignore(5) describes it. */
final class Glob {
    private final byte[] glob;
    private final byte[] path;

    private Glob(byte[] glob, byte[] path) {
        this.glob = glob;
        this.path = path;
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

    static boolean matches(byte[] glob, byte[] path) {
        return new Glob(glob, path).matches(0, 0);
    }

    private boolean matches(int g, int p) {
        while (g < glob.length) {
            if (isDoubleStar(g)) {
                return doubleStar(g + 2, p);
            }
            if (glob[g] == '*') {
                return star(g + 1, p);
            }
            if (p >= path.length) {
                return false;
            }
            int after = one(g, p);
            if (after < 0) {
                return false;
            }
            g = after;
            p++;
        }
        return p == path.length;
    }

    /** Only where it fills a whole component; elsewhere two stars are one. */
    private boolean isDoubleStar(int g) {
        return glob[g] == '*'
                && g + 1 < glob.length
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
            if (boundary && matches(g + 1, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean star(int g, int p) {
        for (int at = p; ; at++) {
            if (matches(g, at)) {
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

    private int classEnd(int g) {
        int i = g + 1;
        if (i < glob.length && (glob[i] == '!' || glob[i] == '^')) {
            i++;
        }
        if (i < glob.length && glob[i] == ']') {
            i++;
        }
        while (i < glob.length && glob[i] != ']') {
            i += glob[i] == '\\' ? 2 : 1;
        }
        return i < glob.length ? i : -1;
    }

    private boolean inClass(int g, int end, int value) {
        int i = g + 1;
        boolean negated = glob[i] == '!' || glob[i] == '^';
        i += negated ? 1 : 0;
        boolean found = false;
        while (i < end) {
            i += glob[i] == '\\' ? 1 : 0;
            int low = glob[i] & 0xff;
            boolean range = i + 2 < end && glob[i + 1] == '-';
            int high = range ? glob[i + 2] & 0xff : low;
            found |= value >= low && value <= high;
            i += range ? 3 : 1;
        }
        return found != negated;
    }
}
