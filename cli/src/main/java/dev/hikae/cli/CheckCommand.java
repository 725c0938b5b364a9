package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CheckReport;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hikae check}: are all objects of all snapshots there and sound, in every region? */
@Command(name = "check")
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    @Option(names = "--read-data")
    private boolean readData;

    @Option(names = "--region", paramLabel = "NAME")
    private List<String> regions = new ArrayList<>();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        CheckReport report;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            Set<RegionName> wanted = new LinkedHashSet<>();
            regions.forEach(name -> wanted.add(new RegionName(name)));
            if (wanted.isEmpty()) {
                wanted.addAll(open.info().regions());
            }
            report = open.check(wanted, readData, new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
        terminal.result("check", json(report), () -> print(report));
        return report.clean() ? 0 : 4;
    }

    private void print(CheckReport report) {
        report.findings().forEach(f -> {
            terminal.err().println(Words.of("check.finding", f.region(), f.object(), Words.render(f.what())));
            f.affected().forEach(id -> terminal.err().println(Words.of("check.affected", id)));
        });
        terminal.out()
                .println(Words.of(
                        report.clean() ? "check.clean" : "check.damaged",
                        report.snapshots(),
                        report.objects(),
                        Sizes.of(report.bytesRead()),
                        report.findings().size()));
        if (!report.dataRead()) {
            terminal.err().println(Words.of("check.not-read"));
        }
    }

    private static ObjectNode json(CheckReport report) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("clean", report.clean()).put("snapshots", report.snapshots()).put("objects", report.objects());
        data.put("bytes_read", report.bytesRead()).put("data_read", report.dataRead());
        var findings = data.putArray("findings");
        report.findings().forEach(f -> {
            ObjectNode node = findings.addObject().put("region", f.region().value());
            node.put("object", f.object()).put("what", Words.render(f.what()));
            var affected = node.putArray("affected");
            f.affected().forEach(id -> affected.add(id.value()));
        });
        return data;
    }
}
