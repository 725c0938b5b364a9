package dev.hikae.bench;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import dev.hikae.engine.chunk.FastCdc;
import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.KeyedDigest;
import dev.hikae.engine.pack.BlobKind;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the primitives alone need for a workload's data, one thread, nothing overlapped: each step's CPU seconds and throughput,
 * and the time below which no arrangement of them on this machine's cores can get.
 *
 * <p>Files below the chunker's minimum are joined into pieces of 1 MiB, as the engine's frames are. Nothing is deduplicated, so
 * the floor is too high for data that holds much twice.
 */
final class Limits {
    private static final int PIECE = 1 << 20;
    private static final int WARM_UP = 64 << 20;

    /** A step of a backup or a restore. */
    private enum Step {
        LIST,
        READ,
        CHUNK,
        ID,
        ZSTD_1,
        ZSTD_3,
        SEAL,
        WRITE,
        SYNC,
        OPEN,
        UNZSTD_1,
        UNZSTD_3
    }

    private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    private final FastCdc chunker = FastCdc.of(Samples.gear());
    private final KeyedDigest digest = Samples.digest();
    private final Aead aead = Samples.aead();
    private final ZstdCompressCtx fast = new ZstdCompressCtx().setLevel(1);
    private final ZstdCompressCtx good = new ZstdCompressCtx().setLevel(3);
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
    private final byte[] window = new byte[2 * FastCdc.MAX_SIZE];
    private final byte[] joined = new byte[PIECE];
    private final byte[] compressed = new byte[(int) Zstd.compressBound(FastCdc.MAX_SIZE)];
    private final byte[] compressedFast = new byte[compressed.length];
    private final byte[] sealed = new byte[compressed.length + Aead.TAG_LENGTH];
    private final byte[] raw = new byte[FastCdc.MAX_SIZE];
    private final byte[] aad = new byte[70];
    private final FileChannel out;
    private int joinedLength;
    private long counter;

    private Map<Step, Long> nanos = new EnumMap<>(Step.class);
    private long files;
    private long data;
    private long small;
    private long stored1;
    private long stored3;
    private long storedByPolicy;

    private Limits(FileChannel out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println("usage: bench/limits FOLDER [MOST_MB]");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        long most = arguments.length > 1 ? Long.parseLong(arguments[1]) * 1_000_000 : Long.MAX_VALUE;
        Path scratch = Files.createTempFile(folder.toAbsolutePath().getParent(), "limits", ".tmp");
        try (var out = FileChannel.open(scratch, StandardOpenOption.WRITE)) {
            var limits = new Limits(out);
            limits.measure(folder, WARM_UP);
            limits.reset();
            limits.measure(folder, most);
            limits.print(System.out);
        } finally {
            Files.delete(scratch);
        }
    }

    private void reset() throws IOException {
        nanos = new EnumMap<>(Step.class);
        files = 0;
        data = 0;
        small = 0;
        stored1 = 0;
        stored3 = 0;
        storedByPolicy = 0;
        out.truncate(0);
    }

    private void measure(Path folder, long most) throws IOException {
        long from = now();
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = walk.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        took(Step.LIST, from);
        for (Path file : found) {
            if (data >= most) {
                break;
            }
            read(file, most);
        }
        flush();
        from = now();
        out.force(true);
        took(Step.SYNC, from);
    }

    private void read(Path file, long most) throws IOException {
        long from = now();
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            files++;
            int have = fill(in, 0);
            from = took(Step.READ, from);
            if (have < FastCdc.MIN_SIZE) {
                data += have;
                join(have);
                return;
            }
            int at = 0;
            while (at < have && data < most) {
                from = now();
                int length = chunker.cut(window, at, have);
                took(Step.CHUNK, from);
                piece(window, at, length, Optional.of(length));
                data += length;
                at += length;
                if (have - at < FastCdc.MAX_SIZE) {
                    from = now();
                    System.arraycopy(window, at, window, 0, have - at);
                    have = fill(in, have - at);
                    at = 0;
                    took(Step.READ, from);
                }
            }
        }
    }

    private int fill(FileChannel in, int from) throws IOException {
        var buffer = ByteBuffer.wrap(window, from, window.length - from);
        while (buffer.hasRemaining() && in.read(buffer) >= 0) {
            continue;
        }
        return buffer.position();
    }

    /** A whole small file: an id of its own, in a piece with others. */
    private void join(int length) {
        long from = now();
        BlobKind.DATA.idOf(digest, window, 0, length);
        took(Step.ID, from);
        if (joinedLength + length > joined.length) {
            flush();
        }
        System.arraycopy(window, 0, joined, joinedLength, length);
        joinedLength += length;
        small += length;
    }

    private void flush() {
        if (joinedLength > 0) {
            piece(joined, 0, joinedLength, Optional.empty());
            joinedLength = 0;
        }
    }

    /** One frame: with both levels, sealed and written as the level of its kind made it. */
    private void piece(byte[] from, int offset, int length, Optional<Integer> chunk) {
        long time = now();
        if (chunk.isPresent()) {
            BlobKind.DATA.idOf(digest, from, offset, length);
            time = took(Step.ID, time);
        }
        int one = fast.compressByteArray(compressedFast, 0, compressedFast.length, from, offset, length);
        time = took(Step.ZSTD_1, time);
        int three = good.compressByteArray(compressed, 0, compressed.length, from, offset, length);
        time = took(Step.ZSTD_3, time);
        stored1 += Math.min(one, length);
        stored3 += Math.min(three, length);
        int chosen = chunk.isPresent() ? three : one;
        byte[] result = chunk.isPresent() ? compressed : compressedFast;
        boolean worth = chosen <= length - length / 32;
        int storedLength = worth ? chosen : length;
        time = now();
        aead.seal(++counter, aad, worth ? result : from, worth ? 0 : offset, storedLength, sealed, 0);
        time = took(Step.SEAL, time);
        storedByPolicy += storedLength + Aead.TAG_LENGTH;
        write(storedLength + Aead.TAG_LENGTH);
        time = now();
        aead.open(counter, aad, sealed, 0, storedLength + Aead.TAG_LENGTH);
        time = took(Step.OPEN, time);
        decompressor.decompressByteArray(raw, 0, length, compressedFast, 0, one);
        time = took(Step.UNZSTD_1, time);
        decompressor.decompressByteArray(raw, 0, length, compressed, 0, three);
        took(Step.UNZSTD_3, time);
    }

    private void write(int length) {
        long from = now();
        try {
            var buffer = ByteBuffer.wrap(sealed, 0, length);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        took(Step.WRITE, from);
    }

    /** CPU time of this thread, so that others on the machine do not count. */
    private long now() {
        return clock.getCurrentThreadCpuTime();
    }

    private long took(Step step, long from) {
        long to = now();
        nanos.merge(step, to - from, Long::sum);
        return to;
    }

    private double seconds(Step step) {
        return nanos.getOrDefault(step, 0L) / 1e9;
    }

    private void print(PrintStream to) {
        int cores = Runtime.getRuntime().availableProcessors();
        to.printf(
                Locale.ROOT,
                "%d files, %.1f MB, of it %.1f MB in small ones; %d cores%n%n",
                files,
                data / 1e6,
                small / 1e6,
                cores);
        to.println("| step | CPU s | MB/s of data |");
        to.println("| --- | ---: | ---: |");
        for (Step step : Step.values()) {
            double seconds = seconds(step);
            to.printf(Locale.ROOT, "| %s | %.2f | %.0f |%n", name(step), seconds, data / 1e6 / Math.max(seconds, 1e-9));
        }
        double share = data == 0 ? 0 : (double) small / data;
        double zstd = share * seconds(Step.ZSTD_1) + (1 - share) * seconds(Step.ZSTD_3);
        double unzstd = share * seconds(Step.UNZSTD_1) + (1 - share) * seconds(Step.UNZSTD_3);
        double common =
                seconds(Step.READ) + seconds(Step.CHUNK) + seconds(Step.ID) + seconds(Step.SEAL) + seconds(Step.WRITE);
        to.printf(
                Locale.ROOT,
                "%nstored: level 1 %.1f MB, level 3 %.1f MB, small at 1 and large at 3 %.1f MB%n",
                stored1 / 1e6,
                stored3 / 1e6,
                storedByPolicy / 1e6);
        to.printf(
                Locale.ROOT,
                "floor of a first backup: %.2f s of CPU (zstd %.0f %%), %.2f s on %d cores%n",
                common + zstd,
                100 * zstd / (common + zstd),
                (common + zstd) / cores,
                cores);
        double restore = seconds(Step.OPEN) + unzstd + seconds(Step.ID);
        to.printf(
                Locale.ROOT,
                "floor of a restore without its writes: %.2f s of CPU, %.2f s on %d cores%n",
                restore,
                restore / cores,
                cores);
    }

    private static String name(Step step) {
        return switch (step) {
            case LIST -> "list names";
            case READ -> "open and read";
            case CHUNK -> "chunk";
            case ID -> "id";
            case ZSTD_1 -> "zstd 1";
            case ZSTD_3 -> "zstd 3";
            case SEAL -> "seal";
            case WRITE -> "write";
            case SYNC -> "sync, of it CPU";
            case OPEN -> "open sealed";
            case UNZSTD_1 -> "unpack zstd 1";
            case UNZSTD_3 -> "unpack zstd 3";
        };
    }
}
