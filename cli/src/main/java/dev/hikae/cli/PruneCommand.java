package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.RepackRequest;
import dev.hikae.engine.RepackResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code hikae prune}: frees what no snapshot needs, in all regions. */
@Command(name = "prune")
final class PruneCommand implements Callable<Integer> {
    private static final int PARTIAL = 3;

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

    @Option(
            names = {"-n", "--dry-run"},
            descriptionKey = "prune.dry-run")
    private boolean dryRun;

    @Option(names = "--grace", paramLabel = "DURATION", converter = Span.class, descriptionKey = "prune.grace")
    private Duration grace = PruneRequest.GRACE;

    @Option(
            names = "--fence-after",
            paramLabel = "DURATION",
            converter = Span.class,
            descriptionKey = "prune.fence-after")
    private Duration fenceAfter = PruneRequest.FENCE_AFTER;

    @Option(names = "--wait", paramLabel = "DURATION", converter = Span.class, descriptionKey = "prune.wait")
    private Duration patience = Duration.ZERO;

    @Option(names = "--repack-below", paramLabel = "PERCENT", descriptionKey = "prune.repack-below")
    private int repackBelow = RepackRequest.BELOW;

    @Option(
            names = "--max-repack",
            paramLabel = "SIZE",
            converter = ExcludeOptions.Size.class,
            descriptionKey = "prune.max-repack")
    private long maxRepack = Long.MAX_VALUE;

    @Option(names = "--no-repack", descriptionKey = "prune.no-repack")
    private boolean noRepack;

    /** {@code 12h}, {@code 0s}. */
    static final class Span implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return dev.hikae.config.load.Durations.parse(value)
                    .filter(d -> !d.isNegative())
                    .orElseThrow(() -> new TypeConversionException("'" + value + "'"));
        }
    }

    PruneCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        PruneResult result;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            result = open.prune(
                    new PruneRequest(dryRun, grace, fenceAfter, patience, repacking()),
                    new RunControl(display, interruption, CommitGuard.ALWAYS));
        }
        terminal.result("prune", json(result), () -> print(result));
        boolean partial = result.running() > 0
                || !result.behind().isEmpty()
                || result.repacked().filter(RepackResult::partial).isPresent();
        return partial ? PARTIAL : 0;
    }

    private Optional<RepackRequest> repacking() {
        if (repackBelow < 1 || repackBelow > 100) {
            throw new ParameterException(
                    spec.commandLine(), Words.of("prune.repack-below.invalid", String.valueOf(repackBelow)));
        }
        return noRepack ? Optional.empty() : Optional.of(new RepackRequest(repackBelow, maxRepack));
    }

    private void print(RepackResult repacked) {
        if (repacked.packs() > 0) {
            terminal.out()
                    .println(Words.of(
                            dryRun ? "prune.would-repack" : "prune.repacked",
                            repacked.packs(),
                            repacked.made(),
                            Sizes.of(repacked.bytesRead()),
                            Sizes.of(repacked.bytesWritten()),
                            Sizes.of(repacked.freed()),
                            Durations.of(grace)));
        }
        if (repacked.locked() > 0) {
            terminal.out().println(Words.of("prune.repack-locked", repacked.locked()));
        }
        if (repacked.snapshots() > 0) {
            terminal.err().println(Words.of("prune.repack-unreadable", repacked.snapshots()));
        }
        repacked.damaged().forEach(what -> terminal.err().println(Words.render(what)));
        repacked.problem()
                .ifPresent(why -> terminal.err().println(Words.of("prune.repack-stopped", Words.render(why))));
    }

    private void print(PruneResult result) {
        result.repacked().ifPresent(this::print);
        String verb = dryRun ? "prune.would" : "prune.freed";
        new TreeMap<>(result.regions()).forEach((region, freed) -> {
            terminal.out().println(Words.of(verb, region, freed.objects(), Sizes.of(freed.bytes())));
            if (freed.locked() > 0) {
                terminal.out()
                        .println(Words.of(
                                "prune.locked",
                                region,
                                freed.locked(),
                                freed.lockedUntil().map(Times::of).orElse("-")));
            }
        });
        if (result.snapshots() > 0) {
            terminal.out().println(Words.of(dryRun ? "prune.would-snapshots" : "prune.snapshots", result.snapshots()));
        }
        if (result.waiting() > 0) {
            terminal.out().println(Words.of("prune.waiting", result.waiting(), Durations.of(grace)));
        }
        if (result.fenced() > 0) {
            terminal.err().println(Words.of("prune.fenced", result.fenced()));
        }
        if (result.running() > 0) {
            terminal.err().println(Words.of("prune.running", result.running()));
        }
        result.behind()
                .forEach((region, why) -> terminal.err().println(Words.of("prune.behind", region, Words.render(why))));
    }

    private static ObjectNode json(PruneResult result) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        result.generation().ifPresent(g -> data.put("generation", g));
        data.put("snapshots", result.snapshots())
                .put("waiting", result.waiting())
                .put("fenced", result.fenced())
                .put("running", result.running());
        var regions = data.putArray("regions");
        new TreeMap<>(result.regions()).forEach((region, freed) -> {
            ObjectNode node = regions.addObject()
                    .put("region", region.value())
                    .put("objects", freed.objects())
                    .put("bytes", freed.bytes())
                    .put("locked", freed.locked());
            freed.lockedUntil().ifPresent(t -> node.put("locked_until", t.toString()));
        });
        result.repacked().ifPresent(r -> {
            ObjectNode node = data.putObject("repacked")
                    .put("packs", r.packs())
                    .put("bytes_read", r.bytesRead())
                    .put("made", r.made())
                    .put("bytes_written", r.bytesWritten())
                    .put("bytes_freed", r.freed())
                    .put("locked", r.locked())
                    .put("unreadable_snapshots", r.snapshots());
            var damaged = node.putArray("damaged");
            r.damaged().forEach(what -> damaged.add(Words.render(what)));
            r.problem().ifPresent(why -> node.put("problem", Words.render(why)));
        });
        var behind = data.putArray("behind");
        result.behind()
                .forEach((region, why) ->
                        behind.addObject().put("region", region.value()).put("why", Words.render(why)));
        return data;
    }
}
