package dev.hikae.config.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.hikae.config.error.ConfigError;
import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The one way values become JSON and back, for the API, run outcomes, evidence and hashes.
 *
 * <ul>
 *   <li>Members of records are in snake_case: {@code keepLast} is {@code "keep_last"}.
 *   <li>Instants are RFC 3339 in UTC, durations ISO 8601, paths and ids plain text.
 *   <li>An empty {@code Optional} is left out; a missing member reads as empty.
 *   <li>Enum constants of ours are lower-case with hyphens: {@code RUN_ONCE} is {@code "run-once"}.
 *   <li>A record of a sealed interface of ours carries {@code "type"}, its name in the same style.
 *   <li>Sets of comparable values and all maps are written sorted, so that equal values hash alike.
 *   <li>Unknown and repeated members, and anything after the value, are errors.
 * </ul>
 */
public final class Json {
    private static final ObjectMapper MAPPER = make();

    private Json() {}

    /** The shared mapper. Do not configure it; {@link ObjectMapper#copy} for a variant. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** The value as a tree. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** UTF-8, compact. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalStateException("bug: cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** Compact text. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new IllegalStateException("bug: cannot be written as JSON: " + value.getClass(), e);
        }
    }

    public static <T> T read(byte[] json, Class<T> type) {
        return reading(() -> MAPPER.readValue(json, type));
    }

    public static <T> T read(String json, Class<T> type) {
        return reading(() -> MAPPER.readValue(json, type));
    }

    public static <T> T read(String json, TypeReference<T> type) {
        return reading(() -> MAPPER.readValue(json, type));
    }

    public static <T> T read(JsonNode json, Class<T> type) {
        return reading(() -> MAPPER.treeToValue(json, type));
    }

    /** Parses without a shape in mind. */
    public static JsonNode parse(byte[] json) {
        return reading(() -> MAPPER.readTree(json));
    }

    /** Parses without a shape in mind. */
    public static JsonNode parse(String json) {
        return reading(() -> MAPPER.readTree(json));
    }

    private static <T> T reading(Reading<T> reading) {
        try {
            return Optional.ofNullable(reading.read())
                    .orElseThrow(() -> new HikaeException(ConfigError.JSON_INVALID, "null"));
        } catch (JacksonException e) {
            throw new HikaeException(e, ConfigError.JSON_INVALID, firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }

    private static ObjectMapper make() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new ValueTypes())
                .annotationIntrospector(new OurTypes())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .build();
        var present = JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS);
        mapper.configOverride(OptionalInt.class).setInclude(present);
        mapper.configOverride(OptionalLong.class).setInclude(present);
        return mapper;
    }

    /** Something that parses. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }
}
