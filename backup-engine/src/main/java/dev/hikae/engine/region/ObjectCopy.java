package dev.hikae.engine.region;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.snapshot.ObjectProof;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Copies one object from the first region that has a good copy. It becomes visible only after size and checksums
 * were right, so damage does not spread. Needs no key, and so takes a pack by its CRC-32C: whether nobody forged it
 * is for a check with the keys to say.
 */
final class ObjectCopy {
    private static final int PART = 256 << 10;

    private final NeededObject object;
    private final Region target;
    private final List<Region> sources;

    ObjectCopy(NeededObject object, Region target, List<Region> sources) {
        this.object = object;
        this.target = target;
        this.sources = sources;
    }

    void run() {
        for (Region source : sources) {
            Optional<InputStream> in = open(source);
            if (in.isPresent() && copied(source, in.get())) {
                return;
            }
        }
        throw new HikaeException(RegionError.NO_GOOD_COPY, object.name());
    }

    private Optional<InputStream> open(Region source) {
        try {
            return source.store().read(object.name(), 0, object.size() + 1);
        } catch (HikaeException e) {
            passOver(source, e);
            return Optional.empty();
        }
    }

    /** False when the source was not good; a failure of the target is thrown. */
    private boolean copied(Region source, InputStream in) {
        try (in;
                Store.Upload upload = target.store().upload(object.name())) {
            if (!pump(in, upload)) {
                return false;
            }
            commit(upload);
            return true;
        } catch (IOException e) {
            return false;
        } catch (HikaeException e) {
            target.failed(e);
            throw e;
        }
    }

    /** Another run may have been copying the same object at the same time. */
    private void commit(Store.Upload upload) {
        try {
            upload.commit(object.crc32c());
        } catch (HikaeException e) {
            boolean done = e.code() == StoreError.EXISTS
                    && target.store().size(object.name()).equals(Optional.of(object.size()));
            if (!done) {
                throw e.code() == StoreError.EXISTS
                        ? new HikaeException(e, RegionError.COPY_DIFFERS, target.name(), object.name())
                        : e;
            }
        }
    }

    /** Whether exactly the right bytes went through. */
    private boolean pump(InputStream in, Store.Upload upload) throws IOException {
        var proof = new ObjectProof(object);
        byte[] part = new byte[PART];
        for (int n = fill(in, part); n > 0; n = fill(in, part)) {
            proof.update(part, 0, n);
            upload.write(ByteBuffer.wrap(part, 0, n));
        }
        return proof.holds();
    }

    /** A source's failure must not be taken for the target's. */
    private static int fill(InputStream in, byte[] part) throws IOException {
        try {
            return in.readNBytes(part, 0, PART);
        } catch (StoreException e) {
            throw new IOException(e);
        }
    }

    private static void passOver(Region source, HikaeException e) {
        if (e.code().failure() == Failure.CANCELLED) {
            throw e;
        }
        source.failed(e);
    }
}
