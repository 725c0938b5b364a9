package dev.hikae.config.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.error.ConfigError;
import dev.hikae.config.error.HikaeException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Map;
import java.util.TreeMap;

/**
 * The canonical form of JSON (RFC 8785), narrowed to what every reader understands alike.
 *
 * <p>Refused, each with its place: numbers that are not integers or lie beyond ±(2^53 − 1), because
 * readers in other languages round them silently; text that is not NFC or holds half a surrogate pair.
 * Members are sorted by UTF-16 code units.
 */
public final class Jcs {
    private static final BigInteger LARGEST = BigInteger.valueOf((1L << 53) - 1);

    private final StringBuilder out = new StringBuilder();

    private Jcs() {}

    /** The canonical bytes, UTF-8 without a final line feed. */
    public static byte[] bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }

    /** The canonical form as text. */
    public static String text(JsonNode node) {
        var jcs = new Jcs();
        jcs.write(node, "$");
        return jcs.out.toString();
    }

    /** SHA-256 of the canonical bytes, in lower-case hexadecimal. */
    public static String sha256(JsonNode node) {
        return Sha256.hex(bytes(node));
    }

    private void write(JsonNode node, String path) {
        switch (node.getNodeType()) {
            case OBJECT -> writeObject(node, path);
            case ARRAY -> writeArray(node, path);
            case STRING -> writeString(node.textValue(), path);
            case NUMBER -> writeNumber(node, path);
            case BOOLEAN -> out.append(node.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO -> throw refused(path, "a value that JSON does not know");
        }
    }

    private void writeObject(JsonNode node, String path) {
        var members = new TreeMap<String, JsonNode>();
        node.properties().forEach(m -> members.put(m.getKey(), m.getValue()));
        char separator = '{';
        for (Map.Entry<String, JsonNode> m : members.entrySet()) {
            out.append(separator);
            writeString(m.getKey(), path);
            out.append(':');
            write(m.getValue(), path + "." + m.getKey());
            separator = ',';
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    private void writeArray(JsonNode node, String path) {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(node.get(i), path + "[" + i + "]");
        }
        out.append(']');
    }

    private void writeNumber(JsonNode node, String path) {
        if (!node.isIntegralNumber()) {
            throw refused(path, "a number that is not an integer");
        }
        BigInteger value = node.bigIntegerValue();
        if (value.abs().compareTo(LARGEST) > 0) {
            throw refused(path, "an integer beyond 2^53 - 1");
        }
        out.append(value);
    }

    private void writeString(String text, String path) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refused(path, "half a surrogate pair");
        }
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            throw refused(path, "text that is not in Unicode form NFC");
        }
        out.append('"');
        text.chars().forEach(c -> writeChar((char) c));
        out.append('"');
    }

    private void writeChar(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> {
                if (c < 0x20) {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static HikaeException refused(String path, String what) {
        return new HikaeException(ConfigError.NOT_CANONICAL, path, what);
    }
}
