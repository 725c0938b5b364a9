package dev.hikae.server.page;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.RunbookName;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.register.Register;
import dev.hikae.server.catalogue.ApprovalRows.Approval;
import dev.hikae.server.catalogue.EvidenceIndex.Evidence;
import dev.hikae.server.catalogue.TestResults;
import dev.hikae.server.run.Parameters;
import dev.hikae.server.run.PlanStatuses;
import dev.hikae.server.run.RepositoryStates;
import dev.hikae.server.run.RunMachinery;
import dev.hikae.server.run.RunService;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the pages show and do, from the running service. */
public final class LiveData implements PageData, PageActions {
    private final RunMachinery machinery;
    private final Register register;
    private final List<Path> restoreRoots;
    private final PlanRows plans;
    private final PointRows points;
    private final RegionRows regions;
    private final RunRows runs;

    public LiveData(
            RunMachinery machinery,
            PlanStatuses statuses,
            RepositoryStates states,
            Register register,
            List<Path> restoreRoots,
            InstantSource clock) {
        this.machinery = machinery;
        this.register = register;
        this.restoreRoots = List.copyOf(restoreRoots);
        this.plans = new PlanRows(machinery, statuses, clock);
        this.points = new PointRows(machinery, clock);
        this.regions = new RegionRows(states);
        this.runs = new RunRows(machinery);
    }

    @Override
    public List<PlanRow> plans() {
        return plans.all();
    }

    @Override
    public List<RunRow> runs(Optional<String> kind, Optional<String> before, int limit) {
        return runs.list(kind, before, limit);
    }

    @Override
    public RunDetail run(String id, Locale language) {
        return runs.detail(id, language);
    }

    @Override
    public List<SnapshotRow> snapshots(Optional<String> plan, String by) {
        return points.list(plan, by);
    }

    @Override
    public SnapshotRow snapshot(String id, String by) {
        return points.one(id, by);
    }

    @Override
    public EntryPart entries(String snapshot, Optional<String> path, Optional<String> cursor, String by) {
        return points.entries(snapshot, path, cursor, by);
    }

    @Override
    public List<String> restoreRoots() {
        return restoreRoots.stream().map(Path::toString).toList();
    }

    @Override
    public List<RepositoryCard> repositories(String by, Locale locale) {
        return regions.all(by, locale);
    }

    @Override
    public List<TestRow> restoreTests(int limit) {
        return machinery.inForce().plans().stream()
                .flatMap(p -> machinery.testResults().ofPlan(p.value().name(), limit).stream())
                .sorted(Comparator.comparing(TestResults.Result::at).reversed())
                .limit(limit)
                .map(this::test)
                .toList();
    }

    private TestRow test(TestResults.Result r) {
        Figure rto = Figure.rto(r.document());
        return new TestRow(
                r.run().value(),
                r.plan().value(),
                r.region().map(RegionName::value).orElse("–"),
                r.verdict(),
                r.negativeControl(),
                r.at(),
                rto.target(),
                rto.achieved(),
                machinery.evidence().ofRun(r.run()).map(Evidence::id));
    }

    @Override
    public List<RunbookRow> runbooks() {
        return machinery.inForce().runbooks().stream()
                .map(c -> c.value())
                .map(b -> new RunbookRow(
                        b.name().value(),
                        b.title(),
                        word(b.type()),
                        b.plan().value(),
                        b.steps().size()))
                .toList();
    }

    @Override
    public List<ApprovalRow> approvals() {
        return machinery.service().approvals().list(Optional.empty(), Optional.empty(), 20).stream()
                .map(LiveData::approval)
                .toList();
    }

    private static ApprovalRow approval(Approval a) {
        return new ApprovalRow(
                a.id(),
                a.run().value(),
                a.step(),
                a.question(),
                a.requestedBy(),
                a.requestedAt(),
                a.expiresAt(),
                word(a.state()),
                a.decidedBy(),
                a.decidedAt(),
                a.comment());
    }

    @Override
    public List<EvidenceRow> evidence(int limit) {
        return machinery.evidence().list(Optional.empty(), limit).stream()
                .map(e -> new EvidenceRow(
                        e.id(),
                        e.run().value(),
                        e.kind(),
                        e.subject(),
                        e.verdict(),
                        e.issuedAt(),
                        e.sha256(),
                        e.size()))
                .toList();
    }

    @Override
    public RegisterView register(int limit) {
        long size = register.size();
        Population population = Population.count(register.leaves(0, size), Instant.EPOCH);
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Population.Count count : Population.Count.values()) {
            counts.put(count.word(), population.of(count));
        }
        List<LeafRow> leaves = register.leaves(Math.max(0, size - limit), size).reversed().stream()
                .map(l -> new LeafRow(l.seq(), l.kind().word(), l.run().map(RunId::value), l.outcome(), l.at()))
                .toList();
        return new RegisterView(size, register.checkpoint(), counts, leaves);
    }

    @Override
    public String backup(String plan, String by) {
        return machinery.service().backup(new PlanName(plan), by).id().value();
    }

    @Override
    public String replication(String repository, String by) {
        return machinery
                .service()
                .replication(new RepositoryName(repository), by)
                .id()
                .value();
    }

    @Override
    public String prune(String repository, String by) {
        var asked = new Parameters.Prune(new RepositoryName(repository), false, 0);
        return machinery.service().prune(asked, by).id().value();
    }

    @Override
    public String scrub(String repository, String by) {
        return machinery
                .service()
                .scrub(new RepositoryName(repository), by)
                .id()
                .value();
    }

    @Override
    public String lockExtension(String repository, String by) {
        var asked = new Parameters.LockExtension(new RepositoryName(repository), false);
        return machinery.service().lockExtension(asked, by).id().value();
    }

    @Override
    public String lockCheck(String repository, String by) {
        var asked = new Parameters.LockCheck(new RepositoryName(repository));
        return machinery.service().lockCheck(asked, by).id().value();
    }

    @Override
    public String restore(RestoreForm form, String by) {
        var order = new RunService.RestoreOrder(
                Optional.empty(),
                form.snapshot(),
                form.paths(),
                form.target(),
                form.dryRun(),
                form.overwrite(),
                form.region().map(RegionName::new),
                true);
        return machinery.service().restore(order, by).id().value();
    }

    @Override
    public String restoreTest(String plan, Optional<String> region, String by) {
        var order = new RunService.TestOrder(new PlanName(plan), Optional.empty(), region.map(RegionName::new), false);
        return machinery.service().restoreTest(order, by).id().value();
    }

    @Override
    public String drill(String runbook, String by) {
        return machinery.service().drill(new RunbookName(runbook), by).id().value();
    }

    @Override
    public void cancel(String run, String by) {
        machinery.service().cancel(new RunId(run));
    }

    @Override
    public void decide(String approval, boolean approved, String comment, String by) {
        machinery.service().approvals().decide(approval, by, approved, comment);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
