package dev.hikae.verify;

import dev.hikae.config.plan.Objectives;
import java.time.Duration;
import java.util.Optional;

/** RTO and RPO achieved, against their targets. */
public record Figures(Rto rto, Rpo rpo) {
    /** How a figure compares with its target. */
    public enum Judgement {
        MET,
        MISSED,
        /** Recovery was never reached: there is no figure, and it is not a pass. */
        NOT_ACHIEVED,
        /** It should have been judged and could not be. */
        NOT_EVALUABLE,
        /** Not asked for: no objectives, or a point chosen otherwise than as the newest. */
        NOT_JUDGED
    }

    /** What an RPO rests on. */
    public enum Basis {
        /** Freshness probes of the restored data. */
        NEWEST_DATA,
        /** The recovery point's time; nothing proved the data itself. */
        RECOVERY_POINT_TIME
    }

    /**
     * Recovery time.
     *
     * @param business {@code t_h − t_i}; judged
     * @param execution {@code t_h − t_s}
     */
    public record Rto(
            Optional<Duration> target,
            Optional<Duration> business,
            Optional<Duration> execution,
            Judgement judgement) {}

    /**
     * Recovery point.
     *
     * @param achieved empty where it is not judged or could not be evaluated
     * @param pointAge {@code t_i − t_p}, reported in any case
     */
    public record Rpo(
            Optional<Duration> target,
            Optional<Duration> achieved,
            Basis basis,
            Optional<Duration> pointAge,
            Judgement judgement) {}

    /**
     * Computes both.
     *
     * @param newest whether the point was chosen as the newest
     * @param freshnessWanted whether freshness probes were configured
     */
    static Figures of(Clocks clocks, Optional<Objectives> objectives, boolean newest, boolean freshnessWanted) {
        return new Figures(
                rto(clocks, objectives.map(Objectives::rto)), rpo(clocks, objectives, newest, freshnessWanted));
    }

    private static Rto rto(Clocks clocks, Optional<Duration> target) {
        Optional<Duration> business = clocks.rtoBusiness();
        Judgement judgement = target.isEmpty()
                ? Judgement.NOT_JUDGED
                : business.map(b -> judged(b, target.get())).orElse(Judgement.NOT_ACHIEVED);
        return new Rto(target, business, clocks.rtoExecution(), judgement);
    }

    private static Rpo rpo(Clocks clocks, Optional<Objectives> objectives, boolean newest, boolean freshnessWanted) {
        Optional<Duration> target = objectives.map(Objectives::rpo);
        Basis basis = freshnessWanted ? Basis.NEWEST_DATA : Basis.RECOVERY_POINT_TIME;
        Optional<Duration> achieved =
                newest ? (freshnessWanted ? clocks.dataAge() : clocks.pointAge()) : Optional.empty();
        Judgement judgement = target.isEmpty() || !newest
                ? Judgement.NOT_JUDGED
                : achieved.map(a -> judged(a, target.get())).orElse(Judgement.NOT_EVALUABLE);
        return new Rpo(target, achieved, basis, clocks.pointAge(), judgement);
    }

    private static Judgement judged(Duration achieved, Duration target) {
        return achieved.compareTo(target) <= 0 ? Judgement.MET : Judgement.MISSED;
    }
}
