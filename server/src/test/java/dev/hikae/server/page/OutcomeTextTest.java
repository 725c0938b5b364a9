package dev.hikae.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.config.json.Json;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutcomeTextTest {
    @Test
    void outcome_isLinesInTheReadersLanguage() {
        Map<String, String> shown = new OutcomeText(Locale.JAPANESE).of(Json.parse("""
                {"request": {"plan": "p"}, "clean_up": {"state": "passed", "reasons": []}, "regions": ["a", "b"],
                 "probes": [{"name": "x", "observed": {"en": "exit code 0", "ja": "終了コード 0"}}]}"""));
        assertEquals(
                Map.of("clean up", "state: passed", "regions", "a, b", "probes", "name: x · observed: 終了コード 0"), shown);
    }

    @Test
    void timesAndDurations_areReadable_andWhatOnlyLooksLikeOneStays() {
        var format = new Format(Locale.ENGLISH, ZoneOffset.UTC);
        assertEquals(
                "target 15 min at 2026-11-23 16:50:02 Z",
                format.words("target PT15M at 2026-11-23T16:50:02.557505944Z"));
        assertEquals("2026-99-99T16:50:02Z", format.words("2026-99-99T16:50:02Z"));
    }
}
