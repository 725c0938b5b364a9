package dev.hikae.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CronTimesTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    private static List<String> due(String cron, ZoneId zone, String from, String to) {
        return new CronTimes(cron, zone)
                .between(Instant.parse(from), Instant.parse(to), 100).stream()
                        .map(Instant::toString)
                        .toList();
    }

    @Test
    void nightlyInTokyo_isDueAtFiveInTheEveningUtc() {
        assertEquals(
                List.of("2026-04-01T17:00:00Z", "2026-04-02T17:00:00Z"),
                due("0 0 2 * * ?", TOKYO, "2026-04-01T00:00:00Z", "2026-04-02T17:00:00Z"));
    }

    @Test
    void timeSkippedInSpring_isDueAtTheFirstValidInstant() {
        assertEquals(
                List.of("2026-03-07T07:30:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"),
                due("0 30 2 * * ?", NEW_YORK, "2026-03-07T00:00:00Z", "2026-03-10T00:00:00Z"));
    }

    @Test
    void severalSkippedTimes_areDueOnceTogether() {
        assertEquals(
                List.of("2026-03-08T06:40:00Z", "2026-03-08T07:00:00Z", "2026-03-08T07:20:00Z"),
                due("0 0/20 1,2,3 * * ?", NEW_YORK, "2026-03-08T06:20:00Z", "2026-03-08T07:20:00Z"));
    }

    @Test
    void timeRepeatedInAutumn_isDueOnceAtItsFirstOccurrence() {
        assertEquals(
                List.of("2026-10-31T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
                due("0 30 1 * * ?", NEW_YORK, "2026-10-31T00:00:00Z", "2026-11-03T00:00:00Z"));
    }

    @Test
    void hourlyExpression_countsHoursThatPass() {
        assertEquals(
                List.of("2026-11-01T04:00:00Z", "2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z"),
                due("0 0 * * * ?", NEW_YORK, "2026-11-01T03:30:00Z", "2026-11-01T07:30:00Z"));
        assertEquals(
                List.of("2026-11-01T05:45:00Z", "2026-11-01T06:00:00Z", "2026-11-01T06:15:00Z"),
                due("0 0/15 * * * ?", NEW_YORK, "2026-11-01T05:40:00Z", "2026-11-01T06:20:00Z"));
        assertEquals(
                List.of("2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z"),
                due("0 0 * * * ?", NEW_YORK, "2026-03-08T05:30:00Z", "2026-03-08T08:30:00Z"));
    }

    @Test
    void everyInstantOfAYear_agreesWithWalkingTheHours() {
        CronTimes hourly = new CronTimes("0 0 * * * ?", ZoneId.of("Europe/Berlin"));
        List<Instant> due =
                hourly.between(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"), 10_000);
        assertEquals(8760, due.size());
        assertTrue(due.stream().allMatch(i -> i.getEpochSecond() % 3600 == 0));
    }

    @Test
    void previous_isTheLastDue() {
        CronTimes nightly = new CronTimes("0 0 2 * * ?", TOKYO);
        assertEquals(
                Optional.of(Instant.parse("2026-04-01T17:00:00Z")),
                nightly.previous(Instant.parse("2026-04-01T17:00:00Z")));
        assertEquals(
                Optional.of(Instant.parse("2026-03-31T17:00:00Z")),
                nightly.previous(Instant.parse("2026-04-01T16:59:59Z")));
        assertEquals(
                Optional.of(Instant.parse("2024-02-28T17:00:00Z")),
                new CronTimes("0 0 2 29 2 ?", TOKYO).previous(Instant.parse("2026-04-01T00:00:00Z")));
    }

    @Test
    void period_isTheGapAroundAnInstant() {
        CronTimes weekdays = new CronTimes("0 0 2 ? * MON-FRI", TOKYO);
        assertEquals(Optional.of(Duration.ofDays(3)), weekdays.period(Instant.parse("2026-04-03T12:00:00+09:00")));
        assertEquals(Optional.of(Duration.ofDays(1)), weekdays.period(Instant.parse("2026-04-06T12:00:00+09:00")));
        assertEquals(
                Optional.empty(),
                new CronTimes("0 0 2 1 1 ? 2027", TOKYO).period(Instant.parse("2026-04-06T12:00:00+09:00")));
    }

    @Test
    void unreadableExpression_isRefusedByCode() {
        Instant now = Instant.parse("2026-04-01T00:00:00Z");
        HikaeException e = assertThrows(HikaeException.class, () -> CronCheck.require("0 0 25 * * ?", TOKYO, now));
        assertEquals("HKE-5001", e.code().id());
        assertTrue(CronCheck.problem("every night", TOKYO, now).isPresent());
        assertTrue(CronCheck.problem("", TOKYO, now).isPresent());
    }

    @Test
    void expressionThatNeverFires_isRefused() {
        Instant now = Instant.parse("2026-04-01T00:00:00Z");
        HikaeException e = assertThrows(HikaeException.class, () -> CronCheck.require("0 0 2 30 2 ?", TOKYO, now));
        assertEquals("HKE-5002: the cron expression \"0 0 2 30 2 ?\" never fires", e.getMessage());
        assertTrue(CronCheck.problem("0 0 2 1 1 ? 2025", TOKYO, now).isPresent());
        assertEquals(Optional.empty(), CronCheck.problem("0 0 2 29 2 ?", TOKYO, now));
    }
}
