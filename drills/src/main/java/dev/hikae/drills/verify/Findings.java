package dev.hikae.drills.verify;

import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.verify.Check.Part;
import dev.hikae.drills.verify.Check.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers checks. What rests on a part that failed is named as not checked. */
final class Findings {
    private final List<Check> checks = new ArrayList<>();

    /** Something to check; returns what was found. */
    interface Checking<T> {
        T run() throws NotVerified;
    }

    /** How a value reads on the page. */
    interface Detail<T> {
        String of(T value);
    }

    /** Whatever a forged bundle provokes is a finding, never a crash. */
    <T> Optional<T> check(Part part, Checking<T> checking, Detail<T> detail) {
        try {
            T value = checking.run();
            add(part, State.PASS, detail.of(value));
            return Optional.of(value);
        } catch (NotVerified e) {
            add(part, State.FAIL, e.reason());
        } catch (RuntimeException e) {
            add(part, State.FAIL, "unreadable: " + e.getMessage());
        }
        return Optional.empty();
    }

    void pass(Part part, String detail) {
        add(part, State.PASS, detail);
    }

    void notChecked(Part part, String why) {
        add(part, State.NOT_CHECKED, why);
    }

    private void add(Part part, State state, String detail) {
        checks.add(new Check(part, state, detail));
    }

    /** All of them, with every part that nobody came to named as not checked. */
    List<Check> complete(List<Part> expected) {
        for (Part part : expected) {
            if (checks.stream().noneMatch(check -> check.part() == part)) {
                notChecked(part, "rests on a part that failed");
            }
        }
        return checks.stream().sorted((a, b) -> a.part().compareTo(b.part())).toList();
    }
}
