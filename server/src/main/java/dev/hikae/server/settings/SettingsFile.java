package dev.hikae.server.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.load.Durations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads {@code hikae.yml}. Unknown keys are errors; {@code HIKAE_*} variables of the environment go before the file;
 * relative paths are taken from the file's folder.
 */
public final class SettingsFile {
    /** Variables that stand for a key of the file. */
    private static final Map<String, List<String>> VARIABLES = Map.of(
            "HIKAE_DATA", List.of("data"),
            "HIKAE_NODE", List.of("node"),
            "HIKAE_LISTEN_HOST", List.of("listen", "host"),
            "HIKAE_LISTEN_PORT", List.of("listen", "port"),
            "HIKAE_LISTEN_ADMIN_PORT", List.of("listen", "admin_port"),
            "HIKAE_TLS_CERTIFICATE", List.of("tls", "certificate"),
            "HIKAE_TLS_KEY", List.of("tls", "key"),
            "HIKAE_LOG_LEVEL", List.of("log", "level"),
            "HIKAE_LOG_FORMAT", List.of("log", "format"));

    private final Path file;
    private final Map<String, String> environment;

    public SettingsFile(Path file, Map<String, String> environment) {
        this.file = file.toAbsolutePath().normalize();
        this.environment = Map.copyOf(environment);
    }

    public Settings read() {
        try {
            ObjectMapper mapper = mapper();
            JsonNode read = mapper.readTree(Files.readString(file));
            ObjectNode tree = read.isMissingNode() || read.isNull()
                    ? mapper.createObjectNode()
                    : mapper.convertValue(read, ObjectNode.class);
            overlay(tree);
            return complete(mapper.treeToValue(tree, Raw.class));
        } catch (JsonProcessingException e) {
            throw new HikaeException(e, ServerError.SETTINGS, file, explain(e));
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.SETTINGS, file, e.toString());
        } catch (IllegalArgumentException e) {
            throw new HikaeException(e, ServerError.SETTINGS, file, String.valueOf(e.getMessage()));
        }
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static ObjectMapper mapper() {
        return JsonMapper.builder(new YAMLFactory())
                .addModule(new Jdk8Module())
                .addModule(new SimpleModule().addDeserializer(Duration.class, new WrittenDuration()))
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .build();
    }

    private void overlay(ObjectNode tree) {
        VARIABLES.forEach((variable, key) -> Optional.ofNullable(environment.get(variable))
                .ifPresent(value ->
                        (key.size() == 1 ? tree : tree.withObjectProperty(key.getFirst())).put(key.getLast(), value)));
    }

    private static String explain(JsonProcessingException e) {
        String where = e instanceof JsonMappingException m
                ? m.getPath().stream()
                        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        String line = e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : " (line " + e.getLocation().getLineNr() + ")";
        String what = e.getOriginalMessage().lines().findFirst().orElse("").replaceAll(" \\(class [^)]*\\)", "");
        return where.isEmpty() ? what + line : where + ": " + what + line;
    }

    private Settings complete(Raw raw) {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of("/"));
        RawListen listen = raw.listen().orElse(new RawListen(none(), none(), none()));
        RawTls tls = raw.tls().orElse(new RawTls(none(), none(), none()));
        RawLog log = raw.log().orElse(new RawLog(none(), none(), none(), none()));
        RawSignIn signIn = raw.signIn().orElse(new RawSignIn(none(), none(), none(), none(), none()));
        return new Settings(
                folder.resolve(raw.data().orElse("../data")).normalize(),
                folder.resolve(raw.configuration().orElse(".")).normalize(),
                raw.node().orElseGet(SettingsFile::hostName),
                raw.organisation().orElseGet(SettingsFile::hostName),
                new Settings.Listen(
                        listen.host().orElse(Settings.Listen.DEFAULT.host()),
                        port("listen.port", listen.port().orElse(Settings.Listen.DEFAULT.port())),
                        port("listen.admin_port", listen.adminPort().orElse(Settings.Listen.DEFAULT.adminPort()))),
                new Settings.Tls(
                        tls.names().orElse(List.of()),
                        tls.certificate().map(folder::resolve),
                        tls.key().map(folder::resolve)),
                new Settings.Log(
                        log.level().orElse(Settings.Log.Level.INFO),
                        log.format().orElse(Settings.Log.Format.JSON),
                        log.file().map(folder::resolve),
                        log.requests().orElse(true)),
                signIn(signIn),
                raw.restoreRoots().orElse(List.of()).stream()
                        .map(p -> folder.resolve(p).normalize())
                        .toList(),
                new Settings.Alerts(raw.alerts().flatMap(RawAlerts::webhooks).orElse(List.of())));
    }

    private static Settings.SignIn signIn(RawSignIn raw) {
        Settings.SignIn d = Settings.SignIn.DEFAULT;
        return new Settings.SignIn(
                positive("sign_in.idle", raw.idle().orElse(d.idle())),
                positive("sign_in.absolute", raw.absolute().orElse(d.absolute())),
                positive("sign_in.token_lifetime", raw.tokenLifetime().orElse(d.tokenLifetime())),
                raw.attempts().filter(n -> n >= 1).orElse(d.attempts()),
                positive("sign_in.lock_out", raw.lockOut().orElse(d.lockOut())));
    }

    private static int port(String key, int value) {
        if (value < 0 || value > 65_535) {
            throw new IllegalArgumentException(key + ": not a port: " + value);
        }
        return value;
    }

    private static Duration positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(key + ": must be longer than nothing: " + value);
        }
        return value;
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }

    /** Durations as in plans: {@code 15m}, {@code 1h30m} or ISO 8601. */
    private static final class WrittenDuration extends StdDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        WrittenDuration() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getText();
            return Durations.parse(text)
                    .orElseThrow(() -> JsonMappingException.from(parser, "not a duration: " + text));
        }
    }

    private record Raw(
            Optional<String> data,
            Optional<String> configuration,
            Optional<String> node,
            Optional<String> organisation,
            Optional<RawListen> listen,
            Optional<RawTls> tls,
            Optional<RawLog> log,
            Optional<RawSignIn> signIn,
            Optional<List<Path>> restoreRoots,
            Optional<RawAlerts> alerts) {}

    private record RawListen(Optional<String> host, Optional<Integer> port, Optional<Integer> adminPort) {}

    private record RawTls(Optional<List<String>> names, Optional<Path> certificate, Optional<Path> key) {}

    private record RawLog(
            Optional<Settings.Log.Level> level,
            Optional<Settings.Log.Format> format,
            Optional<Path> file,
            Optional<Boolean> requests) {}

    private record RawSignIn(
            Optional<Duration> idle,
            Optional<Duration> absolute,
            Optional<Duration> tokenLifetime,
            Optional<Integer> attempts,
            Optional<Duration> lockOut) {}

    private record RawAlerts(Optional<List<URI>> webhooks) {}
}
