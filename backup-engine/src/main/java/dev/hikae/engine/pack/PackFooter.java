package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.CommittedKey;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.Kdf;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack.FrameContent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The sealed list of frames at a pack's end, and the fixed trailer that finds it. */
final class PackFooter {
    static final int TRAILER = 64;
    private static final int FOOTER_UNIT = 1 << 10;
    private static final byte[] END = "HIKAE1PE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AAD = "HIKAE1FT".getBytes(StandardCharsets.US_ASCII);

    private PackFooter() {}

    /** Where the footer lies, as the trailer says. */
    record Trailer(byte[] commitment, long footerOffset, int footerLength, int headerLength) {
        Trailer requireInside(long size) {
            if (footerOffset < 0
                    || footerLength < Aead.TAG_LENGTH
                    || footerOffset > size - footerLength
                    || headerLength < 0
                    || headerLength > size) {
                throw new FormatException("has a footer outside itself");
            }
            return this;
        }
    }

    /** Length of a frame's entry. */
    static int entryLength(int blobs) {
        return Frame.LENGTH + 4 + blobs * (1 + BlobId.LENGTH + 4);
    }

    /** What ends a pack whose frames end at {@code end}. */
    static Ending seal(
            List<FrameContent> frames, PackGroup first, int headerLength, long end, Padding way, RepositoryKeys keys) {
        byte[] plain = encode(frames);
        CommittedKey key = key(first.salt(), keys);
        byte[] sealed = key.aead().seal(0, aad(keys.repositoryId(), first.salt()), plain);
        long used = end + sealed.length + TRAILER;
        int padding = (int) (way.padded(used) - used);
        var trailer = ByteBuffer.allocate(TRAILER)
                .put(key.commitment())
                .putLong(end + padding)
                .putInt(sealed.length)
                .putInt(headerLength)
                .putInt(0);
        int crc = Digests.crc32c(trailer.duplicate().flip());
        return new Ending(padding, sealed, trailer.putInt(crc).put(END).array());
    }

    /** Length of the random padding, then the sealed footer and the trailer. */
    record Ending(int padding, byte[] footer, byte[] trailer) {}

    private static byte[] encode(List<FrameContent> frames) {
        int length = 4;
        for (FrameContent frame : frames) {
            length += entryLength(frame.blobs().size());
        }
        var out = ByteBuffer.allocate((length + FOOTER_UNIT - 1) / FOOTER_UNIT * FOOTER_UNIT);
        out.putInt(frames.size());
        for (FrameContent frame : frames) {
            frame.frame().write(out);
            out.putInt(frame.blobs().size());
            for (FrameBlob blob : frame.blobs()) {
                out.put(blob.kind().code());
                blob.id().write(out);
                out.putInt(blob.length());
            }
        }
        return out.array();
    }

    static Trailer trailer(ByteBuffer at) {
        ByteBuffer in = at.slice();
        if (in.remaining() != TRAILER) {
            throw new FormatException("is too short to be a pack");
        }
        int crc = Digests.crc32c(in.duplicate().limit(in.position() + 52));
        byte[] commitment = new byte[32];
        in.get(commitment);
        var trailer = new Trailer(commitment, in.getLong(), in.getInt(), in.getInt());
        in.getInt();
        boolean crcHolds = in.getInt() == crc;
        byte[] end = new byte[8];
        in.get(end);
        if (!crcHolds || !Arrays.equals(end, END)) {
            throw new FormatException("has a damaged trailer");
        }
        return trailer;
    }

    /** Opens a sealed footer. */
    static List<FrameContent> open(Trailer trailer, PackGroup first, byte[] sealed, RepositoryKeys keys) {
        Aead aead =
                key(first.salt(), keys).requireCommitment(trailer.commitment()).aead();
        var in = ByteBuffer.wrap(aead.open(0, aad(keys.repositoryId(), first.salt()), sealed));
        try {
            int count = in.getInt();
            var frames = new ArrayList<FrameContent>();
            for (int i = 0; i < count; i++) {
                frames.add(content(in));
            }
            return frames;
        } catch (BufferUnderflowException e) {
            throw new FormatException("has a footer that is cut off", e);
        }
    }

    private static FrameContent content(ByteBuffer in) {
        Frame frame = Frame.read(in);
        int count = in.getInt();
        var blobs = new ArrayList<FrameBlob>();
        for (int i = 0; i < count; i++) {
            blobs.add(new FrameBlob(BlobKind.of(in.get()), BlobId.read(in), in.getInt()));
        }
        return new FrameContent(frame, blobs);
    }

    private static CommittedKey key(byte[] salt, RepositoryKeys keys) {
        return Kdf.derive(keys.metadata(), salt, "footer", keys.repositoryId(), new byte[0]);
    }

    private static byte[] aad(byte[] repositoryId, byte[] salt) {
        return ByteBuffer.allocate(8 + 16 + 32)
                .put(AAD)
                .put(repositoryId)
                .put(salt)
                .array();
    }
}
