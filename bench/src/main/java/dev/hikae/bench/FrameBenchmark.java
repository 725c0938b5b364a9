package dev.hikae.bench;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
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

/** One frame of 1 MiB through zstd as the engine uses it: one context a thread, arrays in and out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark {
    private static final int LENGTH = 1 << 20;

    @Param({"1", "3"})
    int level;

    @Param({"text", "random"})
    String kind = "text";

    private final ZstdCompressCtx compressor = new ZstdCompressCtx();
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
    private final byte[] out = new byte[(int) Zstd.compressBound(LENGTH)];
    private final byte[] back = new byte[LENGTH];
    private byte[] raw = new byte[0];
    private byte[] compressed = new byte[0];

    @Setup(Level.Trial)
    public void prepare() {
        raw = "text".equals(kind) ? Samples.text(LENGTH) : Samples.random(LENGTH);
        compressor.setLevel(level);
        compressed = compressor.compress(raw);
    }

    @Benchmark
    public int compress() {
        return compressor.compressByteArray(out, 0, out.length, raw, 0, raw.length);
    }

    @Benchmark
    public int decompress() {
        return decompressor.decompressByteArray(back, 0, back.length, compressed, 0, compressed.length);
    }

    @TearDown(Level.Trial)
    public void free() {
        compressor.close();
        decompressor.close();
    }
}
