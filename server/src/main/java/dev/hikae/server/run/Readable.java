package dev.hikae.server.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.json.Json;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Values as JSON that people and RFC 8785 can read: each text as {@code {"en", "ja"}}, all strings in Unicode form NFC. */
final class Readable {
    private static final Set<String> TEXT = Set.of("bundle", "key", "params");

    private Readable() {}

    static ObjectNode object(Object value) {
        return (ObjectNode) readable(Json.tree(value));
    }

    private static JsonNode readable(JsonNode node) {
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(RunRegister.plain(node.textValue()));
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(n -> copy.add(readable(n)));
            return copy;
        }
        return node instanceof ObjectNode object ? readable(object) : node;
    }

    private static JsonNode readable(ObjectNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.equals(TEXT)) {
            return text(Json.read(object, Text.class));
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(m -> copy.set(RunRegister.plain(m.getKey()), readable(m.getValue())));
        return copy;
    }

    /** A text in both languages. */
    static ObjectNode text(Text text) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("en", RunRegister.plain(Messages.render(text, Locale.ENGLISH)))
                .put("ja", RunRegister.plain(Messages.render(text, Locale.JAPANESE)));
    }
}
