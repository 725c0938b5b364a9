package dev.hikae.engine.pack;

import dev.hikae.engine.pack.PackWriter.RawFrame;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The packs of one kind that are open at once. Frames go to them at random, so that places tell no sizes. */
final class OpenPacks implements AutoCloseable {
    /** A footer lists every blob, so their number is bounded too. */
    private static final int MOST_BLOBS = 64 << 10;

    private final List<Slot> slots = new ArrayList<>();
    private final Supplier<PackWriter> opener;
    private final BiConsumer<PackWriter, Padding> ended;
    private final SecureRandom random;
    private final int target;

    OpenPacks(
            int count,
            int target,
            SecureRandom random,
            Supplier<PackWriter> opener,
            BiConsumer<PackWriter, Padding> ended) {
        this.target = target;
        this.random = random;
        this.opener = opener;
        this.ended = ended;
        for (int i = 0; i < count; i++) {
            slots.add(new Slot());
        }
    }

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable PackWriter pack;
    }

    /** Seals a frame into one of the packs. */
    void add(RawFrame frame, Workspace space) {
        Slot slot = lockOne();
        @Nullable PackWriter done = null;
        try {
            PackWriter pack = slot.pack;
            if (pack == null) {
                pack = opener.get();
                slot.pack = pack;
            }
            pack.add(frame, space.sealed());
            if (pack.size() >= target || pack.blobs() >= MOST_BLOBS) {
                done = pack;
                slot.pack = null;
            }
        } finally {
            slot.lock.unlock();
        }
        if (done != null) {
            ended.accept(done, Padding.FULL);
        }
    }

    /** A random slot; where it is busy any free one rather than waiting. */
    private Slot lockOne() {
        int start = random.nextInt(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get((start + i) % slots.size());
            if (slot.lock.tryLock()) {
                return slot;
            }
        }
        Slot slot = slots.get(start);
        slot.lock.lock();
        return slot;
    }

    /** Hands over what is open, however full. */
    void finish() {
        for (Slot slot : slots) {
            slot.lock.lock();
            try {
                if (slot.pack != null) {
                    ended.accept(slot.pack, Padding.LAST);
                    slot.pack = null;
                }
            } finally {
                slot.lock.unlock();
            }
        }
    }

    /** Gives up what is open. */
    @Override
    public void close() {
        for (Slot slot : slots) {
            slot.lock.lock();
            try {
                if (slot.pack != null) {
                    slot.pack.close();
                    slot.pack = null;
                }
            } finally {
                slot.lock.unlock();
            }
        }
    }
}
