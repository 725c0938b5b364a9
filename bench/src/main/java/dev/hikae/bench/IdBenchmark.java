package dev.hikae.bench;

import dev.hikae.engine.crypto.KeyedDigest;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobKind;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ids of blobs: one of a small file, one of an average chunk. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IdBenchmark {
    @Param({"4096", "1048576"})
    int length;

    private final KeyedDigest digest = Samples.digest();
    private final byte[] data = Samples.random(1 << 20);

    @Benchmark
    public BlobId id() {
        return BlobKind.DATA.idOf(digest, data, 0, length);
    }
}
