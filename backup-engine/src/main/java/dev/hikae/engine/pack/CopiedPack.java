package dev.hikae.engine.pack;

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

/** One pack being put together from sealed frames of others, streamed to its upload. For one thread. */
final class CopiedPack implements AutoCloseable {
    private final BlobKind kind;
    private final RepositoryKeys keys;
    private final SecureRandom random;
    private final byte[] id = new byte[16];
    private final List<PackGroup> groups;
    private final int headerLength;
    private final Store.Upload upload;
    private final TagDigest digest;
    private final CRC32C crc32c = new CRC32C();
    private final List<FrameContent> frames = new ArrayList<>();
    private int position;

    /** @param copied groups that frames will come from */
    CopiedPack(
            BlobKind kind,
            List<PackGroup> copied,
            RepositoryKeys keys,
            SecureRandom random,
            Function<String, Store.Upload> uploads) {
        this.kind = kind;
        this.keys = keys;
        this.random = random;
        this.groups = new ArrayList<>(List.of(PackGroup.ofFooter(keys, random)));
        this.groups.addAll(copied);
        random.nextBytes(id);
        byte[] header = new PackHeader(kind, keys.domainId(), groups).encode();
        this.headerLength = header.length;
        this.digest = new TagDigest(header);
        this.upload = uploads.apply(ObjectNames.pack(id));
        try {
            write(header, 0, header.length);
        } catch (Throwable e) {
            upload.close();
            throw e;
        }
    }

    /** Copies one frame, sealed as it is, out of a whole pack. */
    void add(byte[] pack, FrameContent content, PackGroup group) {
        Frame old = content.frame();
        var frame = new Frame(number(group), old.ordinal(), position, old.sealedLength(), old.codec(), old.rawLength());
        frames.add(new FrameContent(frame, content.blobs()));
        digest.sealed(pack, old.end());
        write(pack, old.offset(), old.sealedLength());
    }

    private int number(PackGroup group) {
        for (int i = 1; i < groups.size(); i++) {
            if (groups.get(i).isSame(group)) {
                return i;
            }
        }
        throw new IllegalArgumentException("bug: a frame of a group that was not announced");
    }

    /** Ends the pack; afterwards it is durable. What it holds says its size, as with a session's last packs. */
    FinishedPack finish() {
        var ending = PackFooter.seal(frames, groups.getFirst(), headerLength, position, Padding.LAST, keys);
        byte[] padding = new byte[ending.padding()];
        random.nextBytes(padding);
        write(padding, 0, padding.length);
        write(ending.footer(), 0, ending.footer().length);
        write(ending.trailer(), 0, ending.trailer().length);
        digest.sealed(ending.footer(), ending.footer().length);
        upload.commit();
        return new FinishedPack(
                new PackInfo(id, kind, position, (int) crc32c.getValue(), digest.finish(ending.trailer())), frames);
    }

    private void write(byte[] bytes, int from, int length) {
        crc32c.update(bytes, from, length);
        upload.write(ByteBuffer.wrap(bytes, from, length));
        position += length;
    }

    @Override
    public void close() {
        upload.close();
    }
}
