package dev.hikae.engine.scrub;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.PackAudit;
import dev.hikae.engine.snapshot.ObjectProof;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Whether bytes are the object that outcomes list. Holds one pack in memory; an index object may be longer than that. */
final class ObjectAudit {
    private final PackAudit packs;
    private final boolean open;

    /** @param open whether packs are decrypted and every blob compared with its id */
    ObjectAudit(RepositoryKeys keys, boolean open) {
        this.packs = new PackAudit(keys);
        this.open = open;
    }

    /**
     * Reads to the end.
     *
     * @param read hears how many bytes came
     * @throws FormatException that says what is wrong
     * @throws IOException when they do not come
     */
    void check(NeededObject object, InputStream in, LongConsumer read) throws IOException {
        if (object.name().startsWith(ObjectNames.PACKS)) {
            byte[] pack = in.readNBytes(Math.toIntExact(object.size() + 1));
            read.accept(pack.length);
            check(object, pack);
            return;
        }
        var proof = new ObjectProof(object);
        byte[] buffer = new byte[128 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            proof.update(buffer, 0, n);
            read.accept(n);
        }
        requireSize(object, proof.size());
        requireProof(proof);
    }

    /** The same of bytes in memory. */
    void check(NeededObject object, byte[] bytes) {
        requireSize(object, bytes.length);
        var proof = new ObjectProof(object);
        proof.update(bytes, 0, bytes.length);
        requireProof(proof);
        if (object.name().startsWith(ObjectNames.PACKS)) {
            if (open) {
                packs.prove(bytes, object.digest());
            } else {
                packs.identify(bytes, object.digest());
            }
        }
    }

    private static void requireSize(NeededObject object, long size) {
        if (size != object.size()) {
            throw new FormatException("has " + size + " bytes instead of " + object.size());
        }
    }

    private static void requireProof(ObjectProof proof) {
        if (!proof.holds()) {
            throw new FormatException("has a wrong checksum");
        }
    }
}
