package dev.hikae.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A run's outcome as lines for people: no braces, nothing empty, sentences in the reader's language.
 *
 * <p>What was asked for stands elsewhere on the page, and whole in the report, so it is left out here.
 */
final class OutcomeText {
    private static final int LONGEST = 200;
    private static final Set<String> ELSEWHERE = Set.of("request", "run_id", "evidence");

    private final String language;

    OutcomeText(Locale locale) {
        this.language = locale.getLanguage().equals("ja") ? "ja" : "en";
    }

    Map<String, String> of(JsonNode outcome) {
        Map<String, String> out = new LinkedHashMap<>();
        outcome.properties().forEach(member -> {
            String text = member.getValue().isObject() ? members(member.getValue(), "\n") : text(member.getValue());
            if (!text.isEmpty() && !ELSEWHERE.contains(member.getKey())) {
                out.put(label(member.getKey()), text);
            }
        });
        return out;
    }

    private String text(JsonNode node) {
        if (node.isArray()) {
            return list(node);
        }
        return node.isObject() ? members(node, " · ") : node.asText();
    }

    private String list(JsonNode node) {
        Stream<JsonNode> elements = StreamSupport.stream(node.spliterator(), false);
        boolean plain = StreamSupport.stream(node.spliterator(), false).noneMatch(JsonNode::isContainerNode);
        String lines = elements.limit(LONGEST)
                .map(this::text)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(plain ? ", " : "\n"));
        return node.size() > LONGEST ? lines + "\n… (" + node.size() + ")" : lines;
    }

    private String members(JsonNode object, String between) {
        if (object.size() == 2 && object.has("en") && object.has("ja")) {
            return object.get(language).asText();
        }
        return object.properties().stream()
                .map(member -> Map.entry(label(member.getKey()), text(member.getValue())))
                .filter(member -> !member.getValue().isEmpty())
                .map(member -> member.getKey() + ": " + member.getValue())
                .collect(Collectors.joining(between));
    }

    private static String label(String member) {
        return member.replace('_', ' ');
    }
}
