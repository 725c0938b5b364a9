package dev.hikae.engine.retention;

import dev.hikae.config.plan.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The rules over one group. Each rule only adds reasons to keep, so a further rule never keeps less.
 *
 * <p>What a rule keeps must not depend on snapshots that no rule keeps: then deciding again over what was kept lets nothing go.
 */
final class GroupRetention {
    private final RetentionInput input;
    private final Retention rules;
    private final List<Candidate> newestFirst;

    /** @param counting snapshots of one group that count, newest first */
    GroupRetention(RetentionInput input, List<Dated> counting) {
        this.input = input;
        this.rules = input.rules();
        this.newestFirst = counting.stream().map(Candidate::new).toList();
    }

    List<Fate> fates() {
        newest();
        if (rules.keepsEverything()) {
            newestFirst.forEach(c -> c.keep(KeepRule.NO_RULE));
        } else {
            verified();
            last();
            periods();
            rules.keepWithin().ifPresent(this::within);
        }
        return newestFirst.stream().map(Candidate::fate).toList();
    }

    private void newest() {
        newestFirst.stream().findFirst().ifPresent(c -> c.keep(KeepRule.NEWEST));
        newestFirst.stream()
                .filter(Candidate::complete)
                .findFirst()
                .filter(c -> !c.keptBy(KeepRule.NEWEST))
                .ifPresent(c -> c.keep(KeepRule.NEWEST_COMPLETE));
    }

    /** While too few complete ones are proven, the newest that may yet be, and incomplete ones that are, stay too. */
    private void verified() {
        int wanted = rules.minimumVerified();
        int proven = keepNewest(KeepRule.VERIFIED, wanted, c -> isVerified(c) && c.complete());
        keepNewest(KeepRule.VERIFIED, wanted - proven, c -> isVerified(c) && !c.complete());
        keepNewest(KeepRule.UNTIL_VERIFIED, wanted - proven, c -> !isVerified(c) && c.complete());
    }

    private boolean isVerified(Candidate c) {
        return input.verified().contains(c.dated().snapshot().id());
    }

    private int keepNewest(KeepRule rule, int count, Predicate<Candidate> which) {
        int place = 0;
        for (Candidate c : newestFirst) {
            if (place >= count) {
                break;
            }
            if (which.test(c)) {
                place++;
                c.keep(new KeepReason(rule, place, count, ""));
            }
        }
        return place;
    }

    private void last() {
        if (rules.keepLast().isEmpty()) {
            return;
        }
        int count = rules.keepLast().getAsInt();
        keepNewest(KeepRule.LAST, count, c -> true);
        int place = 0;
        for (var window : by(at -> Periods.window(at, input.window())).entrySet()) {
            if (place == count) {
                break;
            }
            place++;
            Candidate chosen = representative(window.getValue());
            if (!chosen.keptBy(KeepRule.LAST)) {
                chosen.keep(new KeepReason(KeepRule.SPREAD, place, count, window.getKey()));
            }
        }
    }

    private void periods() {
        var names = new Periods(input.zone());
        each(KeepRule.HOURLY, rules.keepHourly(), names::hour);
        each(KeepRule.DAILY, rules.keepDaily(), names::day);
        each(KeepRule.WEEKLY, rules.keepWeekly(), names::week);
        each(KeepRule.MONTHLY, rules.keepMonthly(), names::month);
        each(KeepRule.YEARLY, rules.keepYearly(), names::year);
    }

    private void each(KeepRule rule, OptionalInt count, Function<Instant, String> name) {
        if (count.isEmpty()) {
            return;
        }
        int wanted = count.getAsInt();
        int place = 0;
        for (var period : by(name).entrySet()) {
            if (place == wanted) {
                return;
            }
            place++;
            Candidate chosen = representative(period.getValue());
            chosen.keep(new KeepReason(rule, place, wanted, period.getKey()));
            var reason = new ForgetReason.Superseded(
                    rule, period.getKey(), chosen.dated().snapshot().id());
            period.getValue().stream().filter(c -> !c.keptBy(rule)).forEach(c -> c.superseded(reason));
        }
        if (place < wanted) {
            oldest(rule, place, wanted);
        }
    }

    /** Periods still to come are to have a past to reach back to: the oldest stays until the rule is full. */
    private void oldest(KeepRule rule, int periods, int wanted) {
        List<Candidate> oldestFirst = newestFirst.reversed();
        oldestFirst.stream()
                .filter(Candidate::complete)
                .findFirst()
                .or(() -> oldestFirst.stream().findFirst())
                .filter(c -> !c.keptBy(rule))
                .ifPresent(c -> c.keep(new KeepReason(KeepRule.OLDEST, periods, wanted, rule.word())));
    }

    /** Reckoned from the newest, not from now: where no backup is made any more, none ages. */
    private void within(Duration duration) {
        Optional<Instant> from =
                newestFirst.stream().findFirst().map(c -> c.dated().at().minus(duration));
        var reason = new KeepReason(KeepRule.WITHIN, 0, 0, Shown.duration(duration));
        newestFirst.stream()
                .filter(c -> from.filter(c.dated().at()::isAfter).isPresent())
                .forEach(c -> c.keep(reason));
    }

    private Map<String, List<Candidate>> by(Function<Instant, String> name) {
        // A map and not runs: where clocks are set back over midnight, a day comes twice.
        Map<String, List<Candidate>> periods = new LinkedHashMap<>();
        newestFirst.forEach(c -> periods.computeIfAbsent(name.apply(c.dated().at()), k -> new ArrayList<>())
                .add(c));
        return periods;
    }

    /** The newest that is complete, or the newest where none is. */
    private static Candidate representative(List<Candidate> ofOnePeriod) {
        return ofOnePeriod.stream().filter(Candidate::complete).findFirst().orElse(ofOnePeriod.getFirst());
    }
}
