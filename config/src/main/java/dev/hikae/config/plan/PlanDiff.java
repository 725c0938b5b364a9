package dev.hikae.config.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** What differs between two plans, or two other things that are configured, after defaults. */
public final class PlanDiff {
    private final List<Change> changes = new ArrayList<>();

    private PlanDiff() {}

    /**
     * One difference.
     *
     * @param path of keys, for example {@code restore_test.probes[1].timeout}
     * @param before empty when added
     * @param after empty when removed
     */
    public record Change(String path, Optional<String> before, Optional<String> after) {}

    /** In the order of paths; empty when both mean the same. */
    public static List<Change> between(Plan before, Plan after) {
        return between(Json.tree(before), Json.tree(after));
    }

    /** The same for two JSON values of one kind, such as repositories or runbooks. */
    public static List<Change> between(JsonNode before, JsonNode after) {
        var diff = new PlanDiff();
        diff.compare("", Optional.of(before), Optional.of(after));
        return List.copyOf(diff.changes);
    }

    private void compare(String path, Optional<JsonNode> before, Optional<JsonNode> after) {
        if (before.equals(after)) {
            return;
        }
        if (both(before, after, JsonNode::isObject)) {
            compareObjects(path, before.orElseThrow(), after.orElseThrow());
        } else if (both(before, after, n -> n.isArray() && hasObjects(n))) {
            int size = Math.max(before.orElseThrow().size(), after.orElseThrow().size());
            IntStream.range(0, size).forEach(i -> compare(path + "[" + i + "]", at(before, i), at(after, i)));
        } else {
            changes.add(new Change(path, before.map(PlanDiff::shown), after.map(PlanDiff::shown)));
        }
    }

    private void compareObjects(String path, JsonNode before, JsonNode after) {
        var names = new TreeSet<String>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            compare(
                    path.isEmpty() ? name : path + "." + name,
                    Optional.ofNullable(before.get(name)),
                    Optional.ofNullable(after.get(name)));
        }
    }

    private static boolean both(
            Optional<JsonNode> a, Optional<JsonNode> b, java.util.function.Predicate<JsonNode> test) {
        return a.filter(test).isPresent() && b.filter(test).isPresent();
    }

    private static boolean hasObjects(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).anyMatch(JsonNode::isObject);
    }

    private static Optional<JsonNode> at(Optional<JsonNode> array, int index) {
        return array.map(a -> a.get(index));
    }

    private static String shown(JsonNode node) {
        return node.isTextual() ? node.textValue() : node.toString();
    }
}
