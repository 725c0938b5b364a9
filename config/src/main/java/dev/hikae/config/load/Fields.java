package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The keys of one mapping. Every key that may stand here is asked for; then {@link #build} refuses the others.
 *
 * <p>A key whose value is nothing ({@code key:}) counts as missing.
 */
final class Fields {
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(passwo?r?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential).*");

    private final Value owner;
    private final Problems problems;
    private final int problemsBefore;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, Value> keys = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    Fields(Value owner, MappingNode node) {
        this.owner = owner;
        this.problems = owner.problems();
        this.problemsBefore = problems.count();
        node.getValue().forEach(this::add);
    }

    private void add(NodeTuple tuple) {
        var key = new Value(tuple.getKeyNode(), owner.path(), owner.file(), problems);
        if (!(tuple.getKeyNode() instanceof ScalarNode s)) {
            key.problem(ConfigError.EXPECTED_TEXT, owner.shown());
            return;
        }
        String name = s.getValue();
        String path = owner.path().isEmpty() ? name : owner.path() + "." + name;
        var before = keys.putIfAbsent(name, key);
        if (before != null) {
            key.problem(ConfigError.DUPLICATE_KEY, path, before.place().line());
            return;
        }
        values.put(name, new Value(tuple.getValueNode(), path, owner.file(), problems));
    }

    Value owner() {
        return owner;
    }

    /** The raw value of a key, if given. */
    Optional<Value> value(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key)).filter(v -> !v.isNull());
    }

    /** A key that must be there; empty only with a problem noted. */
    <T> Optional<T> required(String key, Function<Value, Optional<T>> read) {
        Optional<Value> value = value(key);
        if (value.isEmpty()) {
            String path = owner.path().isEmpty() ? key : owner.path() + "." + key;
            return owner.problem(ConfigError.MISSING_KEY, path);
        }
        return value.flatMap(read);
    }

    /** A key that may be left out. */
    <T> Optional<T> optional(String key, Function<Value, Optional<T>> read) {
        return value(key).flatMap(read);
    }

    /** A key with a default. */
    <T> T or(String key, Function<Value, Optional<T>> read, T otherwise) {
        return optional(key, read).orElse(otherwise);
    }

    /** Makes the record, unless something in or below this mapping was wrong. */
    <T> Optional<T> build(Supplier<T> make) {
        keys.forEach((name, key) -> {
            if (!known.contains(name)) {
                refuse(name, key);
            }
        });
        return problems.count() == problemsBefore ? Optional.of(make.get()) : Optional.empty();
    }

    private void refuse(String name, Value key) {
        String path = owner.path().isEmpty() ? name : owner.path() + "." + name;
        Optional<String> similar = Similar.to(name, known);
        if (similar.isPresent()) {
            problems.addHinted(key.place(), ConfigError.UNKNOWN_KEY, ".similar", path, similar.get());
        } else if (SECRET.matcher(name).matches()) {
            key.problem(ConfigError.SECRET_IN_FILE, path);
        } else {
            key.problem(ConfigError.UNKNOWN_KEY, path, String.join(", ", known));
        }
    }
}
