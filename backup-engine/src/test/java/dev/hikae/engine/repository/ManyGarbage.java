package dev.hikae.engine.repository;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Outcome.Previous;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Time and memory of a collection among very many packs, of which half are garbage, in three folders; not part of the build's tests.
 *
 * <p>{@code ManyGarbage [packs [snapshots]]}. Packs are small files with right names; outcomes are real. With {@code -Xmx} low, it shows what heap is enough.
 */
public final class ManyGarbage {
    private static final RegionName[] ALL = {TestRepository.TOKYO, TestRepository.OSAKA, Partition.SINGAPORE};

    private ManyGarbage() {}

    public static void main(String[] args) throws IOException {
        int packs = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int snapshots = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        Path folder = Files.createTempDirectory("many-garbage");
        var test = new TestRepository(folder);
        test.init(ALL).close();
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.write(source.resolve("file"), new byte[100_000]);
        try (Repository repository = test.open(ALL)) {
            repository.backup(TestRepository.request(source), RunControl.NONE);
            addPacks(test, packs);
            addOutcomes(test, packs / 2, snapshots);
            for (boolean dryRun : new boolean[] {true, false}) {
                pools().forEach(MemoryPoolMXBean::resetPeakUsage);
                Duration cpu = cpu();
                long began = System.nanoTime();
                PruneResult result = repository.prune(
                        new PruneRequest(dryRun, Duration.ZERO, Duration.ofHours(24), Duration.ZERO), RunControl.NONE);
                System.out.printf(
                        "%d packs, %d snapshots of half of them, 3 regions, dry run %b: %.2f s, %.2f s of processor, peak heap %d MiB; %s%n",
                        packs,
                        snapshots,
                        dryRun,
                        (System.nanoTime() - began) / 1e9,
                        cpu().minus(cpu).toNanos() / 1e9,
                        pools().stream()
                                        .mapToLong(p -> p.getPeakUsage().getUsed())
                                        .sum()
                                >> 20,
                        result.regions());
            }
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(p -> p.getType() == MemoryType.HEAP)
                .toList();
    }

    private static byte[] id(int number) {
        return ByteBuffer.allocate(16)
                .putInt(Integer.reverse(number))
                .putInt(number)
                .putLong(1)
                .array();
    }

    private static void addPacks(TestRepository test, int packs) throws IOException {
        for (RegionName region : ALL) {
            for (int i = 0; i < packs; i++) {
                Path file = test.region(region).resolve(ObjectNames.pack(id(i)));
                Files.createDirectories(file.resolveSibling("."));
                Files.write(file, new byte[1]);
            }
        }
    }

    private static void addOutcomes(TestRepository test, int live, int snapshots) throws IOException {
        Path first = test.files(TestRepository.TOKYO, "sessions").stream()
                .filter(f -> f.endsWith("outcome"))
                .findFirst()
                .orElseThrow();
        byte[] object = Files.readAllBytes(first);
        SigningKey signer = test.keyring(TestRepository.TOKYO)
                .signer(Certificate.Role.WRITER)
                .orElseThrow();
        Outcome last = Outcome.parse(
                test.region(TestRepository.TOKYO).relativize(first).toString(),
                object,
                test.keyring(TestRepository.TOKYO).trust());
        List<NeededObject> needed = new ArrayList<>(last.objects());
        for (int i = 0; i < live; i++) {
            var digest = new ObjectDigest(ObjectDigest.Form.TAGS, Arrays.copyOf(id(i), 32));
            needed.add(new NeededObject(ObjectNames.pack(id(i)), 1, i, digest));
        }
        for (int s = 0; s < snapshots; s++) {
            var next = new Outcome(
                    ObjectNames.outcome(ObjectNames.session(0, 0, id(-1 - s))),
                    last.repositoryId(),
                    last.writer(),
                    last.sequence() + 1,
                    List.of(new Previous(last.name(), Outcome.digest(object))),
                    last.snapshot(),
                    last.capturedAt(),
                    needed,
                    last.sealed());
            object = next.sign(signer.seed());
            last = next;
            for (RegionName region : ALL) {
                Path file = test.region(region).resolve(next.name());
                Files.createDirectories(file.resolveSibling("."));
                Files.write(file, object);
            }
        }
    }
}
