package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.id.Slug;
import dev.hikae.config.load.Problems.Place;
import dev.hikae.config.text.ByteSizes;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a file with its place; each reading notes a problem and is empty when the value is not of that kind.
 *
 * @param path of keys from the root, for people
 */
record Value(Node node, String path, Path file, Problems problems) {
    Place place() {
        return node.getStartMark()
                .map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(Place.start(file));
    }

    /** The path as shown; the root has a name too. */
    String shown() {
        return path.isEmpty() ? "(file)" : path;
    }

    boolean isScalar() {
        return node instanceof ScalarNode;
    }

    boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    <T> Optional<T> problem(ConfigError code, Object... params) {
        problems.add(place(), code, params);
        return Optional.empty();
    }

    Optional<Fields> fields() {
        return node instanceof MappingNode m
                ? Optional.of(new Fields(this, m))
                : problem(ConfigError.EXPECTED_MAPPING, shown());
    }

    /** Each item read; empty when one of them has a problem. */
    <T> Optional<List<T>> list(Function<Value, Optional<T>> each) {
        if (!(node instanceof SequenceNode s)) {
            return problem(ConfigError.EXPECTED_LIST, shown());
        }
        var out = new ArrayList<T>();
        for (int i = 0; i < s.getValue().size(); i++) {
            each.apply(new Value(s.getValue().get(i), path + "[" + i + "]", file, problems))
                    .ifPresent(out::add);
        }
        return out.size() == s.getValue().size() ? Optional.of(List.copyOf(out)) : Optional.empty();
    }

    <T> Optional<List<T>> filledList(Function<Value, Optional<T>> each) {
        return list(each).flatMap(l -> l.isEmpty() ? problem(ConfigError.EMPTY, shown()) : Optional.of(l));
    }

    Optional<String> text() {
        if (!(node instanceof ScalarNode s) || isNull()) {
            return problem(ConfigError.EXPECTED_TEXT, shown());
        }
        return Normalizer.isNormalized(s.getValue(), Normalizer.Form.NFC)
                ? Optional.of(s.getValue())
                : problem(ConfigError.NOT_NFC, shown());
    }

    Optional<String> filledText() {
        return text().flatMap(t -> t.isBlank() ? problem(ConfigError.EMPTY, shown()) : Optional.of(t));
    }

    Optional<Integer> integer(int least, int most) {
        if (!(node instanceof ScalarNode s) || !s.getTag().equals(Tag.INT)) {
            return problem(ConfigError.EXPECTED_INTEGER, shown());
        }
        try {
            int value = Integer.parseInt(s.getValue());
            if (value >= least && value <= most) {
                return Optional.of(value);
            }
        } catch (NumberFormatException e) {
            // Beyond an int, and so beyond the range.
        }
        return problem(ConfigError.OUT_OF_RANGE, shown(), least, most);
    }

    Optional<Boolean> bool() {
        return node instanceof ScalarNode s && s.getTag().equals(Tag.BOOL)
                ? Optional.of(Boolean.parseBoolean(s.getValue()))
                : problem(ConfigError.EXPECTED_BOOLEAN, shown());
    }

    /** Longer than zero. */
    Optional<Duration> duration() {
        return zeroOrDuration().flatMap(d -> d.isZero() ? problem(ConfigError.NOT_POSITIVE, shown()) : Optional.of(d));
    }

    Optional<Duration> zeroOrDuration() {
        return parsed(ConfigError.EXPECTED_DURATION, Durations::parse)
                .flatMap(d -> d.isNegative() || d.compareTo(Durations.LONGEST) > 0
                        ? problem(ConfigError.NOT_POSITIVE, shown())
                        : Optional.of(d));
    }

    /** A number of bytes, with or without a unit. */
    Optional<Long> byteSize() {
        return parsed(ConfigError.EXPECTED_SIZE, ByteSizes::parse);
    }

    /** A slug, as the type that it names. */
    <T> Optional<T> name(Function<String, T> type) {
        return parsed(ConfigError.EXPECTED_NAME, t -> Slug.isValid(t) ? Optional.of(type.apply(t)) : Optional.empty());
    }

    Optional<String> oneOf(List<String> words) {
        return text().flatMap(t -> words.contains(t)
                ? Optional.of(t)
                : problem(ConfigError.EXPECTED_ONE_OF, shown(), t, String.join(", ", words)));
    }

    /** A constant by its name in lower case with hyphens. */
    <E extends Enum<E>> Optional<E> constant(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        List<String> words = constants.stream().map(Value::word).toList();
        return oneOf(words).map(w -> constants.get(words.indexOf(w)));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    Optional<ZoneId> zone() {
        return parsed(ConfigError.EXPECTED_ZONE, t -> {
            try {
                return Optional.of(ZoneId.of(t));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    /** An http or https address without a user. */
    Optional<LocalTime> timeOfDay() {
        return parsed(ConfigError.EXPECTED_TIME_OF_DAY, t -> {
            try {
                return Optional.of(LocalTime.parse(t));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    Optional<URI> url() {
        return parsed(ConfigError.EXPECTED_URL, Value::httpAddress)
                .flatMap(u ->
                        u.getRawUserInfo() == null ? Optional.of(u) : problem(ConfigError.USER_INFO_IN_URL, shown()));
    }

    private static Optional<URI> httpAddress(String text) {
        try {
            var uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return http && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Absolute and normalised; a relative one starts at the file's folder. */
    Optional<Path> location() {
        return filledText().flatMap(t -> {
            try {
                return Optional.of(file.toAbsolutePath().resolveSibling(t).normalize());
            } catch (InvalidPathException e) {
                return problem(ConfigError.EXPECTED_PATH, shown(), t);
            }
        });
    }

    /** Text in a form of its own. */
    <T> Optional<T> parsed(ConfigError otherwise, Function<String, Optional<T>> parse) {
        Optional<String> text = text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = parse.apply(text.get());
        return value.isPresent() ? value : problem(otherwise, shown(), text.get());
    }
}
