package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubReport.Finding;
import dev.hikae.engine.ScrubReport.RegionResult;
import dev.hikae.engine.ScrubRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hikae scrub}: looks for damage, what was not looked at for longest first, and heals it. */
@Command(name = "scrub")
final class ScrubCommand implements Callable<Integer> {
    private static final int PARTIAL = 3;
    private static final int DAMAGED = 4;

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Option(names = "--region", paramLabel = "NAME", descriptionKey = "scrub.region")
    private List<String> regions = new ArrayList<>();

    @Option(names = "--level", paramLabel = "L0|L1|L2|L3|L4", defaultValue = "L2", descriptionKey = "scrub.level")
    private ScrubLevel level = ScrubLevel.L2;

    @Option(names = "--budget", paramLabel = "TIME|SIZE", descriptionKey = "scrub.budget")
    private List<String> budgets = new ArrayList<>();

    @Option(
            names = "--heal",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            descriptionKey = "scrub.heal")
    private boolean heal = true;

    @Option(names = "--seed", paramLabel = "N", descriptionKey = "scrub.seed")
    private Optional<Long> seed = Optional.empty();

    ScrubCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        ScrubRequest request = request();
        ScrubReport report;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            report = open.scrub(request, new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
        terminal.result("scrub", json(report, request), () -> print(report, request));
        if (!report.whole()) {
            return DAMAGED;
        }
        return report.asDeepAsAsked() ? 0 : PARTIAL;
    }

    private ScrubRequest request() {
        Set<RegionName> wanted = new HashSet<>();
        regions.forEach(name -> wanted.add(RegionArgument.of(name)));
        Optional<Duration> time = Optional.empty();
        Optional<Long> bytes = Optional.empty();
        for (String text : budgets) {
            Optional<Duration> duration = Amounts.duration(text);
            Optional<Long> size = duration.isPresent() ? Optional.empty() : Amounts.size(text);
            if (duration.isEmpty() && size.isEmpty()) {
                throw new ParameterException(spec.commandLine(), Words.of("usage.budget", text));
            }
            time = duration.or(wrap(time));
            bytes = size.or(wrap(bytes));
        }
        return new ScrubRequest(wanted, level, time, bytes, heal, seed.orElseGet(() -> new SecureRandom().nextLong()));
    }

    private static <T> java.util.function.Supplier<Optional<T>> wrap(Optional<T> value) {
        return () -> value;
    }

    private void print(ScrubReport report, ScrubRequest request) {
        report.findings().forEach(this::print);
        if (report.moreFindings() > 0) {
            terminal.err().println(Words.of("scrub.more", report.moreFindings()));
        }
        report.losses().forEach(l -> terminal.err()
                .println(Words.of(
                        "scrub.loss", l.snapshot(), Columns.harmless(l.path().toString()))));
        if (report.moreLosses() > 0) {
            terminal.err().println(Words.of("scrub.more", report.moreLosses()));
        }
        report.regions().forEach(r -> print(r, report.level()));
        if (report.level() == ScrubLevel.L4) {
            var sampled = report.sampled();
            terminal.out()
                    .println(Words.of(
                            "scrub.sampled",
                            sampled.files(),
                            Sizes.of(sampled.bytes()),
                            sampled.different(),
                            request.seed()));
        }
        if (report.healed() > 0) {
            terminal.out().println(Words.of("scrub.healed", report.healed()));
        }
        terminal.out()
                .println(
                        report.whole()
                                ? Words.of("scrub.whole", report.snapshots())
                                : Words.of("scrub.damaged", report.snapshots(), report.unhealed()));
    }

    private void print(Finding finding) {
        String key = "scrub.state." + finding.state().name().toLowerCase(Locale.ROOT);
        terminal.err()
                .println(Words.of(
                        "scrub.finding",
                        Words.of(key),
                        finding.region(),
                        Columns.harmless(finding.object()),
                        Words.render(finding.what())));
        finding.note().ifPresent(note -> terminal.err().println("  " + Words.render(note)));
    }

    private void print(RegionResult region, ScrubLevel asked) {
        terminal.out()
                .println(Words.of(
                        "scrub.region-line",
                        region.region(),
                        region.snapshots(),
                        region.objects(),
                        Sizes.of(region.bytes()),
                        region.missing(),
                        region.wrongSize(),
                        region.extra(),
                        Sizes.of(region.extraBytes())));
        if (asked == ScrubLevel.L1 || asked == ScrubLevel.L2 || asked == ScrubLevel.L3) {
            terminal.out()
                    .println(Words.of(
                            "scrub.region-deep",
                            region.checked(),
                            asked,
                            Sizes.of(region.bytesRead()),
                            region.left(),
                            region.oldest().map(Instant::toString).orElse(Words.of("scrub.never"))));
        }
        if (region.behind() > 0) {
            terminal.err().println(Words.of("scrub.behind", region.region(), region.behind()));
        }
        if (region.withoutChecksum() > 0) {
            terminal.err().println(Words.of("scrub.no-checksum", region.region(), region.withoutChecksum()));
        }
        region.problem()
                .ifPresent(p -> terminal.err().println(Words.of("scrub.problem", region.region(), Words.render(p))));
    }

    private static ObjectNode json(ScrubReport report, ScrubRequest request) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("whole", report.whole()).put("as_deep_as_asked", report.asDeepAsAsked());
        data.put("level", report.level().name()).put("healing", report.healing());
        data.put("snapshots", report.snapshots()).put("unhealed", report.unhealed());
        var list = data.putArray("regions");
        report.regions().forEach(r -> list.add(json(r)));
        var findings = data.putArray("findings");
        report.findings().forEach(f -> {
            ObjectNode node = findings.addObject().put("region", f.region().value());
            node.put("object", f.object()).put("what", Words.render(f.what()));
            node.put("state", f.state().name().toLowerCase(Locale.ROOT));
            f.note().ifPresent(note -> node.put("note", Words.render(note)));
        });
        data.put("more_findings", report.moreFindings());
        var losses = data.putArray("losses");
        report.losses().forEach(l -> losses.addObject()
                .put("snapshot", l.snapshot().value())
                .put("path", l.path().toString()));
        data.put("more_losses", report.moreLosses());
        if (report.level() == ScrubLevel.L4) {
            var sampled = report.sampled();
            data.putObject("sampled")
                    .put("files", sampled.files())
                    .put("bytes", sampled.bytes())
                    .put("different", sampled.different())
                    .put("seed", request.seed());
        }
        return data;
    }

    private static ObjectNode json(RegionResult r) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("region", r.region().value());
        r.problem().ifPresent(p -> node.put("problem", Words.render(p)));
        node.put("snapshots", r.snapshots()).put("behind", r.behind());
        node.put("objects", r.objects()).put("bytes", r.bytes());
        node.put("missing", r.missing()).put("wrong_size", r.wrongSize());
        node.put("extra", r.extra()).put("extra_bytes", r.extraBytes());
        node.put("checked", r.checked()).put("bytes_read", r.bytesRead()).put("left", r.left());
        node.put("without_checksum", r.withoutChecksum());
        r.oldest().ifPresent(o -> node.put("oldest", o.toString()));
        return node;
    }
}
