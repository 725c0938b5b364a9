package dev.hikae.config.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.id.SnapshotId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;

/** Ids and paths as plain text, also as member names; unordered sets in natural order. */
final class ValueTypes extends SimpleModule {
    private static final long serialVersionUID = 1L;

    ValueTypes() {
        super("hikae-values");
        text(RunId.class, RunId::new);
        text(SnapshotId.class, SnapshotId::new);
        text(PlanName.class, PlanName::new);
        text(RegionName.class, RegionName::new);
        text(RepositoryName.class, RepositoryName::new);
        text(RunbookName.class, RunbookName::new);
        text(Path.class, Path::of);
        addSerializer(new SortedSets());
    }

    private <T> void text(Class<T> type, Function<String, T> parse) {
        addSerializer(type, ToStringSerializer.instance);
        addDeserializer(type, new Parsed<>(type, parse));
        addKeyDeserializer(type, new ParsedKey(parse));
    }

    /** Reads one piece of text. */
    private static final class Parsed<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> parse;

        Parsed(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected T _deserialize(String value, DeserializationContext context) throws IOException {
            try {
                return parse.apply(value);
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(value, handledType(), e.getMessage());
            }
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(com.fasterxml.jackson.core.JsonToken.VALUE_STRING)) {
                @SuppressWarnings("unchecked")
                T other = (T) context.handleUnexpectedToken(handledType(), parser);
                return other;
            }
            return super.deserialize(parser, context);
        }
    }

    /** Reads a member name. */
    private static final class ParsedKey extends KeyDeserializer {
        private final Function<String, ?> parse;

        ParsedKey(Function<String, ?> parse) {
            this.parse = parse;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            try {
                return parse.apply(key);
            } catch (IllegalArgumentException e) {
                throw context.weirdKeyException(Object.class, key, e.getMessage());
            }
        }
    }

    /** A set of no order of its own, in natural order where it has one. */
    private static final class SortedSets extends StdSerializer<Set<?>> {
        private static final long serialVersionUID = 1L;

        SortedSets() {
            super(Set.class, false);
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Set<?> set) {
            return set.isEmpty();
        }

        @Override
        public void serialize(Set<?> set, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartArray();
            for (Object each : inOrder(set)) {
                provider.defaultSerializeValue(each, out);
            }
            out.writeEndArray();
        }

        private static List<Object> inOrder(Set<?> set) {
            var list = new ArrayList<Object>(set);
            if (!(set instanceof SequencedSet) && list.stream().allMatch(Comparable.class::isInstance)) {
                list.sort(null);
            }
            return list;
        }
    }
}
