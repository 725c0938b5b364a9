package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Primitives;
import dev.hikae.engine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hikae doctor}: what Hikae finds on this machine, measured, and whether it opens the repository. */
@Command(name = "doctor")
final class DoctorCommand implements Callable<Integer> {
    /** Fewer open files than this and a restore with many packs at once comes close. */
    private static final long FEW_FILES = 1024;

    private static final long LITTLE_SPACE = 1L << 30;

    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Option(names = "--no-speed")
    private boolean noSpeed;

    private final List<List<String>> rows = new ArrayList<>();
    private final ObjectNode data = JsonNodeFactory.instance.objectNode();
    private final List<String> advice = new ArrayList<>();

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
    }

    @Override
    public Integer call() {
        fact("version", Version.number());
        fact("java", Runtime.version() + " (" + System.getProperty("java.home") + ")");
        fact("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        fact("heap", Sizes.of(Runtime.getRuntime().maxMemory()));
        fact("language", Locale.getDefault().toLanguageTag());
        fact("start", Words.of("doctor.start." + StartState.now().name().toLowerCase(Locale.ROOT)));
        if (StartState.now() != StartState.USED) {
            advice.add(Words.of("doctor.advice.start"));
        }
        cache();
        files();
        if (!noSpeed) {
            speeds();
        }
        Optional<HikaeException> refused = reach();
        advice.forEach(data.withArray("advice")::add);
        terminal.result("doctor", data, this::print);
        refused.ifPresent(e -> {
            throw e;
        });
        return advice.isEmpty() ? 0 : 3;
    }

    private void fact(String name, String value) {
        rows.add(List.of(Words.of("doctor." + name), value));
        data.put(name, value);
    }

    private void cache() {
        Path folder = repository.cache();
        long bytes = size(folder);
        rows.add(List.of(Words.of("doctor.cache"), folder + " (" + Sizes.of(bytes) + ")"));
        data.put("cache", folder.toString()).put("cache_bytes", bytes);
        Path there = folder;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            rows.add(List.of(Words.of("doctor.free"), Sizes.of(free)));
            data.put("free_bytes", free);
            if (free < LITTLE_SPACE) {
                advice.add(Words.of("doctor.advice.free", there));
            }
        } catch (IOException e) {
            advice.add(Words.of("doctor.advice.cache", there));
        }
    }

    private static long size(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.mapToLong(
                            file -> Files.isRegularFile(file) ? file.toFile().length() : 0)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private void files() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            limits.filter(line -> line.startsWith("Max open files"))
                    .findFirst()
                    .map(line ->
                            line.substring("Max open files".length()).strip().split("\\s+")[0])
                    .ifPresent(limit -> {
                        fact("open_files", limit);
                        if (limit.matches("\\d+") && Long.parseLong(limit) < FEW_FILES) {
                            advice.add(Words.of("doctor.advice.open_files", limit));
                        }
                    });
        } catch (IOException e) {
            fact("open_files", "?");
        }
    }

    private void speeds() {
        List<Primitives.Speed> speeds = new Primitives(Duration.ofMillis(400), System::nanoTime).measure();
        fact("aead", speeds.getFirst().by());
        for (Primitives.Speed speed : speeds) {
            rows.add(List.of(
                    Words.of("doctor.speed", speed.name(), speed.by()),
                    Words.of("progress.rate", Sizes.of(speed.bytesPerSecond()))));
            data.withArray("speeds")
                    .addObject()
                    .put("name", speed.name())
                    .put("by", speed.by())
                    .put("bytes_per_second", speed.bytesPerSecond());
        }
    }

    /** Opens the repository where one is named; what refused it is the command's own failure, shown after the rest. */
    private Optional<HikaeException> reach() {
        if (!repository.named()) {
            return Optional.empty();
        }
        try (Repository open = repository.open()) {
            fact("repository", Words.of("doctor.opened", open.snapshots().size()));
            return Optional.empty();
        } catch (HikaeException e) {
            fact("repository", e.code().id());
            return Optional.of(e);
        }
    }

    private void print() {
        terminal.table(List.of(Words.of("doctor.what"), Words.of("doctor.found")), rows);
        advice.forEach(line -> terminal.err().println(line));
    }
}
