package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack.FrameContent;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** One pack being written, streamed to its upload. For one thread at a time. */
final class PackWriter implements AutoCloseable {
    private final BlobKind kind;
    private final RepositoryKeys keys;
    private final SecureRandom random;
    private final byte[] id = new byte[16];
    private final PackGroup group;
    private final Aead key;
    private final int headerLength;
    private final Store.Upload upload;
    private final TagDigest digest;
    private final CRC32C crc32c = new CRC32C();
    private final List<FrameContent> frames = new ArrayList<>();
    private int blobs;
    private int position;

    PackWriter(BlobKind kind, RepositoryKeys keys, SecureRandom random, Function<String, Store.Upload> uploads) {
        this.kind = kind;
        this.keys = keys;
        this.random = random;
        random.nextBytes(id);
        var fresh = PackGroup.fresh(kind, keys, random);
        this.group = fresh.group();
        this.key = fresh.key();
        byte[] header = new PackHeader(kind, keys.domainId(), List.of(group)).encode();
        this.headerLength = header.length;
        this.upload = uploads.apply(ObjectNames.pack(id));
        this.digest = new TagDigest(header);
        try {
            write(header, header.length);
        } catch (Throwable e) {
            upload.close();
            throw e;
        }
    }

    /** Seals and writes one frame; returns its sealed length. */
    int add(RawFrame raw, byte[] into) {
        int ordinal = frames.size();
        int sealedLength = raw.length() + Aead.TAG_LENGTH;
        var frame = new Frame(0, ordinal, position, sealedLength, raw.codec(), raw.rawLength());
        key.seal(ordinal, group.frameAad(keys.repositoryId(), kind, frame), raw.data(), 0, raw.length(), into, 0);
        frames.add(new FrameContent(frame, raw.blobs()));
        blobs += raw.blobs().size();
        digest.sealed(into, sealedLength);
        write(into, sealedLength);
        return sealedLength;
    }

    /** A frame before sealing. Its bytes may lie at the start of the array that it is sealed into. */
    record RawFrame(byte[] data, int length, int codec, int rawLength, List<FrameBlob> blobs) {
        RawFrame {
            blobs = List.copyOf(blobs);
        }
    }

    int size() {
        return position;
    }

    int blobs() {
        return blobs;
    }

    /** Ends the pack; afterwards it is durable. */
    FinishedPack finish(Padding way) {
        var ending = PackFooter.seal(frames, group, headerLength, position, way, keys);
        byte[] padding = new byte[ending.padding()];
        random.nextBytes(padding);
        write(padding, padding.length);
        write(ending.footer(), ending.footer().length);
        write(ending.trailer(), ending.trailer().length);
        digest.sealed(ending.footer(), ending.footer().length);
        upload.commit((int) crc32c.getValue());
        return new FinishedPack(
                new PackInfo(id, kind, position, (int) crc32c.getValue(), digest.finish(ending.trailer())), frames);
    }

    private void write(byte[] bytes, int length) {
        crc32c.update(bytes, 0, length);
        upload.write(ByteBuffer.wrap(bytes, 0, length));
        position += length;
    }

    @Override
    public void close() {
        upload.close();
    }
}
