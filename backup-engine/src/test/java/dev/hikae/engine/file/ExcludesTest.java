package dev.hikae.engine.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        "a/?, a//, false",
    })
    void pattern_matchesLikeGitignore(String pattern, String path, boolean expected) {
        assertEquals(expected, Excludes.of(List.of(pattern)).excludes(RawPath.of(path), false));
    }

    @Test
    void trailingSlash_meansDirectoriesOnly() {
        var excludes = Excludes.of(List.of("cache/"));
        assertTrue(excludes.excludes(RawPath.of("x/cache"), true));
        assertFalse(excludes.excludes(RawPath.of("x/cache"), false));
    }

    @Test
    void lastMatchingPattern_decides() {
        var excludes = Excludes.of(List.of("*.log", "!keep.log", "# a comment", "", "x.log  "));
        assertTrue(excludes.excludes(RawPath.of("a.log"), false));
        assertFalse(excludes.excludes(RawPath.of("a/keep.log"), false));
        assertTrue(excludes.excludes(RawPath.of("x.log"), false));
        assertFalse(excludes.excludes(RawPath.of("# a comment"), false));
    }

    @Test
    void hexEscape_isOneByteAndNoWildcard() {
        var excludes = Excludes.of(List.of("a\\xff*", "\\x2a"));
        assertTrue(excludes.excludes(RawPath.parse("a\\xffb"), false));
        assertFalse(excludes.excludes(RawPath.parse("a\\xfeb"), false));
        assertTrue(excludes.excludes(RawPath.of("*"), false));
        assertFalse(excludes.excludes(RawPath.of("b"), false));
    }
}
