package dev.hikae.config.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.hikae.config.error.ConfigError;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy;
import dev.hikae.config.plan.Retention;
import dev.hikae.config.plan.Schedule.OnMissed;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class JsonTest {
    private static final RegionName TOKYO = new RegionName("tokyo");
    private static final RegionName OSAKA = new RegionName("osaka");

    /** One of each kind of value. */
    record Sample(
            Instant at,
            Duration took,
            Path path,
            OnMissed missed,
            Optional<RegionName> region,
            Optional<String> nothing,
            OptionalInt number,
            Map<RegionName, Long> bytes,
            Set<RegionName> regions) {}

    private static final Sample SAMPLE = new Sample(
            Instant.parse("2026-11-23T15:00:00.120Z"),
            Duration.ofMinutes(90),
            Path.of("/srv/データ"),
            OnMissed.RUN_ONCE,
            Optional.of(OSAKA),
            Optional.empty(),
            OptionalInt.empty(),
            Map.of(TOKYO, 7L, OSAKA, 8L),
            Set.of(TOKYO, OSAKA));

    private static final String SAMPLE_JSON = """
            {"at":"2026-11-23T15:00:00.120Z","took":"PT1H30M","path":"/srv/データ","missed":"run-once","region":"osaka",\
            "bytes":{"osaka":8,"tokyo":7},"regions":["osaka","tokyo"]}""";

    @Test
    void everyKindOfValueHasOneForm_andComesBack() {
        assertEquals(SAMPLE_JSON, Json.text(SAMPLE));
        assertEquals(SAMPLE, Json.read(SAMPLE_JSON, Sample.class));
    }

    @Test
    void aSetWithAnOrderOfItsOwnKeepsIt() {
        assertEquals("[\"tokyo\",\"osaka\"]", Json.text(new LinkedHashSet<>(List.of(TOKYO, OSAKA))));
    }

    @Test
    void sealedKindsCarryTheirType_alsoInsideLists() {
        var policy = new RestoreTestPolicy(
                Optional.empty(),
                new RestoreTestPolicy.Selection.RandomWithin(Duration.ofDays(7)),
                new RestoreTestPolicy.RegionChoice.Named(OSAKA),
                List.of(
                        new Probe.Content(),
                        new Probe.Http(
                                "up", URI.create("http://127.0.0.1/"), Duration.ofSeconds(5), 200, Optional.empty())),
                Duration.ofDays(30));
        String json = """
                {"selection":{"type":"random-within","window":"PT168H"},"region":{"type":"named","region":"osaka"},\
                "probes":[{"type":"content"},{"type":"http","name":"up","url":"http://127.0.0.1/","timeout":"PT5S","expect_status":200}],\
                "stale_after":"PT720H"}""";
        assertEquals(json, Json.text(policy));
        assertEquals(policy, Json.read(json, RestoreTestPolicy.class));
        assertEquals("{\"type\":\"content\"}", Json.text(new Probe.Content()));
        assertEquals(
                policy.probes(),
                Json.read(
                        "[" + Json.text(policy.probes().get(0)) + ","
                                + Json.text(policy.probes().get(1)) + "]",
                        new TypeReference<List<Probe>>() {}));
    }

    @Test
    void emptyOptionalIntsAreLeftOut_andReadAsEmpty() {
        var keep = new Retention(
                OptionalInt.of(7),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
        assertEquals("{\"keep_last\":7}", Json.text(keep));
        assertEquals(keep, Json.read("{\"keep_last\":7}", Retention.class));
        assertEquals("{}", Json.text(Retention.EVERYTHING));
    }

    @Test
    void unknownRepeatedAndTrailingThingsAreErrors() {
        assertInvalid("{\"keep_last\":7,\"keepLats\":8}", Retention.class);
        assertInvalid("{\"keep_last\":7,\"keepLast\":8}", Retention.class);
        assertInvalid("{\"keep_last\":7} x", Retention.class);
        assertInvalid("{\"keep_last\":7.5}", Retention.class);
        assertInvalid("\"Not A Slug\"", RegionName.class);
        assertInvalid("7", RegionName.class);
        assertInvalid("{\"type\":\"nonsense\"}", Probe.class);
        assertInvalid("\"sometimes\"", OnMissed.class);
        assertInvalid("null", Retention.class);
        assertInvalid("", Retention.class);
    }

    private static void assertInvalid(String json, Class<?> type) {
        var e = assertThrows(HikaeException.class, () -> Json.read(json, type), json);
        assertEquals(ConfigError.JSON_INVALID, e.code());
    }
}
