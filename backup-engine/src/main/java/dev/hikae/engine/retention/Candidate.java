package dev.hikae.engine.retention;

import java.util.ArrayList;
import java.util.List;

/** A snapshot on trial: the reasons found so far. */
final class Candidate {
    private final Dated dated;
    private final List<KeepReason> reasons = new ArrayList<>();
    private final List<ForgetReason> superseded = new ArrayList<>();

    Candidate(Dated dated) {
        this.dated = dated;
    }

    Dated dated() {
        return dated;
    }

    boolean complete() {
        return dated.snapshot().complete();
    }

    void keep(KeepReason reason) {
        reasons.add(reason);
    }

    void keep(KeepRule rule) {
        reasons.add(KeepReason.plain(rule));
    }

    void superseded(ForgetReason by) {
        superseded.add(by);
    }

    boolean keptBy(KeepRule rule) {
        return reasons.stream().anyMatch(r -> r.rule() == rule);
    }

    Fate fate() {
        if (!reasons.isEmpty()) {
            return new Fate.Keep(dated.snapshot(), dated.at(), reasons);
        }
        return new Fate.Forget(
                dated.snapshot(), dated.at(), superseded.isEmpty() ? List.of(new ForgetReason.Beyond()) : superseded);
    }
}
