package dev.hikae.config.load;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Similar {
    private Similar() {}

    /** The nearest of the known words, when it is near enough to be a slip. */
    static Optional<String> to(String word, Collection<String> known) {
        String plain = plain(word);
        return known.stream()
                .filter(k -> distance(plain, plain(k)) <= Math.max(1, plain(k).length() / 3))
                .min(Comparator.comparingInt(k -> distance(plain, plain(k))));
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** Edits, where swapping two neighbours is one (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : nearest(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int nearest(int[][] d, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
