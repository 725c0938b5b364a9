package dev.hikae.drills.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.drills.DrillError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ReportJsonTest {
    @Test
    void whatIsWritten_readsBackEqual() {
        Report report = SampleDrill.report();
        assertEquals(report, ReportJson.read(ReportJson.bytes(report)));
    }

    @Test
    void bytes_areCanonicalWithIntegersOnly() {
        byte[] json = ReportJson.bytes(SampleDrill.report());
        assertArrayEquals(Jcs.bytes(Json.parse(json)), json);
        JsonNode tree = Json.parse(json);
        assertEquals(1_800_000, tree.at("/targets/rto_ms").intValue());
        assertEquals(231_000, tree.at("/recovery/services/0/rto/business_ms").intValue());
        assertEquals("2026-11-20T01:00:00.123Z", tree.at("/cover/started_at").textValue());
        assertEquals("passed", tree.at("/summary/verdict").textValue());
        assertEquals("test-failover", tree.at("/cover/type").textValue());
    }

    @Test
    void decomposedText_isComposed() {
        String json = new String(ReportJson.bytes(SampleDrill.titled("か\u3099 \ud800")), StandardCharsets.UTF_8);
        assertTrue(json.contains("\"title\":\"が \ufffd\""), json);
    }

    @Test
    void otherVersion_isRefused() {
        String json = new String(ReportJson.bytes(SampleDrill.report()), StandardCharsets.UTF_8)
                .replace("\"version\":1}", "\"version\":2}");
        var e = assertThrows(HikaeException.class, () -> ReportJson.read(json.getBytes(StandardCharsets.UTF_8)));
        assertEquals(DrillError.REPORT_VERSION, e.code());
    }

    @Test
    void unknownMember_isRefused() {
        String json = new String(ReportJson.bytes(SampleDrill.report()), StandardCharsets.UTF_8)
                .replace("{\"actions\"", "{\"a\":1,\"actions\"");
        var e = assertThrows(HikaeException.class, () -> ReportJson.read(json.getBytes(StandardCharsets.UTF_8)));
        assertEquals(DrillError.REPORT_UNREADABLE, e.code());
    }
}
