package dev.hikae.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Texts by the columns they take on a terminal: wide East Asian characters take two, combining marks none. */
final class Columns {
    private static final String ELLIPSIS = "…";

    private Columns() {}

    static int width(String text) {
        return text.codePoints().map(Columns::width).sum();
    }

    private static int width(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> wide(c) ? 2 : 1;
        };
    }

    /** The blocks of Unicode's East Asian Width that are W or F, and pictographs. */
    private static boolean wide(int c) {
        return c >= 0x1100 && c <= 0x115f
                || c >= 0x2e80 && c <= 0xa4cf && c != 0x303f
                || c >= 0xac00 && c <= 0xd7a3
                || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xfe6f
                || c >= 0xff00 && c <= 0xff60
                || c >= 0xffe0 && c <= 0xffe6
                || c >= 0x1f300 && c <= 0x1faff
                || c >= 0x20000 && c <= 0x3fffd;
    }

    /** Its end, which tells files apart, in at most so many columns. */
    static String end(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        int room = columns - 1;
        int from = text.length();
        while (from > 0 && room >= width(text.codePointBefore(from))) {
            room -= width(text.codePointBefore(from));
            from -= Character.charCount(text.codePointBefore(from));
        }
        return columns < 1 ? "" : ELLIPSIS + text.substring(from);
    }

    /** Its beginning, in at most so many columns. */
    static String start(String text, int columns) {
        int room = columns;
        int to = 0;
        while (to < text.length() && room >= width(text.codePointAt(to))) {
            room -= width(text.codePointAt(to));
            to += Character.charCount(text.codePointAt(to));
        }
        return text.substring(0, to);
    }

    /** Lines as they may be shown; tabs and ends of lines stay. */
    static String harmlessLines(String text) {
        return text.lines()
                .map(line -> Arrays.stream(line.split("\t", -1))
                        .map(Columns::harmless)
                        .collect(Collectors.joining("\t")))
                .collect(Collectors.joining("\n"));
    }

    /** A name as it may be shown: what would move the cursor or change colours is replaced. */
    static String harmless(String name) {
        return name.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
