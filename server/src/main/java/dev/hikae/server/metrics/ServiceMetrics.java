package dev.hikae.server.metrics;

import dev.hikae.config.plan.Plan;
import dev.hikae.scheduler.RunState;
import dev.hikae.server.catalogue.RunFigures;
import dev.hikae.server.run.InForce;
import dev.hikae.server.run.PlanStatuses;
import dev.hikae.server.run.RunKind;
import dev.hikae.server.run.RunMachinery;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The product's metrics; {@code docs/API.md} lists them. Times are seconds since 1970, durations seconds. */
public final class ServiceMetrics implements MultiCollector {
    /** An alert that reached nobody is told for a week, also when its delivery was given up. */
    private static final Duration UNDELIVERED = Duration.ofDays(7);

    private final RunFigures figures;
    private final InForce inForce;
    private final PlanStatuses statuses;
    private final RegionLag lag;
    private final InstantSource clock;
    private final Instant start;

    /** Counters count from now on. */
    public ServiceMetrics(RunFigures figures, RunMachinery machinery, PlanStatuses statuses, InstantSource clock) {
        this.figures = figures;
        this.inForce = machinery.inForce();
        this.statuses = statuses;
        this.lag = new RegionLag(machinery.runs(), machinery.inForce());
        this.clock = clock;
        this.start = clock.instant();
    }

    @Override
    public MetricSnapshots collect() {
        var all = MetricSnapshots.builder();
        all.metricSnapshot(runs());
        all.metricSnapshot(successes());
        plans(all);
        all.metricSnapshot(regions());
        all.metricSnapshot(gauge("hikae_alerts_undelivered", "Alerts of the last 7 days that a target has not got")
                .dataPoint(
                        point(Labels.EMPTY, figures.undelivered(clock.instant().minus(UNDELIVERED))))
                .build());
        return all.build();
    }

    /** Each kind and end has a value from the start: a counter that appears with 1 has not increased for Prometheus. */
    private CounterSnapshot runs() {
        Map<List<String>, Long> counts = new HashMap<>();
        RunKind.ALL.forEach(kind -> Arrays.stream(RunState.values())
                .filter(RunState::ended)
                .forEach(state -> counts.put(List.of(kind, state.name().toLowerCase(Locale.ROOT)), 0L)));
        figures.ended(start).forEach(e -> counts.put(List.of(e.kind(), e.state()), e.runs()));
        var counter = CounterSnapshot.builder().name("hikae_runs").help("Runs that ended since the service started");
        counts.forEach((key, runs) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("kind", key.getFirst(), "state", key.getLast()))
                .value(runs)
                .build()));
        return counter.build();
    }

    private GaugeSnapshot successes() {
        var gauge = gauge("hikae_run_last_success_timestamp_seconds", "End of the last run that succeeded");
        figures.successes()
                .forEach(s ->
                        gauge.dataPoint(point(Labels.of("kind", s.kind(), "subject", s.subject()), seconds(s.at()))));
        return gauge.build();
    }

    private void plans(MetricSnapshots.Builder all) {
        var exposure = gauge("hikae_plan_rpo_exposure_seconds", "Age of the newest usable recovery point");
        var target = gauge("hikae_plan_rpo_target_seconds", "What the age may be at most by the plan's objective");
        var overdue = gauge("hikae_plan_overdue", "1 without a successful backup for 1.25 periods of the schedule");
        var verified = gauge("hikae_plan_last_verified_timestamp_seconds", "Last restore test that passed");
        for (InForce.Current<Plan> plan : inForce.plans()) {
            Labels labels = Labels.of("plan", plan.value().name().value());
            PlanStatuses.Status status = statuses.of(plan.value());
            status.rpoExposure().exposure().ifPresent(d -> exposure.dataPoint(point(labels, seconds(d))));
            target.dataPoint(point(labels, seconds(status.rpoExposure().target())));
            overdue.dataPoint(point(labels, status.overdue() ? 1 : 0));
            status.lastVerified().ifPresent(v -> verified.dataPoint(point(labels, seconds(v.at()))));
        }
        all.metricSnapshot(exposure.build());
        all.metricSnapshot(target.build());
        all.metricSnapshot(overdue.build());
        all.metricSnapshot(verified.build());
    }

    private GaugeSnapshot regions() {
        var gauge = gauge("hikae_region_snapshots_behind", "Snapshots a region lacks, by what runs last said");
        lag.all()
                .forEach(l -> gauge.dataPoint(
                        point(Labels.of("repository", l.repository(), "region", l.region()), l.snapshots())));
        return gauge.build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private static double seconds(Duration d) {
        return d.toMillis() / 1000.0;
    }
}
