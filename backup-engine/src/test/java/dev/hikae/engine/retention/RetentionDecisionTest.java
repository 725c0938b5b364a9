package dev.hikae.engine.retention;

import static dev.hikae.engine.retention.Points.at;
import static dev.hikae.engine.retention.Points.fate;
import static dev.hikae.engine.retention.Points.id;
import static dev.hikae.engine.retention.Points.incomplete;
import static dev.hikae.engine.retention.Points.input;
import static dev.hikae.engine.retention.Points.kept;
import static dev.hikae.engine.retention.Points.of;
import static dev.hikae.engine.retention.Points.reasons;
import static dev.hikae.engine.retention.Points.verified;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Messages;
import dev.hikae.engine.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept, by example. */
final class RetentionDecisionTest {
    /** Sundays at 11:00, as in restic's manual: {@code forget --keep-daily 4} keeps the last four. */
    @Test
    void periodsWithoutSnapshots_doNotCount() {
        assertEquals(Set.of(9, 10, 11, 12), kept(input(sundays(), "daily=4")));
        assertEquals(Set.of(10, 11, 12), kept(input(sundays(), "last=3")));
        assertEquals(Set.of(5, 9, 12), kept(input(sundays(), "monthly=3")));
    }

    private static List<Snapshot> sundays() {
        Instant first = Instant.parse("2019-09-01T11:00:00Z");
        return IntStream.rangeClosed(1, 12)
                .mapToObj(n -> at(n, first.plus(7L * (n - 1), ChronoUnit.DAYS)))
                .toList();
    }

    /** One a day for a hundred years, as in restic's manual: 7 days, further week ends, month ends and year ends. */
    @Test
    void aHundredYears_keepWhatEachRuleAsksFor() {
        LocalDate last = LocalDate.of(2070, 3, 23);
        LocalDate first = LocalDate.of(1970, 3, 24);
        List<Snapshot> all = IntStream.rangeClosed(0, (int) ChronoUnit.DAYS.between(first, last))
                .mapToObj(n -> at(n, first.plusDays(n).atTime(3, 0).toInstant(ZoneOffset.UTC)))
                .toList();
        Set<LocalDate> expected = new TreeSet<>();
        IntStream.range(0, 7).forEach(n -> expected.add(last.minusDays(n)));
        LocalDate sunday = last.with(java.time.temporal.TemporalAdjusters.previous(java.time.DayOfWeek.SUNDAY));
        IntStream.range(0, 4).forEach(n -> expected.add(sunday.minusWeeks(n)));
        IntStream.range(0, 11)
                .forEach(n -> expected.add(last.withDayOfMonth(1).minusMonths(n).minusDays(1)));
        IntStream.range(0, 74).forEach(n -> expected.add(LocalDate.of(2069 - n, 12, 31)));
        Set<LocalDate> kept = new TreeSet<>();
        kept(input(all, "daily=7 weekly=5 monthly=12 yearly=75")).forEach(n -> kept.add(first.plusDays(n)));
        assertEquals(expected, kept);
        assertEquals(7 + 4 + 11 + 73, kept.size(), "the year's end 2069 is a month's end too");
    }

    @Test
    void ofAPeriod_theNewestStays_andTheOthersSayWhichStandsForThem() {
        var in = input(
                List.of(
                        at(1, "2026-11-27T08:00:00Z"),
                        at(2, "2026-11-27T20:00:00Z"),
                        at(3, "2026-11-28T08:00:00Z"),
                        at(4, "2026-11-28T09:00:00Z")),
                "daily=2 weekly=1");
        assertEquals(Set.of(2, 4), kept(in));
        assertEquals(Set.of("newest", "daily", "weekly", "until-verified"), reasons(in, 4));
        assertEquals(
                new KeepReason(KeepRule.DAILY, 2, 2, "2026-11-27"),
                ((Fate.Keep) fate(in, 2)).reasons().getFirst());
        assertEquals(
                List.of(
                        new ForgetReason.Superseded(KeepRule.DAILY, "2026-11-27", id(2)),
                        new ForgetReason.Superseded(KeepRule.WEEKLY, "2026-W48", id(4))),
                ((Fate.Forget) fate(in, 1)).reasons());
    }

    @Test
    void whatNoRuleReaches_saysSo() {
        var in = input(List.of(at(1, "2026-11-26T08:00:00Z"), at(2, "2026-11-28T08:00:00Z")), "daily=1");
        assertEquals(
                List.of(new ForgetReason.Beyond()),
                assertInstanceOf(Fate.Forget.class, fate(in, 1)).reasons());
    }

    /** Asked in restic's forum: why are two kept? */
    @Test
    void whileARuleHasPeriodsLeft_theOldestStays() {
        var in = input(
                List.of(
                        at(1, "2024-01-02T13:42:44Z"),
                        at(2, "2024-01-03T01:04:38Z"),
                        at(3, "2024-01-04T20:09:54Z"),
                        at(4, "2024-01-04T20:20:32Z")),
                "monthly=4");
        assertEquals(Set.of(1, 4), kept(in));
        assertEquals(List.of(new KeepReason(KeepRule.OLDEST, 1, 4, "monthly")), ((Fate.Keep) fate(in, 1)).reasons());
        assertEquals(Set.of(4), kept(input(in.snapshots(), "monthly=1")));
    }

    @Test
    void within_isReckonedFromTheNewest_soThatNothingAgesWhereNothingIsBackedUp() {
        List<Snapshot> snapshots =
                List.of(at(1, "2026-10-29T10:00:00Z"), at(2, "2026-10-29T10:00:01Z"), at(3, "2026-11-28T10:00:00Z"));
        var in = input(snapshots, "within=P30D");
        var later = new RetentionInput(
                snapshots,
                Map.of(),
                Set.of(),
                Set.of(),
                in.rules(),
                in.window(),
                Instant.parse("2036-01-01T00:00:00Z"),
                in.zone());
        assertEquals(Set.of(2, 3), kept(in));
        assertEquals(Set.of(2, 3), kept(later));
        assertTrue(((Fate.Keep) fate(in, 2)).reasons().contains(new KeepReason(KeepRule.WITHIN, 0, 0, "30d")));
    }

    @Test
    void noRule_keepsEverything_alsoWithAFloor() {
        var in = input(sundays(), "");
        assertEquals(12, kept(in).size());
        assertEquals(Set.of("newest", "no-rule"), reasons(in, 12));
        assertEquals(12, kept(input(sundays(), "verified=1")).size());
    }

    @Test
    void theNewestThatIsVerified_neverGoes() {
        var in = input(sundays(), "last=2");
        assertEquals(Set.of(5, 11, 12), kept(verified(in, 2, 5)));
        assertEquals(Set.of("verified"), reasons(verified(in, 2, 5), 5));
        assertEquals(Set.of(11, 12), kept(in));
        assertEquals(Set.of("last", "newest", "until-verified"), reasons(in, 12));
    }

    @Test
    void moreVerifiedOnes_areKeptWhenAskedFor_andStandInsWhileThereAreTooFew() {
        var in = input(sundays(), "last=1 verified=3");
        assertEquals(Set.of(4, 5, 6, 12), kept(verified(in, 2, 3, 4, 5, 6)));
        assertEquals(Set.of(5, 11, 12), kept(verified(in, 5)));
        assertEquals(Set.of("until-verified"), reasons(verified(in, 5), 11));
    }

    @Test
    void anIncompleteOne_standsForNoPeriodThatHasACompleteOne() {
        var in = input(
                List.of(
                        at(1, "2026-11-26T08:00:00Z"),
                        incomplete(2, "2026-11-26T20:00:00Z"),
                        incomplete(3, "2026-11-27T08:00:00Z"),
                        incomplete(4, "2026-11-27T20:00:00Z"),
                        at(5, "2026-11-28T08:00:00Z"),
                        incomplete(6, "2026-11-28T20:00:00Z")),
                "daily=3");
        assertEquals(Set.of(1, 4, 5, 6), kept(in));
        assertEquals(Set.of("newest"), reasons(in, 6));
        assertEquals(Set.of("daily", "newest-complete", "until-verified"), reasons(in, 5));
    }

    @Test
    void anIncompleteVerifiedOne_doesNotReplaceACompleteVerifiedOne() {
        var snapshots = List.of(
                at(1, "2026-11-25T08:00:00Z"),
                incomplete(2, "2026-11-26T08:00:00Z"),
                at(3, "2026-11-27T08:00:00Z"),
                at(4, "2026-11-28T08:00:00Z"));
        assertEquals(Set.of(1, 4), kept(verified(input(snapshots, "last=1"), 1, 2)));
        assertEquals(Set.of(2, 4), kept(verified(input(snapshots, "last=1"), 2)));
    }

    @Test
    void groups_areJudgedApart() {
        Instant at = Instant.parse("2026-11-28T08:00:00Z");
        List<Snapshot> snapshots = new ArrayList<>(List.of(
                of(1, "a", "h", List.of("/x"), at, at, true),
                of(2, "b", "h", List.of("/x"), at, at, true),
                of(3, "a", "i", List.of("/x"), at, at, true),
                of(4, "a", "h", List.of("/x", "/y"), at, at, true),
                of(5, "", "h", List.of("/x"), at, at, true)));
        Instant later = at.plusSeconds(60);
        snapshots.add(of(6, "a", "h", List.of("/y", "/x"), later, later, true));
        assertEquals(Set.of(1, 2, 3, 5, 6), kept(input(snapshots, "last=1")), "the order of roots means nothing");
    }

    @Test
    void hoursThatComeTwice_areTwo() {
        var fall = List.of(at(1, "2026-11-01T05:30:00Z"), at(2, "2026-11-01T06:30:00Z"), at(3, "2026-11-01T07:30:00Z"));
        var zone = ZoneId.of("America/New_York");
        assertEquals(Set.of(2, 3), kept(input(fall, "hourly=2", zone)), "01:30 EDT, 01:30 EST, 02:30 EST");
        var in = input(fall, "hourly=3", zone);
        assertEquals(
                "2026-11-01 01:00 -04:00",
                ((Fate.Keep) fate(in, 1)).reasons().getFirst().period());
        assertEquals(
                "2026-11-01 01:00 -05:00",
                ((Fate.Keep) fate(in, 2)).reasons().getFirst().period());
    }

    /** In St. John's clocks went from 00:01 back to 23:01 of the day before. */
    @Test
    void aDayThatComesTwice_isOne() {
        var snapshots = List.of(
                at(1, "2006-10-28T12:00:00Z"),
                at(2, "2006-10-29T02:00:00Z"),
                at(3, "2006-10-29T02:30:30Z"),
                at(4, "2006-10-29T02:45:00Z"));
        var zone = ZoneId.of("America/St_Johns");
        assertEquals(29, snapshots.get(2).capturedAt().atZone(zone).getDayOfMonth());
        assertEquals(28, snapshots.get(3).capturedAt().atZone(zone).getDayOfMonth());
        assertEquals(Set.of(3, 4), kept(input(snapshots, "daily=2", zone)));
    }

    @Test
    void shortAndLongDays_areDays() {
        var zone = ZoneId.of("Europe/Berlin");
        var spring =
                List.of(at(1, "2026-03-28T22:59:00Z"), at(2, "2026-03-28T23:00:00Z"), at(3, "2026-03-29T21:59:00Z"));
        assertEquals(Set.of(1, 3), kept(input(spring, "daily=2", zone)));
        var apia = List.of(at(1, "2011-12-30T09:59:00Z"), at(2, "2011-12-30T10:00:00Z"));
        assertEquals(
                "2011-12-31",
                ((Fate.Keep) fate(input(apia, "daily=2", ZoneId.of("Pacific/Apia")), 2))
                        .reasons()
                        .get(2)
                        .period(),
                "the 30th was left out there");
    }

    @Test
    void weeksAreThoseOfIso8601() {
        var in = input(
                List.of(
                        at(1, "2020-12-27T12:00:00Z"),
                        at(2, "2020-12-28T12:00:00Z"),
                        at(3, "2021-01-03T12:00:00Z"),
                        at(4, "2021-01-04T12:00:00Z")),
                "weekly=2");
        assertEquals(Set.of(3, 4), kept(in));
        var reason = ((Fate.Forget) fate(in, 2)).reasons().getFirst();
        assertEquals(new ForgetReason.Superseded(KeepRule.WEEKLY, "2020-W53", id(3)), reason);
        assertEquals("2020-W01", new Periods(ZoneOffset.UTC).week(Instant.parse("2019-12-30T00:00:00Z")));
    }

    @Test
    void yearsAndMonthsEndWhereTheZoneSays_leapDaysIncluded() {
        var tokyo = new Periods(ZoneId.of("Asia/Tokyo"));
        assertEquals("2027", tokyo.year(Instant.parse("2026-12-31T15:00:00Z")));
        assertEquals("2026", tokyo.year(Instant.parse("2026-12-31T14:59:59Z")));
        assertEquals("2028-02", tokyo.month(Instant.parse("2028-02-29T14:59:59Z")));
        assertEquals("2028-02-29", tokyo.day(Instant.parse("2028-02-28T15:00:00Z")));
        assertEquals("2028-03", tokyo.month(Instant.parse("2028-02-29T15:00:00Z")));
    }

    @Test
    void aFloodWithinAWindow_doesNotPushOutWhatLastKept() {
        List<Snapshot> snapshots = new ArrayList<>();
        for (int n = 1; n <= 5; n++) {
            snapshots.add(at(n, Instant.parse("2026-11-20T01:00:00Z").plus(n, ChronoUnit.DAYS)));
        }
        for (int n = 0; n < 100; n++) {
            snapshots.add(at(100 + n, Instant.parse("2026-11-26T01:00:00Z").plusSeconds(n)));
        }
        var in = input(snapshots, "last=3");
        assertEquals(Set.of(4, 5, 197, 198, 199), kept(in));
        assertEquals(
                List.of(new KeepReason(KeepRule.SPREAD, 3, 3, "2026-11-24T01:00:00Z")),
                ((Fate.Keep) fate(in, 4)).reasons());
        var daily = new RetentionInput(
                snapshots, Map.of(), Set.of(), Set.of(), in.rules(), Duration.ofDays(2), in.now(), in.zone());
        assertEquals(Set.of(2, 4, 197, 198, 199), kept(daily), "windows of two days");
    }

    @Test
    void timesOfTheFuture_countForNothing_andStay() {
        Instant now = Instant.parse("2026-11-28T12:00:00Z");
        var snapshots = List.of(
                at(1, "2026-11-26T08:00:00Z"),
                at(2, "2026-11-27T08:00:00Z"),
                at(3, "2030-01-01T00:00:00Z"),
                at(4, Instant.MAX));
        var in = new RetentionInput(
                snapshots,
                Map.of(),
                Set.of(),
                Set.of(),
                Points.rules("daily=1 within=PT1H"),
                Duration.ofHours(1),
                now,
                ZoneOffset.MAX);
        assertEquals(Set.of(2, 3, 4), kept(in));
        assertEquals(Set.of("in-future"), reasons(in, 3));
        assertEquals(Set.of("daily", "newest", "until-verified", "within"), reasons(in, 2));
    }

    /** A collector's clock that fell back must not make everything look like one day. */
    @Test
    void aClockThatFellBack_forgetsNothing() {
        var in = new RetentionInput(
                sundays(),
                Map.of(),
                Set.of(),
                Set.of(),
                Points.rules("last=1"),
                Duration.ofHours(1),
                Instant.EPOCH,
                ZoneOffset.UTC);
        assertEquals(12, kept(in).size());
    }

    @Test
    void whatClaimsToBeReadLongBeforeItsCommit_countsAtItsCommit() {
        Instant commit = Instant.parse("2026-11-28T08:00:00Z");
        var snapshots = List.of(
                at(1, "2026-11-20T08:00:00Z"),
                of(2, "plan", "host", List.of("/data"), Instant.parse("2026-11-20T23:59:59Z"), commit, true),
                of(3, "plan", "host", List.of("/data"), commit.plusSeconds(9), commit.minusSeconds(9), true),
                of(4, "plan", "host", List.of("/data"), Instant.MIN, commit.minusSeconds(20), true));
        var in = input(snapshots, "daily=2");
        assertEquals(Set.of(1, 2), kept(in));
        assertEquals(commit, fate(in, 2).countsAt());
        assertEquals(commit.minusSeconds(9), fate(in, 3).countsAt());
        var slow = of(5, "plan", "host", List.of("/data"), commit.minus(20, ChronoUnit.HOURS), commit, true);
        assertEquals(slow.capturedAt(), fate(input(List.of(slow), "daily=2"), 5).countsAt());
    }

    @Test
    void whatOthersRecorded_goesBeforeWhatTheWriterSays() {
        var snapshots = List.of(
                at(1, "2026-11-20T08:00:00Z"),
                at(2, "2026-11-20T23:59:59Z"),
                at(3, "2026-11-27T08:00:00Z"),
                at(4, Instant.MIN));
        Instant seen = Instant.parse("2026-11-28T08:00:00Z");
        var in = new RetentionInput(
                snapshots,
                Map.of(id(2), seen, id(4), seen.minusSeconds(1)),
                Set.of(),
                Set.of(),
                Points.rules("daily=3"),
                Duration.ofHours(1),
                seen,
                ZoneOffset.MIN);
        assertEquals(Set.of(1, 2, 3), kept(in), "a snapshot dated back into the 20th does not push out its real one");
    }

    @Test
    void whatNobodyKnowsTheMakingOf_countsForNothing_andStays() {
        var in = input(sundays(), "last=1");
        var known = new RetentionInput(
                in.snapshots(),
                Map.of(),
                Set.of(id(12), id(5)),
                Set.of(id(5), id(2)),
                in.rules(),
                in.window(),
                in.now(),
                in.zone());
        assertEquals(Set.of(2, 5, 11, 12), kept(known));
        assertEquals(Set.of("out-of-band"), reasons(known, 12));
    }

    @Test
    void oneIdTwice_countsForNothing_andStays() {
        List<Snapshot> snapshots = new ArrayList<>(sundays());
        snapshots.add(at(3, "2019-11-17T12:00:00Z"));
        var in = verified(input(snapshots, "last=1"), 3);
        assertEquals(Set.of(3, 12), kept(in));
        assertEquals(
                2,
                RetentionDecision.of(in).kept().stream()
                        .filter(k -> k.by(KeepRule.SAME_ID))
                        .count());
    }

    @Test
    void newestAmong_namesWhatAGroupWouldMiss() {
        var snapshots = List.of(
                at(1, "2026-11-26T08:00:00Z"), at(2, "2026-11-27T08:00:00Z"), incomplete(3, "2026-11-28T08:00:00Z"));
        var decision = RetentionDecision.of(input(snapshots, ""));
        assertEquals(List.of(), decision.newestAmong(Set.of(id(1))));
        assertEquals(
                List.of(3, 2),
                numbers(decision.newestAmong(Set.of(id(1), id(2), id(3))).subList(0, 2)));
        assertEquals(List.of(2), numbers(decision.newestAmong(Set.of(id(2)))));
        var future = new RetentionInput(
                List.of(at(1, "2026-11-26T08:00:00Z")),
                Map.of(),
                Set.of(),
                Set.of(),
                Points.rules(""),
                Duration.ofHours(1),
                Instant.EPOCH,
                ZoneOffset.UTC);
        assertEquals(List.of(1), numbers(RetentionDecision.of(future).newestAmong(Set.of(id(1)))));
    }

    private static List<Integer> numbers(List<Snapshot> snapshots) {
        return snapshots.stream().map(s -> Points.number(s.id())).toList();
    }

    @Test
    void everyReason_hasAText_inBothLanguages() {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.JAPANESE)) {
            for (KeepRule rule : KeepRule.values()) {
                List<String> periods = rule == KeepRule.OLDEST
                        ? List.of("hourly", "daily", "weekly", "monthly", "yearly")
                        : List.of("P");
                periods.forEach(p -> assertFalse(Messages.render(new KeepReason(rule, 1, 2, p).text(), locale)
                        .contains("{")));
            }
            for (KeepRule rule :
                    List.of(KeepRule.HOURLY, KeepRule.DAILY, KeepRule.WEEKLY, KeepRule.MONTHLY, KeepRule.YEARLY)) {
                SnapshotId by = id(7);
                String text = Messages.render(new ForgetReason.Superseded(rule, "P", by).text(), locale);
                assertTrue(text.contains("P") && text.contains(by.value()), text);
            }
            assertFalse(
                    Messages.render(new ForgetReason.Beyond().text(), locale).isBlank());
        }
    }

    @Test
    void aWindowOfNothing_isOurBug() {
        var in = input(sundays(), "last=1");
        assertThrows(
                IllegalArgumentException.class,
                () -> new RetentionInput(
                        in.snapshots(),
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        in.rules(),
                        Duration.ofMillis(1),
                        in.now(),
                        in.zone()));
    }

    @Test
    void durationsAreShownAsConfigurationWritesThem() {
        assertEquals("30d", Shown.duration(Duration.ofDays(30)));
        assertEquals("1d12h", Shown.duration(Duration.ofHours(36)));
        assertEquals("1h30m5s20ms", Shown.duration(Duration.ofMinutes(90).plusMillis(5020)));
        assertEquals("0s", Shown.duration(Duration.ZERO));
    }
}
