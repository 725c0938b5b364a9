package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hikae replicate}: copies to every region what it lacks, then shows how far each is. */
@Command(name = "replicate")
final class ReplicateCommand implements Callable<Integer> {
    private static final int PARTIAL = 3;

    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ProgressOption progress;

    ReplicateCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        ReplicationResult result;
        List<RegionStatus> regions;
        try (Repository open = repository.open();
                Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.start()) {
            result = open.replicate(new RunControl(display, interruption, CommitGuard.ALWAYS));
            regions = open.regionStatus();
        }
        terminal.result("replication", json(result, regions), () -> print(result, regions));
        return result.behind().isEmpty() ? 0 : PARTIAL;
    }

    private void print(ReplicationResult result, List<RegionStatus> regions) {
        terminal.out().println(copied(result));
        result.adopted().forEach(id -> terminal.out().println(Words.of("replicate.adopted", id)));
        regions.forEach(r -> terminal.out()
                .println(Words.of(
                        "replicate.region",
                        r.region(),
                        r.watermark().map(Object::toString).orElse("-"),
                        r.snapshotsHeld(),
                        r.snapshotsBehind())));
        result.behind().forEach((region, why) -> terminal.err()
                .println(Words.of("replicate.behind", region, Words.render(why))));
    }

    /** What was copied, in a line. */
    static String copied(ReplicationResult result) {
        return Words.of("replicate.done", result.snapshots(), result.objects(), Sizes.of(result.bytes()));
    }

    static ObjectNode json(ReplicationResult result) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("snapshots", result.snapshots())
                .put("objects", result.objects())
                .put("bytes", result.bytes());
        var adopted = data.putArray("adopted");
        result.adopted().forEach(id -> adopted.add(id.value()));
        return data;
    }

    private static ObjectNode json(ReplicationResult result, List<RegionStatus> regions) {
        ObjectNode data = json(result);
        var list = data.putArray("regions");
        regions.forEach(r -> {
            ObjectNode node = list.addObject().put("region", r.region().value());
            node.put("home", r.home()).put("reachable", r.reachable());
            r.watermark().ifPresent(w -> node.put("watermark", w.toString()));
            r.newest().ifPresent(s -> node.put("newest", s.value()));
            node.put("snapshots_held", r.snapshotsHeld()).put("snapshots_behind", r.snapshotsBehind());
        });
        var behind = data.putArray("behind");
        result.behind()
                .forEach((region, why) ->
                        behind.addObject().put("region", region.value()).put("why", Words.render(why)));
        return data;
    }
}
