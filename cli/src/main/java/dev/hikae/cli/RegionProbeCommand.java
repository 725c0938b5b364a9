package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.RegionProbe;
import dev.hikae.engine.RegionProbe.Abilities;
import dev.hikae.engine.RegionProbe.Bucket;
import dev.hikae.engine.RegionProbe.Latency;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hikae region probe [NAME|LOCATION]}: tries out a place, and says whether a region may lie there. */
@Command(name = "probe")
final class RegionProbeCommand implements Callable<Integer> {
    private static final int UNSAFE = 4;

    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME|LOCATION", descriptionKey = "region.place")
    private Optional<String> which = Optional.empty();

    RegionProbeCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
    }

    @Override
    public Integer call() {
        List<RegionProbe> probes = new ArrayList<>();
        Optional<HikaeException> failed = Optional.empty();
        try (Interruption interruption = new Interruption(terminal)) {
            for (Location place : places()) {
                try {
                    probes.add(repository.repositories().probe(place, interruption));
                } catch (HikaeException e) {
                    failed = Optional.of(e);
                    if (interruption.requested()) {
                        break;
                    }
                }
            }
        }
        if (!probes.isEmpty()) {
            terminal.results(
                    "probe", probes.stream().map(RegionProbeCommand::json).toList(), () -> probes.forEach(this::print));
        }
        failed.ifPresent(e -> {
            throw e;
        });
        return probes.stream().allMatch(RegionProbe::safe) ? 0 : UNSAFE;
    }

    /** A place as such, a region of the configuration, or all of those. */
    private List<Location> places() {
        if (which.isPresent() && (which.get().startsWith("s3:") || which.get().contains("/"))) {
            String place = which.get();
            return List.of(
                    place.startsWith("s3:")
                            ? S3Location.parse(place)
                            : new Location.Folder(
                                    Path.of(place).toAbsolutePath().normalize()));
        }
        List<RepositoryConfig.Region> regions = repository.config().regions();
        List<Location> named = regions.stream()
                .filter(r -> which.map(w -> w.equals(r.name().value())).orElse(true))
                .map(RepositoryConfig.Region::location)
                .toList();
        if (named.isEmpty()) {
            throw new HikaeException(CliError.REGION_NAME, which.orElse(""));
        }
        return named;
    }

    private void print(RegionProbe probe) {
        terminal.out().println(probe.place());
        List<List<String>> rows = new ArrayList<>();
        Abilities can = probe.abilities();
        row(rows, "creates-once", yes(can.createsOnce()));
        row(
                rows,
                "lists-at-once",
                can.listsAtOnce().map(RegionProbeCommand::yes).orElse("-"));
        row(rows, "reads", yes(can.reads()));
        row(rows, "checksums", yes(can.checksums()));
        row(rows, "deletes", yes(can.deletes()));
        probe.bucket().ifPresent(b -> bucket(rows, b));
        row(rows, "put", show(probe.speed().put()));
        row(rows, "get", show(probe.speed().get()));
        row(rows, "list", show(probe.speed().list()));
        row(rows, "up", Words.of("progress.rate", Sizes.of(probe.speed().up())));
        row(rows, "down", Words.of("progress.rate", Sizes.of(probe.speed().down())));
        terminal.table(List.of(Words.of("doctor.what"), Words.of("doctor.found")), rows);
        probe.advice().forEach(a -> terminal.out().println(Words.of("probe.note", Words.render(a))));
        int number = 0;
        for (RegionProbe.Reason reason : probe.unsafe()) {
            terminal.out()
                    .println(Words.of(
                            "probe.reason",
                            ++number,
                            reason.code(),
                            Words.render(reason.what()),
                            Words.render(reason.hint())));
        }
        terminal.out().println(Words.of(probe.safe() ? "probe.safe" : "probe.unsafe"));
    }

    private static void bucket(List<List<String>> rows, Bucket bucket) {
        String unknown = Words.of("probe.unknown");
        row(rows, "versioning", bucket.versioning().map(RegionProbeCommand::yes).orElse(unknown));
        String lock = bucket.lock().map(RegionProbeCommand::yes).orElse(unknown);
        row(
                rows,
                "lock",
                bucket.retention()
                        .map(days ->
                                Words.of("probe.locked", lock, bucket.lockMode().orElse("-"), days))
                        .orElse(lock));
        row(
                rows,
                "aborts-uploads",
                bucket.abortsUploads().map(RegionProbeCommand::yes).orElse(unknown));
        bucket.storageClass().ifPresent(kept -> row(rows, "class", kept));
        row(rows, "clock", bucket.clockSkew().map(d -> d.toSeconds() + " s").orElse(unknown));
    }

    private static void row(List<List<String>> rows, String what, String found) {
        rows.add(List.of(Words.of("probe." + what), found));
    }

    private static String yes(boolean yes) {
        return Words.of(yes ? "probe.yes" : "probe.no");
    }

    private static String show(Latency latency) {
        return Words.of("probe.latency", milliseconds(latency.median()), milliseconds(latency.p95()));
    }

    private static String milliseconds(Duration d) {
        return String.format(Locale.ROOT, "%.1f ms", d.toNanos() / 1e6);
    }

    private static ObjectNode json(RegionProbe probe) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("place", probe.place());
        node.put("safe", probe.safe());
        Abilities can = probe.abilities();
        node.put("creates_once", can.createsOnce()).put("reads", can.reads());
        can.listsAtOnce().ifPresent(at -> node.put("lists_at_once", at));
        node.put("deletes", can.deletes()).put("checksums", can.checksums());
        probe.bucket().ifPresent(b -> {
            ObjectNode bucket = node.putObject("bucket");
            b.versioning().ifPresent(v -> bucket.put("versioning", v));
            b.lock().ifPresent(l -> bucket.put("lock", l));
            b.lockMode().ifPresent(m -> bucket.put("lock_mode", m.toLowerCase(Locale.ROOT)));
            b.retention().ifPresent(days -> bucket.put("lock_days", days));
            b.abortsUploads().ifPresent(a -> bucket.put("aborts_uploads", a));
            b.storageClass().ifPresent(c -> bucket.put("storage_class", c));
            b.clockSkew().ifPresent(d -> bucket.put("clock_skew_ms", d.toMillis()));
        });
        ObjectNode speed = node.putObject("speed");
        latency(speed.putObject("put"), probe.speed().put());
        latency(speed.putObject("get"), probe.speed().get());
        latency(speed.putObject("list"), probe.speed().list());
        speed.put("up_bytes_per_second", probe.speed().up())
                .put("down_bytes_per_second", probe.speed().down());
        ArrayNode reasons = node.putArray("unsafe");
        probe.unsafe().forEach(r -> reasons.addObject()
                .put("code", r.code())
                .put("detail", Words.render(r.what()))
                .put("hint", Words.render(r.hint())));
        ArrayNode advice = node.putArray("advice");
        probe.advice().forEach(a -> advice.add(Words.render(a)));
        return node;
    }

    private static void latency(ObjectNode node, Latency latency) {
        node.put("median_us", latency.median().toNanos() / 1000)
                .put("p95_us", latency.p95().toNanos() / 1000);
    }
}
