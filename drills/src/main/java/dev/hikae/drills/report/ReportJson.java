package dev.hikae.drills.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.drills.DrillError;
import dev.hikae.drills.register.Population;
import java.io.IOException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code report.json}: RFC 8785 form of a {@link Report}.
 *
 * <p>Times are RFC 3339 in UTC; a duration is a whole number of milliseconds in a member whose name ends in
 * {@code _ms}; text is NFC. Equal reports give equal bytes.
 */
public final class ReportJson {
    private static final ObjectMapper MAPPER =
            Json.mapper().copy().registerModule(new ReportTypes()).setPropertyNamingStrategy(new MillisecondNames());

    private ReportJson() {}

    /** The canonical bytes, which are what is signed. */
    public static byte[] bytes(Report report) {
        return Jcs.bytes(MAPPER.valueToTree(report));
    }

    /** Reads what {@link #bytes} wrote. Unknown members and other versions are refused. */
    public static Report read(byte[] json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            int version = tree.path("version").asInt(0);
            if (version != Report.VERSION) {
                throw new HikaeException(DrillError.REPORT_VERSION, version, Report.VERSION);
            }
            return MAPPER.treeToValue(tree, Report.class);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new HikaeException(
                    e, DrillError.REPORT_UNREADABLE, message.lines().findFirst().orElse(message));
        }
    }

    /** Durations as milliseconds, text in NFC without halves of surrogate pairs. */
    private static final class ReportTypes extends SimpleModule {
        private static final long serialVersionUID = 1L;

        ReportTypes() {
            super("hikae-report");
            addSerializer(new Milliseconds());
            addDeserializer(Duration.class, new FromMilliseconds());
            addSerializer(new NfcText());
            addSerializer(new Counted());
            addDeserializer(Population.class, new FromCounted());
        }
    }

    private static final class Milliseconds extends StdScalarSerializer<Duration> {
        private static final long serialVersionUID = 1L;

        Milliseconds() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(value.toMillis());
        }
    }

    private static final class FromMilliseconds extends StdScalarDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        FromMilliseconds() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Duration.ofMillis(parser.getLongValue());
        }
    }

    /** The register's own form, which the verifiers count again. */
    private static final class Counted extends StdSerializer<Population> {
        private static final long serialVersionUID = 1L;

        Counted() {
            super(Population.class);
        }

        @Override
        public void serialize(Population value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeTree(value.toJson());
        }
    }

    private static final class FromCounted extends StdDeserializer<Population> {
        private static final long serialVersionUID = 1L;

        FromCounted() {
            super(Population.class);
        }

        @Override
        public Population deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = context.readTree(parser);
            return new Population(
                    Instant.parse(node.path("from").asText()),
                    Instant.parse(node.path("to").asText()),
                    node.path("log_size").asLong(),
                    node.path("root_sha256").asText(),
                    runs(node.path("runs")),
                    gaps(node.path("gaps")));
        }

        private static Map<Population.Count, Long> runs(JsonNode node) {
            return Arrays.stream(Population.Count.values())
                    .filter(c -> node.path(c.word()).asLong() != 0)
                    .collect(Collectors.toMap(c -> c, c -> node.path(c.word()).asLong()));
        }

        private static List<Population.Gap> gaps(JsonNode node) {
            var gaps = new ArrayList<Population.Gap>();
            node.forEach(g -> gaps.add(new Population.Gap(
                    new RunId(g.path("run_id").asText()),
                    Population.Gap.Reason.valueOf(g.path("reason").asText().toUpperCase(Locale.ROOT)),
                    Instant.parse(g.path("since").asText()))));
            return gaps;
        }
    }

    private static final class NfcText extends StdScalarSerializer<String> {
        private static final long serialVersionUID = 1L;

        NfcText() {
            super(String.class);
        }

        @Override
        public void serialize(String value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(Normalizer.normalize(wellFormed(value), Normalizer.Form.NFC));
        }

        private static String wellFormed(String value) {
            var out = new StringBuilder(value.length());
            value.codePoints().forEach(c -> out.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c));
            return out.toString();
        }
    }

    /** Members in snake case; {@code elapsed}, a duration, is {@code elapsed_ms}. */
    private static final class MillisecondNames extends PropertyNamingStrategies.SnakeCaseStrategy {
        private static final long serialVersionUID = 1L;

        @Override
        public String nameForField(MapperConfig<?> config, AnnotatedField field, String name) {
            return super.nameForField(config, field, name) + unit(field);
        }

        @Override
        public String nameForGetterMethod(MapperConfig<?> config, AnnotatedMethod method, String name) {
            return super.nameForGetterMethod(config, method, name) + unit(method);
        }

        @Override
        public String nameForConstructorParameter(MapperConfig<?> config, AnnotatedParameter parameter, String name) {
            return super.nameForConstructorParameter(config, parameter, name) + unit(parameter);
        }

        private static String unit(Annotated member) {
            var type = member.getType();
            boolean duration = type.hasRawClass(Duration.class)
                    || (type.containedTypeCount() == 1 && type.containedType(0).hasRawClass(Duration.class));
            return duration ? "_ms" : "";
        }
    }
}
