package dev.hikae.engine.region;

import dev.hikae.engine.store.PartBuffers;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One large object on its way to several regions at once, each on a thread of its own.
 *
 * <p>Bytes are copied once and lent to all. A region that is slow holds the writer back once its few parts are
 * waiting, within the bounds of {@link Stragglers}; one that fails is passed over, as long as the session stays usable.
 */
final class FanOutUpload implements Store.Upload {
    static final int PART = 1 << 20;

    private final SessionWriter session;
    private final String name;
    private final PartBuffers buffers;
    private final Gathering gathering;
    private final List<UploadLane> lanes;
    private @Nullable ByteBuffer open;

    FanOutUpload(SessionWriter session, String name, List<Region> regions, PartBuffers buffers) {
        this.session = session;
        this.name = name;
        this.buffers = buffers;
        this.gathering = session.gathering();
        this.lanes = regions.stream()
                .map(r -> new UploadLane(r, name, session, gathering))
                .toList();
        lanes.forEach(UploadLane::start);
    }

    @Override
    public void write(ByteBuffer part) {
        session.requireUsable();
        while (part.hasRemaining()) {
            ByteBuffer into = open == null ? buffers.take() : open;
            open = into;
            int n = Math.min(into.remaining(), part.remaining());
            into.put(part.slice(part.position(), n));
            part.position(part.position() + n);
            if (!into.hasRemaining()) {
                lend(into);
            }
        }
    }

    /** Used again once the last region has done with it. */
    private void lend(ByteBuffer filled) {
        open = null;
        ByteBuffer bytes = filled.duplicate().flip();
        AtomicInteger users = new AtomicInteger(lanes.size());
        await(UploadLane::hasRoom);
        lanes.forEach(lane -> lane.lend(bytes, () -> {
            if (users.decrementAndGet() == 0) {
                buffers.give(filled);
            }
        }));
    }

    @Override
    public void commit() {
        commit(OptionalInt.empty());
    }

    @Override
    public void commit(int crc32c) {
        commit(OptionalInt.of(crc32c));
    }

    private void commit(OptionalInt crc32c) {
        session.requireUsable();
        if (open != null) {
            lend(open);
        }
        lanes.forEach(lane -> lane.finish(crc32c));
        await(UploadLane::isDone);
        lanes.forEach(UploadLane::join);
        session.wrote(name);
    }

    @Override
    public void close() {
        lanes.forEach(UploadLane::abandon);
        lanes.forEach(UploadLane::join);
    }

    private void await(Predicate<UploadLane> far) {
        gathering.await(() -> lanes.stream()
                .filter(lane -> !far.test(lane))
                .map(UploadLane::region)
                .toList());
    }
}
