package dev.hikae.drills.verify;

import dev.hikae.drills.verify.Check.State;
import java.util.List;
import java.util.Locale;

/** What came out: the checks, and what the bundle says about itself as far as it could be read. */
public record Result(List<Check> checks, Facts facts) {
    /** Exit code when anything failed or could not be checked. */
    public static final int REFUSED = 4;

    public Result {
        checks = List.copyOf(checks);
    }

    /** Whether every check passed. */
    public boolean accepted() {
        return checks.stream().allMatch(check -> check.state() == State.PASS);
    }

    /** 0 only when all parts were checked and hold; else 4. */
    public int exitCode() {
        return accepted() ? 0 : REFUSED;
    }

    /** One page for people. */
    public String page(Locale locale) {
        return new Page(this, locale).text();
    }
}
