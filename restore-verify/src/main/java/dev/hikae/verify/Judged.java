package dev.hikae.verify;

import dev.hikae.config.text.Text;
import dev.hikae.verify.Figures.Judgement;
import dev.hikae.verify.RestoreTestResult.Part;
import java.util.ArrayList;
import java.util.List;

/** The verdict and every reason for it. What could not be evaluated is never a pass. */
record Judged(Verdict verdict, List<Text> reasons) {
    static Judged of(Part run, Part validation, Part cleanUp, Figures figures, boolean newest) {
        var failures = new ArrayList<Text>();
        var doubts = new ArrayList<Text>();
        part("run", run, failures, doubts);
        part("validation", validation, failures, doubts);
        rto(figures.rto(), run, validation, failures, doubts);
        rpo(figures.rpo(), newest, failures, doubts);
        Verdict verdict =
                !failures.isEmpty() ? Verdict.FAILED : doubts.isEmpty() ? Verdict.PASSED : Verdict.INCONCLUSIVE;
        var reasons = new ArrayList<Text>(failures);
        reasons.addAll(doubts);
        if (cleanUp.state() == State.FAILED) {
            reasons.addAll(cleanUp.reasons());
        }
        return new Judged(verdict, reasons);
    }

    private static void part(String name, Part part, List<Text> failures, List<Text> doubts) {
        switch (part.state()) {
            case PASSED -> {}
            case FAILED -> failures.addAll(part.reasons());
            case INCONCLUSIVE -> doubts.addAll(part.reasons());
            case NOT_RUN -> doubts.add(Texts.of("reason.not-run." + name));
        }
    }

    private static void rto(Figures.Rto rto, Part run, Part validation, List<Text> failures, List<Text> doubts) {
        switch (rto.judgement()) {
            case MET, NOT_JUDGED -> {}
            case MISSED ->
                failures.add(Texts.of(
                        "reason.rto-missed",
                        rto.business().orElseThrow(),
                        rto.target().orElseThrow()));
            case NOT_ACHIEVED, NOT_EVALUABLE -> {
                boolean failed = run.state() == State.FAILED || validation.state() == State.FAILED;
                (failed ? failures : doubts)
                        .add(Texts.of("reason.rto-not-achieved", rto.target().orElseThrow()));
            }
        }
    }

    private static void rpo(Figures.Rpo rpo, boolean newest, List<Text> failures, List<Text> doubts) {
        switch (rpo.judgement()) {
            case MET, NOT_JUDGED, NOT_ACHIEVED -> {}
            case MISSED ->
                failures.add(Texts.of(
                        "reason.rpo-missed",
                        rpo.achieved().orElseThrow(),
                        rpo.target().orElseThrow()));
            case NOT_EVALUABLE -> doubts.add(Texts.of("reason.rpo-not-evaluable"));
        }
        // The point's own age counts, too: a backup that did not happen is not hidden by an older one that verifies.
        boolean old = newest
                && rpo.judgement() != Judgement.MISSED
                && rpo.pointAge().isPresent()
                && rpo.target()
                        .filter(t -> rpo.pointAge().get().compareTo(t) > 0)
                        .isPresent();
        if (old) {
            failures.add(Texts.of(
                    "reason.point-too-old",
                    rpo.pointAge().orElseThrow(),
                    rpo.target().orElseThrow()));
        }
    }
}
