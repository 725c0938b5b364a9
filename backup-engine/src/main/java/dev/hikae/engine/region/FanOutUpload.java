package dev.hikae.engine.region;

import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One large object on its way to several regions at once, each on a thread of its own.
 *
 * <p>Bytes are copied once and shared by all. A region that is slow holds the writer back once its few parts are
 * waiting; one that fails is passed over, as long as the session stays usable.
 */
final class FanOutUpload implements Store.Upload {
    private static final int PART = 1 << 20;

    private final SessionWriter session;
    private final String name;
    private final List<UploadLane> lanes;

    FanOutUpload(SessionWriter session, String name, List<Region> regions) {
        this.session = session;
        this.name = name;
        this.lanes = regions.stream().map(r -> new UploadLane(r, name, session)).toList();
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
            lanes.forEach(lane -> lane.write(copy));
        }
    }

    @Override
    public void commit() {
        session.requireUsable();
        lanes.forEach(UploadLane::finish);
        lanes.forEach(UploadLane::join);
        session.wrote(name);
    }

    @Override
    public void close() {
        lanes.forEach(UploadLane::abandon);
        lanes.forEach(UploadLane::join);
    }
}
