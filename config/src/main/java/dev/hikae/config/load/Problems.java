package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects problems; not for several threads. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(Place place, ConfigError code, Object... params) {
        addHinted(place, code, "", params);
    }

    /** With another hint than the code's own: {@code error.HKE-nnnn.hint.<variant>}. */
    void addHinted(Place place, ConfigError code, String variant, Object... params) {
        String key = "error." + code.id();
        found.add(new Problem(
                place.file(),
                place.line(),
                place.column(),
                code,
                Text.of(code.bundle(), key, params),
                Text.of(code.bundle(), key + ".hint" + variant, params)));
    }

    int count() {
        return found.size();
    }

    List<Problem> sorted() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::file)
                        .thenComparingInt(Problem::line)
                        .thenComparingInt(Problem::column))
                .toList();
    }

    /** Where something stands; line and column count from 1. */
    record Place(Path file, int line, int column) {
        static Place start(Path file) {
            return new Place(file, 1, 1);
        }
    }
}
