package dev.hikae.config.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hikae.config.error.ConfigError;
import dev.hikae.config.error.HikaeException;
import org.junit.jupiter.api.Test;

final class JcsTest {
    @Test
    void membersAreSortedByUtf16CodeUnits_asInRfc8785Section323() {
        String input = "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\u0133\":\"ligature\",\"1\":\"One\","
                + "\"\\ud83d\\ude00\":\"Emoji\",\"\\u0080\":\"Control\",\"\\u00f6\":\"o\"}";
        assertEquals(
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"o\","
                        + "\"\u0133\":\"ligature\",\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji\"}",
                Jcs.text(Json.parse(input)));
    }

    @Test
    void surrogatesSortBeforeTheRestOfTheBasicPlane() {
        assertEquals("{\"\ud83d\ude00\":1,\"\ue000\":2}", Jcs.text(Json.parse("{\"\ue000\":2,\"\ud83d\ude00\":1}")));
    }

    @Test
    void stringsAreEscapedAsInRfc8785Section3222() {
        assertEquals(
                "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\u007f\"",
                Jcs.text(
                        Json.parse("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\b\\t\\f\\r\\u007f\"")));
    }

    @Test
    void nestedValuesHaveNoSpaceAndKeepArrayOrder() {
        assertEquals(
                "{\"a\":[],\"b\":{},\"c\":[null,true,false,-7,0]}",
                Jcs.text(Json.parse("{ \"c\": [null, true, false, -7, -0], \"b\": {}, \"a\": [ ] }")));
    }

    @Test
    void theHashIsThatOfTheCanonicalBytes() {
        assertEquals(
                "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", Jcs.sha256(Json.parse(" { } ")));
    }

    @Test
    void theLargestSafeIntegerIsWritten_theNextIsRefused() {
        assertEquals("9007199254740991", Jcs.text(Json.parse("9007199254740991")));
        assertEquals("-9007199254740991", Jcs.text(Json.parse("-9007199254740991")));
        assertRefused("[1,{\"n\":9007199254740992}]", "$[1].n");
        assertRefused("{\"n\":123456789012345678901234567890}", "$.n");
    }

    @Test
    void fractionsAreRefused_evenWhenIntegral() {
        assertRefused("{\"a\":1.5}", "$.a");
        assertRefused("{\"a\":1.0}", "$.a");
        assertRefused("[1e3]", "$[0]");
    }

    @Test
    void textThatIsNotNfcIsRefused_inValuesAndNames() {
        assertRefused("{\"a\":\"e\u0301\"}", "$.a");
        assertRefused("{\"e\u0301\":1}", "$");
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertRefused("[\"\\ud800\"]", "$[0]");
    }

    @Test
    void javaObjectsInTheTreeAreRefused() {
        var node = JsonNodeFactory.instance.objectNode();
        node.putPOJO("x", new Object());
        assertEquals(
                ConfigError.NOT_CANONICAL,
                assertThrows(HikaeException.class, () -> Jcs.text(node)).code());
    }

    private static void assertRefused(String json, String place) {
        var e = assertThrows(HikaeException.class, () -> Jcs.text(Json.parse(json)));
        assertEquals(ConfigError.NOT_CANONICAL, e.code());
        assertEquals(place, e.text().params().getFirst());
        assertTrue(e.getMessage().startsWith("HKE-1002: the value at " + place));
    }
}
