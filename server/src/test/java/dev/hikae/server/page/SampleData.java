package dev.hikae.server.page;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A small world for the pages, awkward names included; remembers what was asked of it. */
public final class SampleData implements PageData, PageActions {
    public static final String RUN = "run_01a20910-0000-7000-8000-000000000001";
    public static final String SNAPSHOT = "snap_01a20910-0000-7000-8000-000000000002";

    private static final Instant NOW = Instant.parse("2026-11-23T06:44:00Z");

    /** What was asked, in order. */
    public final List<String> asked = new ArrayList<>();

    @Override
    public List<PlanRow> plans() {
        return List.of(
                new PlanRow(
                        "office",
                        "Files of the office",
                        "main",
                        Duration.ofHours(4),
                        Duration.ofDays(1),
                        Optional.of(NOW.minusSeconds(7200)),
                        Optional.of(Duration.ofHours(2)),
                        false,
                        Optional.of("passed"),
                        Optional.of(NOW.minusSeconds(86_400)),
                        Optional.of(NOW.plusSeconds(86_400 * 29)),
                        true,
                        Optional.of(NOW.plusSeconds(36_000)),
                        false,
                        Optional.empty()),
                new PlanRow(
                        "billing",
                        "",
                        "main",
                        Duration.ofMinutes(30),
                        Duration.ofHours(1),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        true,
                        Optional.of("region tokyo did not answer")));
    }

    @Override
    public List<RunRow> runs(Optional<String> kind, Optional<String> before, int limit) {
        return List.of(
                row("running", Optional.empty()),
                row("failed", Optional.of("region tokyo did not answer")),
                row("succeeded", Optional.empty()));
    }

    private static RunRow row(String state, Optional<String> reason) {
        boolean ended = !state.equals("running");
        return new RunRow(
                RUN,
                "backup",
                "office",
                state,
                "olga",
                NOW,
                Optional.of(NOW),
                ended ? Optional.of(NOW.plusSeconds(90)) : Optional.empty(),
                reason.map(r -> "HKE-2301"),
                reason);
    }

    @Override
    public RunDetail run(String id, Locale language) {
        if (!id.equals(RUN)) {
            throw new HikaeException(ServerError.NO_SUCH, id);
        }
        return new RunDetail(
                row("running", Optional.empty()),
                Optional.of(new ProgressView(
                        "reading",
                        12_345,
                        3_456_789_012L,
                        123_456_789,
                        42,
                        Optional.of(Duration.ofSeconds(75)),
                        "/srv/office/<b>報告書</b>.pdf")),
                List.of(new AttemptRow(1, "node-1", NOW, Optional.empty(), "running", Optional.empty())),
                Map.of("plan", "office"),
                Map.of(),
                false,
                Optional.empty(),
                false);
    }

    @Override
    public List<SnapshotRow> snapshots(Optional<String> plan, String by) {
        return List.of(snapshot(SNAPSHOT, by));
    }

    @Override
    public SnapshotRow snapshot(String id, String by) {
        return new SnapshotRow(
                SNAPSHOT,
                "main",
                Optional.of("office"),
                "host-1",
                List.of("/srv/office"),
                NOW,
                false,
                4321,
                1_234_567_890L,
                345_678_901L,
                List.of(
                        new CopyRow("tokyo", Optional.of("passed"), Optional.of(NOW), Optional.of(NOW), false),
                        new CopyRow("osaka", Optional.of("passed"), Optional.of(NOW), Optional.of(NOW), true),
                        new CopyRow("singapore", Optional.empty(), Optional.empty(), Optional.empty(), false)));
    }

    @Override
    public EntryPart entries(String snapshot, Optional<String> path, Optional<String> cursor, String by) {
        asked.add("entries " + path.orElse("-"));
        String base = path.orElse("");
        return new EntryPart(
                List.of(
                        entry(base, "2026 年度", "directory", 0),
                        entry(base, "a&b \"quoted\" <i>.txt", "file", 1234),
                        entry(base, "latest", "symlink", 0)),
                Optional.of("latest"));
    }

    private static EntryRow entry(String base, String name, String type, long size) {
        return new EntryRow(
                name,
                base + "/" + name,
                type,
                "0644",
                "root:root",
                size,
                NOW,
                type.equals("symlink") ? Optional.of("2026 年度") : Optional.empty());
    }

    @Override
    public List<String> restoreRoots() {
        return List.of("/srv/restore");
    }

    @Override
    public List<RepositoryCard> repositories(String by, Locale locale) {
        var lock = new LockRow(
                "compliance",
                Duration.ofDays(30),
                Optional.of(new LockCheckRow(
                        RUN, NOW, Optional.empty(), 1_200, 1_198, 2, 1, 40, Optional.of(NOW.plusSeconds(86_400)))));
        var tokyo = new RegionRow(
                "tokyo",
                "member",
                true,
                true,
                Optional.empty(),
                Optional.of(NOW),
                12,
                0,
                Optional.of(new ExposureRow("office", Optional.of(Duration.ofHours(3)), Duration.ofDays(1), false)),
                Optional.of(lock),
                Optional.of(new ScrubRow(RUN, NOW, "L2", Optional.empty(), 1_190, 10, 0, Optional.of(NOW))));
        var osaka = new RegionRow(
                "osaka",
                "member",
                false,
                true,
                Optional.empty(),
                Optional.of(NOW.minusSeconds(200_000)),
                9,
                3,
                Optional.of(new ExposureRow("office", Optional.of(Duration.ofHours(58)), Duration.ofDays(1), true)),
                Optional.empty(),
                Optional.of(new ScrubRow(
                        RUN, NOW, "L0", Optional.of("the disk does not answer"), 0, 1_200, 1, Optional.empty())));
        var nagoya = new RegionRow(
                "nagoya",
                "member",
                false,
                false,
                Optional.of("<connection> refused"),
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var lacking = new CopiesRow(SNAPSHOT, Optional.of("office"), NOW, 1, 3, List.of("osaka"));
        return List.of(
                new RepositoryCard(
                        "main",
                        Optional.empty(),
                        "tokyo",
                        2,
                        3,
                        List.of(tokyo, osaka, nagoya),
                        Optional.of(lacking),
                        List.of(lacking),
                        7,
                        List.of(new DamageRow("osaka", "packs/0a/0a1b", "one byte <differs>", RUN)),
                        List.of(
                                new UpkeepRow(
                                        "replication",
                                        Optional.of(row("failed", Optional.of("osaka does not answer"))),
                                        Optional.of(NOW),
                                        true,
                                        true),
                                new UpkeepRow("prune", Optional.empty(), Optional.empty(), false, false),
                                new UpkeepRow("lock-check", Optional.empty(), Optional.of(NOW), false, false)),
                        List.of("osaka lacks 3 snapshots", "nagoya does not answer")),
                new RepositoryCard(
                        "other",
                        Optional.of("no region answers"),
                        "tokyo",
                        1,
                        1,
                        List.of(nagoya),
                        Optional.empty(),
                        List.of(),
                        0,
                        List.of(),
                        List.of(),
                        List.of()));
    }

    @Override
    public List<TestRow> restoreTests(int limit) {
        return List.of(
                new TestRow(
                        RUN,
                        "office",
                        "osaka",
                        "passed",
                        false,
                        NOW,
                        Optional.of(Duration.ofHours(4)),
                        Optional.of(Duration.ofSeconds(95)),
                        Optional.of("evd_1")),
                new TestRow(
                        RUN,
                        "office",
                        "osaka",
                        "failed",
                        true,
                        NOW,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Override
    public List<RunbookRow> runbooks() {
        return List.of(new RunbookRow("region-loss", "Loss of the Tokyo region", "test-failover", "office", 9));
    }

    @Override
    public List<ApprovalRow> approvals() {
        return List.of(new ApprovalRow(
                "apr_1",
                RUN,
                "approve",
                "May the drill take tokyo down?",
                "olga",
                NOW,
                NOW.plusSeconds(3600),
                "pending",
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    @Override
    public List<EvidenceRow> evidence(int limit) {
        return List.of(
                new EvidenceRow("evd_1", RUN, "drill", "region-loss", "passed", NOW, "0f".repeat(32), 1_234_567));
    }

    @Override
    public RegisterView register(int limit) {
        return new RegisterView(
                2,
                "hikae\n2\nqINS1GRFQWcmBBXGrtTvDbXgHOJB8n4tOWVMpMRr0pQ=\n\n— hikae AbCd\n",
                Map.of("run.planned", 1L, "run.finished", 1L),
                List.of(
                        new LeafRow(1, "run.finished", Optional.of(RUN), Optional.of("succeeded"), NOW),
                        new LeafRow(0, "run.planned", Optional.of(RUN), Optional.empty(), NOW)));
    }

    @Override
    public String backup(String plan, String by) {
        asked.add("backup " + plan + " by " + by);
        return RUN;
    }

    @Override
    public String replication(String repository, String by) {
        asked.add("replication " + repository + " by " + by);
        return RUN;
    }

    @Override
    public String restore(RestoreForm form, String by) {
        asked.add(
                "restore " + form.paths() + " to " + form.target() + (form.dryRun() ? " dry" : " real") + " by " + by);
        return RUN;
    }

    @Override
    public String prune(String repository, String by) {
        asked.add("prune " + repository + " by " + by);
        return RUN;
    }

    @Override
    public String scrub(String repository, String by) {
        asked.add("scrub " + repository + " by " + by);
        return RUN;
    }

    @Override
    public String lockExtension(String repository, String by) {
        asked.add("extend locks of " + repository + " by " + by);
        return RUN;
    }

    @Override
    public String lockCheck(String repository, String by) {
        asked.add("check locks of " + repository + " by " + by);
        return RUN;
    }

    @Override
    public String restoreTest(String plan, Optional<String> region, String by) {
        asked.add("test " + plan + " by " + by);
        return RUN;
    }

    @Override
    public String drill(String runbook, String by) {
        asked.add("drill " + runbook + " by " + by);
        return RUN;
    }

    @Override
    public void cancel(String run, String by) {
        asked.add("cancel " + run + " by " + by);
    }

    @Override
    public void decide(String approval, boolean approved, String comment, String by) {
        asked.add((approved ? "approved " : "rejected ") + approval + " by " + by + ": " + comment);
    }
}
