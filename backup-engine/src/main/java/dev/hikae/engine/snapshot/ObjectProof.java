package dev.hikae.engine.snapshot;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Whether bytes, given in order, are the object that an outcome lists: size, CRC-32C, and the digest if it is of all
 * bytes. Needs no key; a digest of tags is for {@link dev.hikae.engine.pack.PackAudit}.
 */
public final class ObjectProof {
    private final NeededObject object;
    private final CRC32C crc = new CRC32C();
    private final Optional<MessageDigest> sha256;
    private long size;

    public ObjectProof(NeededObject object) {
        this.object = object;
        this.sha256 =
                object.digest().form() == ObjectDigest.Form.BYTES ? Optional.of(Digests.newSha256()) : Optional.empty();
    }

    public void update(byte[] bytes, int from, int length) {
        update(ByteBuffer.wrap(bytes, from, length));
    }

    /** Leaves the buffer's position alone. */
    public void update(ByteBuffer bytes) {
        sha256.ifPresent(d -> d.update(bytes.duplicate()));
        crc.update(bytes.duplicate());
        size += bytes.remaining();
    }

    /** So far. */
    public long size() {
        return size;
    }

    /** Ends it. */
    public boolean holds() {
        return size == object.size()
                && (int) crc.getValue() == object.crc32c()
                && sha256.map(d -> object.digest().is(ObjectDigest.Form.BYTES, d.digest()))
                        .orElse(true);
    }
}
