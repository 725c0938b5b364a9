package dev.hikae.engine.index;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.FinishedPack.FrameContent;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.FrameBlob;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What is said of packs, in a few bytes each: frames in order, and where blobs lie, in whatever order these are told. The sum is of
 * digests that begin with a secret of this process, so nobody can make other places of the same sum.
 */
final class PackClaims {
    private final byte[] secret;
    private final MessageDigest sha256 = Digests.newSha256();
    private final ByteBuffer place;

    /** @param secret 16 random bytes, the same for all that is compared */
    PackClaims(byte[] secret) {
        this.secret = secret.clone();
        this.place = ByteBuffer.allocate(secret.length + 2 * Long.BYTES + 3 * Integer.BYTES);
    }

    /** What comes of it. */
    record Said(long blobs, long high, long low, ByteBuffer frames) {}

    /** One pack, while its blobs are told. */
    static final class Sum {
        private long blobs;
        private long high;
        private long low;
    }

    void add(Sum sum, long idHigh, long idLow, int frame, int offset, int length) {
        place.clear();
        place.put(secret)
                .putLong(idHigh)
                .putLong(idLow)
                .putInt(frame)
                .putInt(offset)
                .putInt(length);
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest(place.array()));
        sum.blobs++;
        sum.high += digest.getLong();
        sum.low += digest.getLong();
    }

    Said said(Sum sum, Iterable<Frame> frames) {
        var one = ByteBuffer.allocate(Frame.LENGTH);
        for (Frame frame : frames) {
            frame.write(one.clear());
            sha256.update(one.array());
        }
        return new Said(sum.blobs, sum.high, sum.low, ByteBuffer.wrap(Arrays.copyOf(sha256.digest(), 16)));
    }

    /** What a pack says of itself. */
    Said of(FinishedPack pack) {
        var sum = new Sum();
        for (int frame = 0; frame < pack.frames().size(); frame++) {
            FrameContent content = pack.frames().get(frame);
            int offset = 0;
            for (FrameBlob blob : content.blobs()) {
                add(sum, blob.id().a(), blob.id().b(), frame, offset, blob.length());
                offset += blob.length();
            }
        }
        return said(sum, pack.frames().stream().map(FrameContent::frame).toList());
    }
}
