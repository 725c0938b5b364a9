package dev.hikae.engine.region;

import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;

/**
 * One large object on its way to several regions at once, each on a thread of its own.
 *
 * <p>Bytes are copied once and shared by all. A region that is slow holds the writer back once its few parts are
 * waiting, within the bounds of {@link Stragglers}; one that fails is passed over, as long as the session stays usable.
 */
final class FanOutUpload implements Store.Upload {
    private static final int PART = 1 << 20;

    private final SessionWriter session;
    private final String name;
    private final Gathering gathering;
    private final List<UploadLane> lanes;

    FanOutUpload(SessionWriter session, String name, List<Region> regions) {
        this.session = session;
        this.name = name;
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
            int n = Math.min(PART, part.remaining());
            ByteBuffer copy = ByteBuffer.allocate(n)
                    .put(part.slice(part.position(), n))
                    .flip()
                    .asReadOnlyBuffer();
            part.position(part.position() + n);
            await(UploadLane::hasRoom);
            lanes.forEach(lane -> lane.write(copy));
        }
    }

    @Override
    public void commit() {
        session.requireUsable();
        lanes.forEach(UploadLane::finish);
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
