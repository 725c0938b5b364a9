package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;

/** One large object on its way to the only region: nothing is copied, and the caller's thread does the work. */
final class DirectUpload implements Store.Upload {
    private final SessionWriter session;
    private final String name;
    private final Region region;
    private final Store.Upload upload;

    DirectUpload(SessionWriter session, String name, Region region) {
        this.session = session;
        this.name = name;
        this.region = region;
        this.upload = opened();
    }

    private Store.Upload opened() {
        try {
            return region.store().upload(name);
        } catch (HikaeException e) {
            throw lost(e);
        }
    }

    @Override
    public void write(ByteBuffer part) {
        session.requireUsable();
        try {
            upload.write(part);
        } catch (HikaeException e) {
            throw lost(e);
        }
    }

    @Override
    public void lend(ByteBuffer part, Runnable done) {
        session.requireUsable();
        try {
            upload.lend(part, done);
        } catch (HikaeException e) {
            throw lost(e);
        }
    }

    @Override
    public void commit() {
        commit(upload::commit);
    }

    @Override
    public void commit(int crc32c) {
        commit(() -> upload.commit(crc32c));
    }

    private void commit(Runnable how) {
        session.requireUsable();
        try {
            how.run();
        } catch (HikaeException e) {
            throw lost(e);
        }
        session.wrote(name);
    }

    /** Without its only region the session says why it ends. */
    private HikaeException lost(HikaeException why) {
        session.drop(region, why);
        try {
            session.requireUsable();
        } catch (HikaeException e) {
            return e;
        }
        throw new IllegalStateException("bug: a session goes on without any region", why);
    }

    @Override
    public void close() {
        upload.close();
    }
}
