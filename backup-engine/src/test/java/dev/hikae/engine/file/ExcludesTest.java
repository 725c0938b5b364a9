package dev.hikae.engine.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.RawPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcludesTest {
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "*.o, a.o, true",
        "*.o, deep/er/a.o, true",
        "*.o, a.oo, false",
        "/*.o, a.o, true",
        "/*.o, b/a.o, false",
        "a/b, a/b, true",
        "a/b, x/a/b, false",
        "a/*, a/b, true",
        "a/*, a/b/c, false",
        "**/b, b, true",
        "**/b, x/y/b, true",
        "**/b, x/yb, false",
        "a/**, a/b/c, true",
        "a/**, a, false",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, a/xb, false",
        "a**b, axyb, true",
        "a**b, ax/b, false",
        "?at, cat, true",
        "?at, at, false",
        "[a-c]at, bat, true",
        "[!a-c]at, bat, false",
        "[^a-c]at, dat, true",
        "[]x], ], true",
        "[ab, [ab, true",
        "\\*, *, true",
        "\\*, a, false",
        "\\#x, #x, true",
        "\\!x, !x, true",
        "日本*, 日本語, true",
        "*, anything, true",
        "[[:digit:]]*, 7up, true",
        "[[:digit:]]*, up, false",
        "[![:alpha:]_]x, _x, false",
        "[[:upper:][:digit:]]x, Ax, true",
        "[a\\]b]x, ]x, true",
        "[\\a-c]x, bx, true",
        "[a-\\c]x, bx, true",
        "[a-], -, true",
        "[[:nothing:]], n, false",
        "*.tar.gz, a.tar.gz, true",
        "*x, ax, true",
        "*x, a/bx, true",
        "/*x, a/bx, false",
        "**/a/**/b, a/x/a/y/b, true",
        "a/**/**/b, a/b, true",
        "***, x, true",
        "a/?, a//, false",
    })
    void pattern_matchesLikeGitignore(String pattern, String path, boolean expected) {
        assertEquals(expected, Excludes.of(List.of(pattern), false).excludes(RawPath.of(path), false));
    }

    @Test
    void trailingSlash_meansDirectoriesOnly() {
        var excludes = Excludes.of(List.of("cache/"), false);
        assertTrue(excludes.excludes(RawPath.of("x/cache"), true));
        assertFalse(excludes.excludes(RawPath.of("x/cache"), false));
    }

    @Test
    void lastMatchingPattern_decides() {
        var excludes = Excludes.of(List.of("*.log", "!keep.log", "# a comment", "", "x.log  "), false);
        assertTrue(excludes.excludes(RawPath.of("a.log"), false));
        assertFalse(excludes.excludes(RawPath.of("a/keep.log"), false));
        assertTrue(excludes.excludes(RawPath.of("x.log"), false));
        assertFalse(excludes.excludes(RawPath.of("# a comment"), false));
    }

    @Test
    void hexEscape_isOneByteAndNoWildcard() {
        var excludes = Excludes.of(List.of("a\\xff*", "\\x2a"), false);
        assertTrue(excludes.excludes(RawPath.parse("a\\xffb"), false));
        assertFalse(excludes.excludes(RawPath.parse("a\\xfeb"), false));
        assertTrue(excludes.excludes(RawPath.of("*"), false));
        assertFalse(excludes.excludes(RawPath.of("b"), false));
    }

    @Test
    void case_isIgnoredWhereAsked_beyondAsciiToo() {
        var excludes = Excludes.of(List.of("*.TMP", "Ärger", "[A-C]z", "[[:upper:]]q"), true);
        for (String name : List.of("a.tmp", "b.Tmp", "ärger", "ÄRGER", "bZ", "rQ")) {
            assertTrue(excludes.excludes(RawPath.of(name), false), name);
        }
        assertTrue(excludes.excludes(RawPath.parse("\\xffA.tMP"), false));
        assertFalse(Excludes.of(List.of("*.TMP"), false).excludes(RawPath.of("a.tmp"), false));
    }

    @Test
    void patternThatCanMatchNothing_isRefused() {
        for (String pattern : List.of("!", "/", "!/", "a\\", "a\\\\\\")) {
            var e = assertThrows(HikaeException.class, () -> Excludes.of(List.of(pattern), false), pattern);
            assertEquals(FileError.EXCLUDE_INVALID, e.code());
        }
        assertTrue(Excludes.of(List.of("a\\\\"), false).excludes(RawPath.parse("a\\x5c"), false));
    }

    @Test
    void file_isReadByLines_andItsBytesAreKept() {
        byte[] file = RawPath.parse("\\xef\\xbb\\xbf*.tmp\\x0d\\x0a# comment\\x0a\\x0a日本\\x0aa\\xff[!b]")
                .toBytes();
        List<String> lines = Excludes.lines(file);
        assertEquals(List.of("*.tmp", "# comment", "", "日本", "a\\xff[!b]"), lines);
        assertTrue(Excludes.of(lines, false).excludes(RawPath.parse("a\\xffc"), false));
    }

    /** Without a memory this takes years. */
    @Test
    void manyStars_endSoon() {
        var excludes = Excludes.of(List.of("*a*a*a*a*a*a*a*a*a*a*a*a*a*b"), false);
        assertFalse(excludes.excludes(RawPath.of("a".repeat(250)), false));
    }
}
