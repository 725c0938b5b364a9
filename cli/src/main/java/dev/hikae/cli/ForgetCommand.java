package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Retention;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.ForgetResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.retention.Fate;
import dev.hikae.engine.retention.RetentionDecision;
import dev.hikae.engine.retention.RetentionInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hikae forget}: gives up snapshots, by rules or by name. What they alone need is freed by a collection. */
@Command(name = "forget")
final class ForgetCommand implements Callable<Integer> {
    private static final int PARTIAL = 3;

    /** Without a schedule to tell how often backups are due. */
    private static final Duration WINDOW = Duration.ofHours(1);

    /** What {@code --plan} calls the absence of one, as tables do. */
    private static final String NO_PLAN = "-";

    /** Recorded for ever, so in one language, whoever runs this. */
    private static final String NAMED = "named on the command line";

    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Mixin
    private final RetentionOptions retention = new RetentionOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(index = "0..*", arity = "0..*", paramLabel = "SNAPSHOT", descriptionKey = "forget.snapshot")
    private List<String> named = new ArrayList<>();

    @Option(names = "--plan", paramLabel = "NAME", descriptionKey = "forget.plan")
    private Optional<String> plan = Optional.empty();

    @Option(names = "--host", paramLabel = "NAME", descriptionKey = "forget.host")
    private Optional<String> host = Optional.empty();

    @Option(names = "--verified", paramLabel = "SNAPSHOT")
    private List<String> verified = new ArrayList<>();

    @Option(names = "--allow-newest")
    private boolean allowNewest;

    @Option(names = "--reason", paramLabel = "TEXT")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--dry-run")
    private boolean dryRun;

    ForgetCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        Retention rules = rules();
        ForgetReport report;
        try (Repository open = repository.open()) {
            report = named.isEmpty() ? byRules(open, rules) : byName(open);
            if (!dryRun && !report.forgotten().isEmpty()) {
                report = report.with(forget(open, report));
            }
        }
        ForgetReport done = report;
        terminal.result("forget", done.json(), () -> done.print(terminal));
        return done.isBehind() ? PARTIAL : 0;
    }

    /** The rules given; refuses a command line that names neither rules nor snapshots, or both. */
    private Retention rules() {
        Retention rules = retention.rules();
        boolean choosing = retention.given() || plan.isPresent() || host.isPresent() || !verified.isEmpty();
        if (!named.isEmpty() && choosing) {
            throw new ParameterException(spec.commandLine(), Words.of("forget.rules-and-names"));
        }
        if (named.isEmpty() && rules.keepsEverything()) {
            throw new HikaeException(CliError.NO_RETENTION_RULE);
        }
        return rules;
    }

    private ForgetReport byRules(Repository open, Retention rules) {
        List<Snapshot> chosen = open.snapshots().stream().filter(this::isChosen).toList();
        if (chosen.isEmpty() && (plan.isPresent() || host.isPresent())) {
            throw new HikaeException(CliError.NOTHING_CHOSEN, plan.orElse("*"), host.orElse("*"));
        }
        Set<SnapshotId> proven =
                verified.stream().map(name -> open.resolve(name).id()).collect(Collectors.toSet());
        var decision = RetentionDecision.of(new RetentionInput(
                chosen,
                Map.of(),
                Set.of(),
                proven,
                rules,
                WINDOW,
                terminal.clock().instant(),
                retention.zone()));
        List<SnapshotId> forgotten =
                decision.forgotten().stream().map(f -> f.snapshot().id()).toList();
        return new ForgetReport(dryRun, reason.orElseGet(retention::shown), decision, forgotten, Optional.empty());
    }

    private boolean isChosen(Snapshot s) {
        return plan.filter(p -> !p.equals(s.plan().orElse(NO_PLAN))).isEmpty()
                && host.filter(h -> !h.equals(s.host())).isEmpty();
    }

    private ForgetReport byName(Repository open) {
        Set<SnapshotId> ids = new LinkedHashSet<>();
        named.forEach(name -> ids.add(open.resolve(name).id()));
        var everything = RetentionDecision.of(new RetentionInput(
                open.snapshots(),
                Map.of(),
                Set.of(),
                Set.of(),
                Retention.EVERYTHING,
                WINDOW,
                terminal.clock().instant(),
                retention.zone()));
        if (!allowNewest) {
            everything.newestAmong(ids).stream().findFirst().ifPresent(s -> {
                throw new HikaeException(
                        CliError.NEWEST_NAMED,
                        s.id(),
                        s.plan().map(p -> p + "@").orElse("") + s.host());
            });
        }
        return new ForgetReport(
                dryRun, reason.orElse(NAMED), named(everything, ids), List.copyOf(ids), Optional.empty());
    }

    /** Only what was named. */
    private static RetentionDecision named(RetentionDecision everything, Set<SnapshotId> ids) {
        return new RetentionDecision(everything.groups().stream()
                .map(g -> new RetentionDecision.OfGroup(
                        g.group(),
                        g.fates().stream()
                                .filter(f -> ids.contains(f.snapshot().id()))
                                .<Fate>map(f -> new Fate.Forget(f.snapshot(), f.countsAt(), List.of()))
                                .toList()))
                .filter(g -> !g.fates().isEmpty())
                .toList());
    }

    private ForgetResult forget(Repository open, ForgetReport report) {
        try (Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            return open.forget(
                    new ForgetRequest(report.forgotten(), report.reason()),
                    new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
    }
}
