package dev.hikae.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The program with a clock that goes on by five seconds whenever it is looked at: what comes once a minute comes soon. */
final class Hurried {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private Hurried() {}

    public static void main(String[] args) {
        InstantSource real = Clock.systemUTC();
        var looks = new AtomicInteger();
        InstantSource clock = () -> real.instant().plus(LOOK.multipliedBy(looks.incrementAndGet()));
        System.exit(Main.run(List.of(args), new Terminal(System.getenv(), System.out, System.err, clock)));
    }
}
