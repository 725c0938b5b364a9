package dev.hikae.engine.pack;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.PackWriter.RawFrame;
import dev.hikae.engine.store.Store;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns blobs into packs: id, dedup, frame, compress, seal, upload. One thread hands blobs in; a pool of as many
 * threads as cores does the work. Bytes in flight are bounded by a fixed set of buffers.
 *
 * <p>Any failure ends the session: it is thrown by the next call.
 */
public final class BlobWriter implements AutoCloseable {
    /** Blobs shorter than this are grouped into frames. */
    public static final int SMALL = 128 << 10;

    private static final int GROUP = 1 << 20;
    private static final int MOST_BLOBS_IN_FRAME = 4096;
    private static final int FAST_LEVEL = 1;
    private static final int GOOD_LEVEL = 3;

    private final RepositoryKeys keys;
    private final Dedup dedup;
    private final Cancellation cancellation;
    private final ExecutorService workers;
    private final ExecutorService finishers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore finishing = new Semaphore(2);
    private final Buffers large;
    private final Buffers groups;
    private final OpenPacks dataPacks;
    private final OpenPacks treePacks;
    private final FrameGroup dataGroup = new FrameGroup();
    private final FrameGroup treeGroup = new FrameGroup();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Semaphore tasks;
    private final int taskLimit;
    private final ThreadLocal<Workspace> workspaces;
    private final java.util.Queue<Workspace> allWorkspaces = new java.util.concurrent.ConcurrentLinkedQueue<>();
    private final LongAdder newBytes = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();

    /**
     * How much is done at once.
     *
     * @param packSize at which a pack is ended
     * @param largest blob that is ever handed in
     */
    public record Settings(int threads, int packSize, int largest) {}

    public BlobWriter(
            RepositoryKeys keys,
            SecureRandom random,
            Function<String, Store.Upload> uploads,
            Dedup dedup,
            Settings settings,
            Cancellation cancellation) {
        this.keys = keys;
        this.dedup = dedup;
        this.cancellation = cancellation;
        this.workers = Executors.newFixedThreadPool(
                settings.threads(),
                Thread.ofPlatform().name("hikae-pack-", 0).daemon().factory());
        this.taskLimit = settings.threads() + 2;
        this.tasks = new Semaphore(taskLimit);
        this.large = new Buffers(settings.largest(), settings.threads() + 2);
        this.groups = new Buffers(GROUP + SMALL, settings.threads() + 4);
        this.workspaces = ThreadLocal.withInitial(() -> workspace(settings.largest()));
        this.dataPacks = new OpenPacks(
                2,
                settings.packSize(),
                random,
                () -> new PackWriter(BlobKind.DATA, keys, random, uploads),
                this::finishLater);
        this.treePacks = new OpenPacks(
                1,
                settings.packSize(),
                random,
                () -> new PackWriter(BlobKind.TREE, keys, random, uploads),
                this::finishLater);
    }

    private Workspace workspace(int largest) {
        var workspace = new Workspace(Math.max(largest, GROUP + SMALL));
        allWorkspaces.add(workspace);
        return workspace;
    }

    /** What one worker thread needs. */
    private static final class Workspace {
        private final Compression compression = new Compression();
        private final byte[] compressed;
        private final byte[] sealed;

        Workspace(int largest) {
            compressed = new byte[Compression.bound(largest)];
            sealed = new byte[compressed.length + Aead.TAG_LENGTH];
        }
    }

    /** Blobs being gathered into one frame. */
    private static final class FrameGroup {
        private byte @Nullable [] data;
        private int length;
        private List<FrameBlob> blobs = new java.util.ArrayList<>();
    }

    /** Bytes that dedup did not find, before compression. */
    public long newBytes() {
        return newBytes.sum();
    }

    /** Bytes of packs sent to each region. */
    public long storedBytes() {
        return storedBytes.sum();
    }

    /** A blob shorter than {@link #SMALL}; copied if it is new. */
    public BlobId addSmall(BlobKind kind, byte[] data, int offset, int length) {
        rethrow();
        BlobId id = kind.idOf(keys.blobIds(), data, offset, length);
        if (dedup.claim(id)) {
            newBytes.add(length);
            group(kind, data, offset, length, id);
        }
        return id;
    }

    /** A blob of any size that stays valid only during the call; for tree pages that outgrew a group. */
    public BlobId addCopied(BlobKind kind, byte[] data, int length) {
        if (length < SMALL) {
            return addSmall(kind, data, 0, length);
        }
        rethrow();
        BlobId id = kind.idOf(keys.blobIds(), data, 0, length);
        if (dedup.claim(id)) {
            newBytes.add(length);
            byte[] copy = java.util.Arrays.copyOf(data, length);
            var blob = new FrameBlob(kind, id, length);
            submit(() -> pack(copy, length, List.of(blob), GOOD_LEVEL));
        }
        return id;
    }

    private void group(BlobKind kind, byte[] data, int offset, int length, BlobId id) {
        FrameGroup group = kind == BlobKind.DATA ? dataGroup : treeGroup;
        synchronized (group) {
            if (group.length + length > GROUP || group.blobs.size() >= MOST_BLOBS_IN_FRAME) {
                flush(group);
            }
            byte[] into = group.data;
            if (into == null) {
                into = take(groups);
                group.data = into;
            }
            System.arraycopy(data, offset, into, group.length, length);
            group.length += length;
            group.blobs.add(new FrameBlob(kind, id, length));
        }
    }

    private void flush(FrameGroup group) {
        byte[] data = group.data;
        if (data == null) {
            return;
        }
        int length = group.length;
        List<FrameBlob> blobs = group.blobs;
        group.data = null;
        group.length = 0;
        group.blobs = new java.util.ArrayList<>();
        submit(() -> {
            try {
                pack(data, length, blobs, FAST_LEVEL);
            } finally {
                groups.give(data);
            }
        });
    }

    /** A buffer for {@link #addLarge}; waits while too many are in flight. */
    public byte[] lease() {
        rethrow();
        return take(large);
    }

    /** Gives a leased buffer back unused. */
    public void giveBack(byte[] leased) {
        large.give(leased);
    }

    /** A blob in a leased buffer, which now belongs to this writer. */
    public Future<BlobId> addLarge(BlobKind kind, byte[] leased, int length) {
        rethrow();
        var result = new CompletableFuture<BlobId>();
        submit(() -> {
            try {
                BlobId id = kind.idOf(keys.blobIds(), leased, 0, length);
                boolean fresh = dedup.claim(id);
                result.complete(id);
                if (fresh) {
                    newBytes.add(length);
                    pack(leased, length, List.of(new FrameBlob(kind, id, length)), GOOD_LEVEL);
                }
            } catch (Throwable e) {
                result.completeExceptionally(e);
                throw e;
            } finally {
                large.give(leased);
            }
        });
        return result;
    }

    private void pack(byte[] data, int length, List<FrameBlob> blobs, int level) {
        if (failure.get() != null) {
            return;
        }
        Workspace space = workspaces.get();
        int compressed = length > space.compressed.length
                ? 0
                : space.compression.compress(data, length, space.compressed, level);
        RawFrame frame = compressed > 0
                ? new RawFrame(space.compressed, compressed, Compression.ZSTD, length, blobs)
                : new RawFrame(data, length, Compression.STORED, length, blobs);
        byte[] sealed = frame.length() + Aead.TAG_LENGTH > space.sealed.length
                ? new byte[frame.length() + Aead.TAG_LENGTH]
                : space.sealed;
        boolean tree = blobs.getFirst().kind() == BlobKind.TREE;
        (tree ? treePacks : dataPacks).add(frame, sealed);
    }

    private void finishLater(PackWriter pack) {
        if (cancellation.requested()) {
            pack.close();
            throw new HikaeException(EngineError.CANCELLED);
        }
        finishing.acquireUninterruptibly();
        finishers.execute(() -> {
            try (pack) {
                FinishedPack finished = pack.finish();
                storedBytes.add(finished.info().size());
                dedup.packed(finished);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            } finally {
                finishing.release();
            }
        });
    }

    private void submit(Runnable work) {
        tasks.acquireUninterruptibly();
        workers.execute(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            } finally {
                tasks.release();
            }
        });
    }

    /** Flushes everything; returns when all packs are durable and known to the dedup. */
    public void finish() {
        for (FrameGroup group : List.of(dataGroup, treeGroup)) {
            synchronized (group) {
                flush(group);
            }
        }
        tasks.acquireUninterruptibly(taskLimit);
        tasks.release(taskLimit);
        rethrow();
        dataPacks.finish();
        treePacks.finish();
        finishing.acquireUninterruptibly(2);
        finishing.release(2);
        rethrow();
    }

    private void rethrow() {
        Throwable e = failure.get();
        switch (e) {
            case null -> {}
            case HikaeException known -> throw known;
            case RuntimeException bug -> throw bug;
            default -> throw new IllegalStateException("bug: packing failed", e);
        }
    }

    private static byte[] take(Buffers from) {
        try {
            return from.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HikaeException(e, EngineError.CANCELLED);
        }
    }

    /** Stops the work; packs that are not finished are given up. */
    @Override
    public void close() {
        failure.compareAndSet(null, new HikaeException(EngineError.CANCELLED));
        workers.shutdown();
        finishers.shutdown();
        try {
            workers.awaitTermination(1, TimeUnit.HOURS);
            finishers.awaitTermination(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        dataPacks.close();
        treePacks.close();
        allWorkspaces.forEach(w -> w.compression.close());
    }
}
