package dev.hikae.cli;

import dev.hikae.config.load.Durations;
import dev.hikae.config.plan.Retention;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --keep-last N} and its like: the rules of retention. */
final class RetentionOptions {
    private static final int MOST = 1_000_000;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--keep-last", paramLabel = "N")
    private Optional<Integer> last = Optional.empty();

    @Option(names = "--keep-hourly", paramLabel = "N")
    private Optional<Integer> hourly = Optional.empty();

    @Option(names = "--keep-daily", paramLabel = "N")
    private Optional<Integer> daily = Optional.empty();

    @Option(names = "--keep-weekly", paramLabel = "N")
    private Optional<Integer> weekly = Optional.empty();

    @Option(names = "--keep-monthly", paramLabel = "N")
    private Optional<Integer> monthly = Optional.empty();

    @Option(names = "--keep-yearly", paramLabel = "N")
    private Optional<Integer> yearly = Optional.empty();

    @Option(names = "--keep-within", paramLabel = "DURATION")
    private Optional<String> within = Optional.empty();

    @Option(names = "--keep-verified", paramLabel = "N")
    private Optional<Integer> verified = Optional.empty();

    @Option(names = "--zone", paramLabel = "ZONE")
    private Optional<String> zone = Optional.empty();

    Retention rules() {
        return new Retention(
                count(last),
                count(hourly),
                count(daily),
                count(weekly),
                count(monthly),
                count(yearly),
                within.map(this::duration),
                count(verified));
    }

    /** Whether anything of this was given. */
    boolean given() {
        return List.of(last, hourly, daily, weekly, monthly, yearly, verified).stream()
                        .anyMatch(Optional::isPresent)
                || within.isPresent();
    }

    ZoneId zone() {
        return zone.map(this::zone).orElseGet(ZoneId::systemDefault);
    }

    /** As they would be given again: {@code --keep-daily 7 --keep-within 30d}. */
    String shown() {
        var shown = new StringJoiner(" ");
        add(shown, "--keep-last", last);
        add(shown, "--keep-hourly", hourly);
        add(shown, "--keep-daily", daily);
        add(shown, "--keep-weekly", weekly);
        add(shown, "--keep-monthly", monthly);
        add(shown, "--keep-yearly", yearly);
        add(shown, "--keep-within", within);
        add(shown, "--keep-verified", verified);
        return shown.toString();
    }

    private static void add(StringJoiner to, String option, Optional<?> value) {
        value.ifPresent(v -> to.add(option + " " + v));
    }

    private OptionalInt count(Optional<Integer> given) {
        if (given.isEmpty()) {
            return OptionalInt.empty();
        }
        int count = given.get();
        if (count < 1 || count > MOST) {
            throw wrong("usage.keep-count", Integer.toString(count));
        }
        return OptionalInt.of(count);
    }

    private Duration duration(String text) {
        return Durations.parse(text)
                .filter(d -> d.isPositive() && d.compareTo(Durations.LONGEST) <= 0)
                .orElseThrow(() -> wrong("usage.duration", text));
    }

    private ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw wrong("usage.zone", text);
        }
    }

    private ParameterException wrong(String key, String text) {
        return new ParameterException(spec.commandLine(), Words.of(key, text));
    }
}
