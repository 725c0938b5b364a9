package dev.hikae.bench;

import dev.hikae.engine.crypto.Aead;
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
import org.openjdk.jmh.annotations.Warmup;

/** Seals and opens a frame with whichever provider the engine chose on this machine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SealBenchmark {
    @Param({"4096", "1048576"})
    int length;

    private final Aead aead = Samples.aead();
    private final byte[] aad = new byte[70];
    private byte[] data = new byte[0];
    private byte[] out = new byte[0];
    private byte[] sealed = new byte[0];
    private long counter;

    @Setup(Level.Trial)
    public void prepare() {
        data = Samples.random(length);
        out = new byte[length + Aead.TAG_LENGTH];
        sealed = aead.seal(0, aad, data);
    }

    @Benchmark
    public byte[] seal() {
        aead.seal(++counter, aad, data, 0, length, out, 0);
        return out;
    }

    @Benchmark
    public byte[] open() {
        return aead.open(0, aad, sealed);
    }
}
