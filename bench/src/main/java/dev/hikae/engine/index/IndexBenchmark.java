package dev.hikae.engine.index;

import dev.hikae.engine.pack.BlobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Looks ids up in a mapped segment: those that are there, which needs the table, and those that are not, which the
 * filter answers. It lies in the index's own package, since a segment is nobody else's business.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IndexBenchmark {
    private static final int ASKED = 1 << 16;

    @Param({"100000", "10000000"})
    int blobs;

    private final BlobId[] present = new BlobId[ASKED];
    private final BlobId[] absent = new BlobId[ASKED];
    private Optional<Segment> segment = Optional.empty();
    private Optional<Path> folder = Optional.empty();
    private int turn;

    /** One pack, one frame, records with evenly spread ids, merged into a segment as the engine writes it. */
    @Setup(Level.Trial)
    public void prepare() throws IOException {
        Path made = Files.createTempDirectory("hikae-index-benchmark");
        folder = Optional.of(made);
        long[] high = new SplittableRandom(1).longs(blobs).toArray();
        for (int i = 0; i < blobs; i++) {
            high[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(high);
        var random = new SplittableRandom(2);
        Path plain = made.resolve("plain");
        Path merged = made.resolve("segment");
        try (var out = open(plain)) {
            write(out, high);
            IndexTable table = IndexTable.of(MappedBytes.map(out, out.size()));
            try (var target = open(merged)) {
                new SegmentWriter(target, new Merge(List.of(Merge.Input.all(table)))).finish(List.of());
                segment = Optional.of(Segment.open(target, Optional.empty()));
            }
        }
        for (int i = 0; i < ASKED; i++) {
            long known = high[random.nextInt(blobs)] ^ Long.MIN_VALUE;
            present[i] = new BlobId(known, low(known), 0, 0);
            absent[i] = new BlobId(random.nextLong(), random.nextLong(), 0, 0);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** An index object's plaintext; see docs/FORMAT.md, section 6. */
    private static void write(FileChannel to, long[] high) throws IOException {
        var out = new Out(block -> {
            while (block.hasRemaining()) {
                to.write(block);
            }
        });
        out.putInt(1);
        out.putInt(1);
        out.putInt(high.length);
        out.put(ByteBuffer.allocate(IndexTable.PACK).put(16, (byte) 1).putInt(IndexTable.PACK - 4, 1));
        out.put(ByteBuffer.allocate(dev.hikae.engine.pack.Frame.LENGTH));
        for (int i = 0; i < high.length; i++) {
            long id = high[i] ^ Long.MIN_VALUE;
            out.putLong(id);
            out.putLong(low(id));
            out.putInt(0);
            out.putInt(0);
            out.putInt(0);
            out.putInt(1);
        }
        out.flush();
    }

    private static long low(long high) {
        return high * 0x9e3779b97f4a7c15L;
    }

    private int find(BlobId[] asked) {
        return segment.orElseThrow().find(asked[turn++ & (ASKED - 1)], pack -> true);
    }

    @Benchmark
    public int hit() {
        return find(present);
    }

    @Benchmark
    public int miss() {
        return find(absent);
    }

    @TearDown(Level.Trial)
    public void remove() {
        segment = Optional.empty();
        folder.ifPresent(made -> {
            for (String name : List.of("plain", "segment", "")) {
                try {
                    Files.deleteIfExists(made.resolve(name));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }
}
