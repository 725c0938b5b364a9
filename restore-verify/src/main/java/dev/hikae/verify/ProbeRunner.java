package dev.hikae.verify;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.text.Text;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.command.Capture;
import dev.hikae.engine.command.CommandRun;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs probes against a restored tree.
 *
 * <p>A wrong answer, none, or one that came too late is a failure. What cannot be judged (a program that cannot be
 * started, a freshness that is no time, a cancelled run) is inconclusive.
 */
public final class ProbeRunner {
    private static final Text NO_DIFFERENCE = Texts.of("expect.no-difference");

    private final InstantSource clock;

    public ProbeRunner(InstantSource clock) {
        this.clock = clock;
    }

    /** A command, request or freshness probe; {@code latest} is the latest time that data can bear. */
    public ProbeResult run(Probe probe, ProbePlace place, Instant latest) {
        Instant started = Times.now(clock);
        long from = System.nanoTime();
        Outcome outcome =
                switch (probe) {
                    case Probe.Content content -> throw new IllegalArgumentException("bug: content needs a comparison");
                    case Probe.Command command -> command(command, place);
                    case Probe.Http http -> http(http, place);
                    case Probe.Freshness freshness -> freshness(freshness, place, latest);
                };
        return outcome.result(name(probe), kind(probe), started, since(from));
    }

    /** The comparison of contents and metadata; what it found goes to {@code found}. */
    public ProbeResult compare(Supplier<Comparison> compare, java.util.function.Consumer<Comparison> found) {
        Instant started = Times.now(clock);
        long from = System.nanoTime();
        Outcome outcome = compared(compare, found);
        return outcome.result("content", "content", started, since(from));
    }

    private static Outcome compared(Supplier<Comparison> compare, java.util.function.Consumer<Comparison> found) {
        Comparison comparison;
        try {
            comparison = compare.get();
        } catch (HikaeException e) {
            State state = e.code().failure() == Failure.VERIFICATION ? State.FAILED : State.INCONCLUSIVE;
            return new Outcome(
                    state,
                    List.of(e.text()),
                    NO_DIFFERENCE,
                    Texts.of("observed.error", e.code().id()));
        }
        found.accept(comparison);
        Text observed = Texts.of("observed.differences", comparison.differenceCount(), comparison.entries());
        if (comparison.entries() == 0) {
            return new Outcome(
                    State.INCONCLUSIVE, List.of(Texts.of("reason.nothing-compared")), NO_DIFFERENCE, observed);
        }
        return comparison.same()
                ? new Outcome(State.PASSED, List.of(), NO_DIFFERENCE, observed)
                : new Outcome(
                        State.FAILED,
                        List.of(Texts.of("reason.differences", comparison.differenceCount())),
                        NO_DIFFERENCE,
                        observed);
    }

    private static Outcome command(Probe.Command probe, ProbePlace place) {
        var run = CommandRun.of(probe.argv(), probe.timeout(), true, place.command());
        Text expected = probe.expectOutput()
                .map(t -> Texts.of("expect.exit-output", probe.expectExit(), t))
                .orElse(Texts.of("expect.exit", probe.expectExit()));
        String output = run.stdout().text();
        return notEnded(run, probe.timeout(), expected)
                .orElseGet(() -> {
                    int exit = run.exit().orElseThrow();
                    if (exit != probe.expectExit()) {
                        return new Outcome(
                                State.FAILED,
                                List.of(Texts.of("reason.exit", exit, probe.expectExit())),
                                expected,
                                Texts.of("observed.exit", exit));
                    }
                    return text(
                            probe.expectOutput(),
                            output,
                            run.stdout().truncated(),
                            expected,
                            Texts.of("observed.exit", exit));
                })
                .withOutput(output);
    }

    private static Outcome http(Probe.Http probe, ProbePlace place) {
        var answer = HttpProbe.get(probe, place);
        Text expected = probe.expectBody()
                .map(t -> Texts.of("expect.status-body", probe.expectStatus(), t))
                .orElse(Texts.of("expect.status", probe.expectStatus()));
        String body = answer.body().text();
        return http(probe, answer, expected, body).withOutput(body);
    }

    private static Outcome http(Probe.Http probe, HttpProbe.Answer answer, Text expected, String body) {
        if (answer.cancelled()) {
            return new Outcome(
                    State.INCONCLUSIVE,
                    List.of(Texts.of("reason.cancelled")),
                    expected,
                    Texts.of("observed.cancelled"));
        }
        if (answer.status().isEmpty()) {
            Text why = answer.timedOut()
                    ? Texts.of("reason.timeout", probe.timeout())
                    : Texts.of("reason.no-answer", probe.url(), answer.problem());
            return new Outcome(State.FAILED, List.of(why), expected, Texts.of("observed.no-answer"));
        }
        int status = answer.status().getAsInt();
        if (status != probe.expectStatus()) {
            Text why = Texts.of("reason.status", status, probe.expectStatus());
            return new Outcome(State.FAILED, List.of(why), expected, Texts.of("observed.status", status));
        }
        return text(probe.expectBody(), body, answer.body().truncated(), expected, Texts.of("observed.status", status));
    }

    private static Outcome freshness(Probe.Freshness probe, ProbePlace place, Instant latest) {
        var run = CommandRun.of(probe.argv(), probe.timeout(), false, place.command());
        Text expected = Texts.of("expect.instant");
        String printed = run.stdout().text().strip();
        String output = run.stdout().text() + run.stderr().text();
        return notEnded(run, probe.timeout(), expected)
                .map(Outcome::inconclusive)
                .orElseGet(() -> {
                    int exit = run.exit().orElseThrow();
                    if (exit != 0) {
                        Text why = Texts.of("reason.exit", exit, 0);
                        return new Outcome(State.INCONCLUSIVE, List.of(why), expected, Texts.of("observed.exit", exit));
                    }
                    return dataTime(printed, latest, expected);
                })
                .withOutput(output.length() > Capture.LARGEST ? output.substring(0, Capture.LARGEST) : output);
    }

    private static Outcome dataTime(String printed, Instant latest, Text expected) {
        Instant time;
        try {
            time = OffsetDateTime.parse(printed).toInstant();
        } catch (DateTimeException e) {
            Text why = Texts.of("reason.no-instant");
            return new Outcome(State.INCONCLUSIVE, List.of(why), expected, Texts.of("observed.no-instant"));
        }
        if (time.isAfter(latest)) {
            Text why = Texts.of("reason.data-from-future", time, latest);
            return new Outcome(State.INCONCLUSIVE, List.of(why), expected, Texts.of("observed.instant", time));
        }
        return new Outcome(
                State.PASSED, List.of(), expected, Texts.of("observed.instant", time), "", Optional.of(time));
    }

    private static Outcome text(
            Optional<String> wanted, String output, boolean truncated, Text expected, Text observed) {
        if (wanted.isEmpty() || output.contains(wanted.get())) {
            return new Outcome(State.PASSED, List.of(), expected, observed);
        }
        return truncated
                ? new Outcome(
                        State.INCONCLUSIVE,
                        List.of(Texts.of("reason.text-not-in-first", wanted.get(), Capture.LARGEST)),
                        expected,
                        observed)
                : new Outcome(State.FAILED, List.of(Texts.of("reason.text-missing", wanted.get())), expected, observed);
    }

    private static Optional<Outcome> notEnded(CommandRun run, Duration timeout, Text expected) {
        return switch (run.end()) {
            case EXITED -> Optional.empty();
            case TIMED_OUT ->
                Optional.of(new Outcome(
                        State.FAILED,
                        List.of(Texts.of("reason.timeout", timeout)),
                        expected,
                        Texts.of("observed.timed-out")));
            case CANCELLED ->
                Optional.of(new Outcome(
                        State.INCONCLUSIVE,
                        List.of(Texts.of("reason.cancelled")),
                        expected,
                        Texts.of("observed.cancelled")));
            case NOT_STARTED ->
                Optional.of(new Outcome(
                        State.INCONCLUSIVE,
                        List.of(Texts.of("reason.not-started", run.problem())),
                        expected,
                        Texts.of("observed.not-started")));
        };
    }

    static String name(Probe probe) {
        return switch (probe) {
            case Probe.Content c -> "content";
            case Probe.Command c -> c.name();
            case Probe.Http h -> h.name();
            case Probe.Freshness f -> f.name();
        };
    }

    static String kind(Probe probe) {
        return switch (probe) {
            case Probe.Content c -> "content";
            case Probe.Command c -> "command";
            case Probe.Http h -> "http";
            case Probe.Freshness f -> "freshness";
        };
    }

    private static Duration since(long from) {
        return Duration.ofMillis((System.nanoTime() - from) / 1_000_000);
    }

    /** A result without its name and times. */
    private record Outcome(
            State state, List<Text> reasons, Text expected, Text observed, String output, Optional<Instant> dataTime) {
        Outcome(State state, List<Text> reasons, Text expected, Text observed) {
            this(state, reasons, expected, observed, "", Optional.empty());
        }

        Outcome withOutput(String text) {
            return new Outcome(state, reasons, expected, observed, text, dataTime);
        }

        Outcome inconclusive() {
            return new Outcome(State.INCONCLUSIVE, reasons, expected, observed, output, dataTime);
        }

        ProbeResult result(String name, String kind, Instant started, Duration took) {
            return new ProbeResult(name, kind, state, reasons, started, took, expected, observed, output, dataTime);
        }
    }
}
