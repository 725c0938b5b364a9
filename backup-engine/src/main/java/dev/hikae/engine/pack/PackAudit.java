package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack.FrameContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Opens whole packs and proves every blob against its id. */
public final class PackAudit {
    private final RepositoryKeys keys;

    public PackAudit(RepositoryKeys keys) {
        this.keys = keys;
    }

    /**
     * Opens every frame of a pack and recomputes every blob's id.
     *
     * @throws FormatException that says what is wrong
     */
    public void prove(byte[] pack) {
        try {
            PackHeader header = PackHeader.parse(ByteBuffer.wrap(pack));
            List<Aead> opened = new ArrayList<>();
            header.groups().forEach(g -> opened.add(g.open(keys)));
            for (FrameContent frame : contents(pack)) {
                prove(header, opened, frame, pack);
            }
        } catch (NotAuthenticException e) {
            throw new FormatException("does not open: " + e.getMessage(), e);
        }
    }

    private void prove(PackHeader header, List<Aead> opened, FrameContent content, byte[] pack) {
        Frame frame = content.frame();
        PackGroup group = header.group(frame.group());
        if (frame.offset() < 0 || frame.end() > pack.length) {
            throw new FormatException("has a frame outside itself");
        }
        byte[] aad = group.frameAad(keys.repositoryId(), header.kind(), frame);
        byte[] data = opened.get(frame.group()).open(frame.ordinal(), aad, pack, frame.offset(), frame.sealedLength());
        byte[] raw = Compression.decompress(data, frame.codec(), frame.rawLength());
        int offset = 0;
        for (FrameBlob blob : content.blobs()) {
            if (blob.length() < 0
                    || offset + blob.length() > raw.length
                    || !blob.kind()
                            .idOf(keys.blobIds(), raw, offset, blob.length())
                            .equals(blob.id())) {
                throw new FormatException("holds other bytes in the place of blob " + blob.id());
            }
            offset += blob.length();
        }
    }

    private List<FrameContent> contents(byte[] pack) {
        if (pack.length < PackFooter.TRAILER) {
            throw new FormatException("is too short to be a pack");
        }
        var trailer = PackFooter.trailer(ByteBuffer.wrap(pack, pack.length - PackFooter.TRAILER, PackFooter.TRAILER));
        long end = trailer.footerOffset() + trailer.footerLength();
        if (trailer.footerOffset() < 0 || trailer.footerLength() < 0 || end > pack.length) {
            throw new FormatException("has a footer outside itself");
        }
        PackHeader header = PackHeader.parse(ByteBuffer.wrap(pack));
        byte[] sealed = Arrays.copyOfRange(pack, (int) trailer.footerOffset(), (int) end);
        return PackFooter.open(trailer, header.group(0), sealed, keys);
    }
}
