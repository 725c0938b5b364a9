package dev.hikae.engine.pack;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CompressionPolicy;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.store.Store;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
 * threads as cores does the work, small blobs a batch at a time. Bytes in flight are bounded by the buffers' budgets.
 *
 * <p>Any failure ends the session: it is thrown by the next call.
 */
public final class BlobWriter implements AutoCloseable {
    /** Blobs shorter than this are gathered into frames. */
    public static final int SMALL = 128 << 10;

    private static final int GROUP = 1 << 20;

    /** What is left of a batch after dedup makes a frame of its own from so many bytes on. */
    private static final int WORTH_A_FRAME = GROUP / 2;

    private final RepositoryKeys keys;
    private final Dedup dedup;
    private final Cancellation cancellation;
    private final CompressionPolicy compression;
    private final ExecutorService workers;
    private final ExecutorService finishers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore finishing = new Semaphore(2);
    private final Buffers large;
    private final Buffers batches;
    private final OpenPacks dataPacks;
    private final OpenPacks treePacks;
    private final Map<Gathering, Batch> open = new EnumMap<>(Gathering.class);
    private final FrameGroup filesLeft = new FrameGroup();
    private final FrameGroup pagesLeft = new FrameGroup();
    private final FrameGroup treeGroup = new FrameGroup();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Semaphore tasks;
    private final int taskLimit;
    private final ThreadLocal<Workspace> workspaces;
    private final java.util.Queue<Workspace> allWorkspaces = new java.util.concurrent.ConcurrentLinkedQueue<>();
    private final LongAdder newBytes = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();

    /** Which small blobs share frames. */
    public enum Gathering {
        /** Small files and the short ends of others, in the order of the walk. */
        FILES,
        /** Pages of one large file, in its order. */
        PAGES
    }

    /**
     * How much is done at once, and how.
     *
     * @param packSize at which a pack is ended
     * @param largest blob that is ever handed in
     */
    public record Settings(int threads, int packSize, int largest, CompressionPolicy compression) {}

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
        this.compression = settings.compression();
        this.workers = Executors.newFixedThreadPool(
                settings.threads(),
                Thread.ofPlatform().name("hikae-pack-", 0).daemon().factory());
        this.taskLimit = 2 * settings.threads() + 2;
        this.tasks = new Semaphore(taskLimit);
        this.large = new Buffers((settings.threads() + 2) * Buffers.size(settings.largest()));
        this.batches = new Buffers((settings.threads() + 4) * GROUP);
        this.workspaces = ThreadLocal.withInitial(this::workspace);
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

    private Workspace workspace() {
        var workspace = new Workspace();
        allWorkspaces.add(workspace);
        return workspace;
    }

    /** New blobs being gathered into one frame. */
    private static final class FrameGroup {
        private byte @Nullable [] data;
        private int length;
        private List<FrameBlob> blobs = new ArrayList<>();
    }

    /** Bytes that dedup did not find, before compression. */
    public long newBytes() {
        return newBytes.sum();
    }

    /** Bytes of packs sent to each region. */
    public long storedBytes() {
        return storedBytes.sum();
    }

    /** A blob of content shorter than {@link #SMALL}; copied. */
    public PendingId gather(Gathering gathering, byte[] data, int offset, int length) {
        rethrow();
        Batch batch = open.get(gathering);
        if (batch != null && !batch.hasRoom(length, GROUP)) {
            submit(gathering);
            batch = null;
        }
        if (batch == null) {
            batch = new Batch(take(batches, GROUP));
            open.put(gathering, batch);
        }
        return new InBatch(gathering, batch, batch.add(data, offset, length));
    }

    private final class InBatch implements PendingId {
        private final Gathering gathering;
        private final Batch batch;
        private final int number;

        InBatch(Gathering gathering, Batch batch, int number) {
            this.gathering = gathering;
            this.batch = batch;
            this.number = number;
        }

        @Override
        public boolean ready() {
            return batch.ids().isDone();
        }

        @Override
        public BlobId get() {
            if (open.get(gathering) == batch) {
                submit(gathering);
            }
            return await(batch.ids())[number];
        }
    }

    /** Sends an open batch to the workers. */
    private void submit(Gathering gathering) {
        Batch batch = open.remove(gathering);
        if (batch != null) {
            submit(() -> work(gathering, batch));
        }
    }

    private void work(Gathering gathering, Batch batch) {
        byte[] data = batch.data();
        try {
            BlobId[] ids = new BlobId[batch.count()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = BlobKind.DATA.idOf(keys.blobIds(), data, batch.start(i), batch.length(i));
            }
            List<FrameBlob> fresh = claim(batch, ids);
            batch.ids().complete(ids);
            int length = fresh.stream().mapToInt(FrameBlob::length).sum();
            newBytes.add(length);
            if (length >= WORTH_A_FRAME) {
                pack(data, length, fresh, level(gathering));
            } else if (length > 0) {
                keep(gathering, data, length, fresh);
            }
        } catch (Throwable e) {
            batch.ids().completeExceptionally(e);
            throw e;
        } finally {
            batches.give(data);
        }
    }

    private int level(Gathering gathering) {
        return switch (gathering) {
            case FILES -> compression.gathered();
            case PAGES -> compression.large();
        };
    }

    private FrameGroup left(Gathering gathering) {
        return switch (gathering) {
            case FILES -> filesLeft;
            case PAGES -> pagesLeft;
        };
    }

    /** Moves the blobs that are to be stored to the front of the batch's bytes. */
    private List<FrameBlob> claim(Batch batch, BlobId[] ids) {
        var fresh = new ArrayList<FrameBlob>(ids.length);
        int at = 0;
        for (int i = 0; i < ids.length; i++) {
            int length = batch.length(i);
            if (dedup.claim(ids[i])) {
                if (at != batch.start(i)) {
                    System.arraycopy(batch.data(), batch.start(i), batch.data(), at, length);
                }
                at += length;
                fresh.add(new FrameBlob(BlobKind.DATA, ids[i], length));
            }
        }
        return fresh;
    }

    /** Joins the few new blobs of several batches to one frame. */
    private void keep(Gathering gathering, byte[] data, int length, List<FrameBlob> blobs) {
        FrameGroup group = left(gathering);
        @Nullable FrameGroup full = null;
        synchronized (group) {
            if (group.length + length > GROUP || group.blobs.size() + blobs.size() > Batch.MOST_BLOBS) {
                full = taken(group);
            }
            add(group, data, 0, length);
            group.blobs.addAll(blobs);
        }
        if (full != null) {
            pack(full, level(gathering));
        }
    }

    /** The array grows with what comes: most sessions leave little. */
    private static void add(FrameGroup group, byte[] data, int offset, int length) {
        byte[] into = group.data == null ? new byte[Math.max(length, 16 << 10)] : group.data;
        if (group.length + length > into.length) {
            into = Arrays.copyOf(into, Math.max(group.length + length, Math.min(GROUP, 4 * into.length)));
        }
        System.arraycopy(data, offset, into, group.length, length);
        group.data = into;
        group.length += length;
    }

    private static FrameGroup taken(FrameGroup group) {
        var taken = new FrameGroup();
        taken.data = group.data;
        taken.length = group.length;
        taken.blobs = group.blobs;
        group.data = null;
        group.length = 0;
        group.blobs = new ArrayList<>();
        return taken;
    }

    /** A tree page; copied if it is new. Its id is needed at once, so the calling thread computes it. */
    public BlobId addPage(byte[] page, int length) {
        rethrow();
        BlobId id = BlobKind.TREE.idOf(keys.blobIds(), page, 0, length);
        if (dedup.claim(id)) {
            newBytes.add(length);
            var blob = new FrameBlob(BlobKind.TREE, id, length);
            if (treeGroup.length + length > GROUP || treeGroup.blobs.size() >= Batch.MOST_BLOBS) {
                submitTreeGroup();
            }
            add(treeGroup, page, 0, length);
            treeGroup.blobs.add(blob);
        }
        return id;
    }

    private void submitTreeGroup() {
        FrameGroup full = taken(treeGroup);
        if (full.length > 0) {
            submit(() -> pack(full, compression.gathered()));
        }
    }

    /** A buffer for {@link #addLarge} of at least this length; waits while too many bytes are in flight. */
    public byte[] lease(int length) {
        rethrow();
        return take(large, length);
    }

    /** Gives a leased buffer back unused. */
    public void giveBack(byte[] leased) {
        large.give(leased);
    }

    /** A blob of content in a leased buffer, which now belongs to this writer. */
    public PendingId addLarge(byte[] leased, int length) {
        rethrow();
        var result = new CompletableFuture<BlobId>();
        submit(() -> {
            try {
                BlobId id = BlobKind.DATA.idOf(keys.blobIds(), leased, 0, length);
                boolean fresh = dedup.claim(id);
                result.complete(id);
                if (fresh) {
                    newBytes.add(length);
                    pack(leased, length, List.of(new FrameBlob(BlobKind.DATA, id, length)), compression.large());
                }
            } catch (Throwable e) {
                result.completeExceptionally(e);
                throw e;
            } finally {
                large.give(leased);
            }
        });
        return new Alone(result);
    }

    private record Alone(CompletableFuture<BlobId> id) implements PendingId {
        @Override
        public boolean ready() {
            return id.isDone();
        }

        @Override
        public BlobId get() {
            return await(id);
        }
    }

    private static <T> T await(Future<T> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("bug: a blob failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HikaeException(e, EngineError.CANCELLED);
        }
    }

    private void pack(FrameGroup group, int level) {
        if (group.length > 0) {
            pack(java.util.Objects.requireNonNull(group.data), group.length, group.blobs, level);
        }
    }

    private void pack(byte[] data, int length, List<FrameBlob> blobs, int level) {
        if (failure.get() != null) {
            return;
        }
        Workspace space = workspaces.get();
        boolean tree = blobs.getFirst().kind() == BlobKind.TREE;
        (tree ? treePacks : dataPacks).add(space.frame(data, length, blobs, level), space);
    }

    private void finishLater(PackWriter pack, Padding way) {
        if (cancellation.requested()) {
            pack.close();
            throw new HikaeException(EngineError.CANCELLED);
        }
        finishing.acquireUninterruptibly();
        finishers.execute(() -> {
            try (pack) {
                FinishedPack finished = pack.finish(way);
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
        for (Gathering gathering : Gathering.values()) {
            submit(gathering);
        }
        submitTreeGroup();
        awaitTasks();
        for (Gathering gathering : Gathering.values()) {
            pack(taken(left(gathering)), level(gathering));
        }
        dataPacks.finish();
        treePacks.finish();
        finishing.acquireUninterruptibly(2);
        finishing.release(2);
        rethrow();
    }

    private void awaitTasks() {
        tasks.acquireUninterruptibly(taskLimit);
        tasks.release(taskLimit);
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

    private static byte[] take(Buffers from, int length) {
        try {
            return from.take(length);
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
        try {
            workers.awaitTermination(1, TimeUnit.HOURS);
            // Only now: a worker may still hand over a pack that it filled.
            finishers.shutdown();
            finishers.awaitTermination(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            workers.shutdownNow();
            finishers.shutdown();
            Thread.currentThread().interrupt();
        }
        dataPacks.close();
        treePacks.close();
        allWorkspaces.forEach(Workspace::close);
    }
}
