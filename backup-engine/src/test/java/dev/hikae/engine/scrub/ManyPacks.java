package dev.hikae.engine.scrub;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Outcome.Previous;
import dev.hikae.engine.store.ForwardingStore;
import dev.hikae.engine.store.Store;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Time and memory of level L0 over snapshots of very many packs, three regions; not part of the build's tests.
 *
 * <p>{@code ManyPacks [packs [snapshots]]}. Packs exist as names and sizes only; outcomes are real. With {@code -Xmx} low, it shows what heap is enough.
 */
public final class ManyPacks {
    private static final long PACK = 32 << 20;

    private ManyPacks() {}

    public static void main(String[] args) throws IOException {
        int packs = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int snapshots = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        var rig = new ScrubRig(Files.createTempDirectory("many-packs"));
        addOutcomes(rig, packs, snapshots);
        for (int run = 0; run < 3; run++) {
            pools().forEach(MemoryPoolMXBean::resetPeakUsage);
            Duration cpu = cpu();
            long began = System.nanoTime();
            ScrubReport report = rig.scrub(ScrubRequest.of(ScrubLevel.L0, false), (r, store) -> new Many(store, packs));
            System.out.printf(
                    "%d packs, %d snapshots, 3 regions: L0 %.2f s, %.2f s of processor, peak heap %d MiB; whole %b, objects %d, extra %d%n",
                    packs,
                    report.snapshots(),
                    (System.nanoTime() - began) / 1e9,
                    cpu().minus(cpu).toNanos() / 1e9,
                    pools().stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum() >> 20,
                    report.whole(),
                    report.regions().getFirst().objects(),
                    report.regions().getFirst().extra());
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(p -> p.getType() == java.lang.management.MemoryType.HEAP)
                .toList();
    }

    private static byte[] id(int number) {
        // Spread over all names, in their order.
        return ByteBuffer.allocate(16)
                .putInt(number * 40_000)
                .putInt(number)
                .putLong(0)
                .array();
    }

    private static void addOutcomes(ScrubRig rig, int packs, int snapshots) throws IOException {
        Path first = rig.files(ScrubRig.TOKYO, "sessions").stream()
                .filter(f -> f.endsWith("outcome"))
                .findFirst()
                .orElseThrow();
        Outcome last = rig.outcome(first);
        byte[] object = Files.readAllBytes(first);
        var signer = rig.keyring().signer(Certificate.Role.WRITER).orElseThrow();
        for (int s = 0; s < snapshots; s++) {
            List<NeededObject> needed = new ArrayList<>(rig.outcome(first).objects());
            for (int i = 0; i < packs; i++) {
                var digest = new ObjectDigest(ObjectDigest.Form.TAGS, Arrays.copyOf(id(i), 32));
                needed.add(new NeededObject(ObjectNames.pack(id(i)), PACK, i, digest));
            }
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
            for (RegionName region : ScrubRig.ALL) {
                Path file = rig.region(region).resolve(next.name());
                Files.createDirectories(file.resolveSibling("."));
                Files.write(file, object);
            }
        }
    }

    /** Lists packs that are not there. */
    private static final class Many extends ForwardingStore {
        private final int packs;

        Many(Store store, int packs) {
            super(store);
            this.packs = packs;
        }

        @Override
        public void list(String prefix, Consumer<Item> each) {
            super.list(prefix, each);
            if (prefix.equals(ObjectNames.PACKS)) {
                for (int i = 0; i < packs; i++) {
                    each.accept(new Item(ObjectNames.pack(id(i)), PACK));
                }
            }
        }
    }
}
