package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack.FrameContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Opens whole packs and proves every blob against its id. */
public final class PackAudit {
    private final RepositoryKeys keys;

    public PackAudit(RepositoryKeys keys) {
        this.keys = keys;
    }

    /**
     * Opens every frame of a pack, recomputes every blob's id and compares the digest of its tags, where it has one.
     *
     * @throws FormatException that says what is wrong
     */
    public void prove(byte[] pack, ObjectDigest digest) {
        audit(pack, digest, true);
    }

    /**
     * Compares the digest of a pack's tags, where it has one. Opens the footer only, so needs no reader key; bytes of a
     * frame other than its tag are for {@link #prove}.
     *
     * @throws FormatException that says what is wrong
     */
    public void identify(byte[] pack, ObjectDigest digest) {
        audit(pack, digest, false);
    }

    /**
     * What a pack holds by its own footer, if its tags have the digest that is listed; size and checksum are the caller's to compare.
     *
     * @throws FormatException that says what is wrong
     */
    public FinishedPack read(String name, byte[] pack, int crc32c, ObjectDigest digest) {
        identify(pack, digest);
        PackHeader header = PackHeader.parse(ByteBuffer.wrap(pack));
        byte[] id = HexFormat.of().parseHex(name.substring(name.lastIndexOf('/') + 1));
        try {
            return new FinishedPack(
                    new PackInfo(id, header.kind(), pack.length, crc32c, digest),
                    contents(pack, trailer(pack), header));
        } catch (NotAuthenticException e) {
            throw new FormatException("does not open: " + e.getMessage(), e);
        }
    }

    private void audit(byte[] pack, ObjectDigest digest, boolean open) {
        try {
            PackHeader header = PackHeader.parse(ByteBuffer.wrap(pack));
            List<Aead> opened = new ArrayList<>();
            if (open) {
                header.groups().forEach(g -> opened.add(g.open(keys)));
            }
            var trailer = trailer(pack);
            var tags = new TagDigest(Arrays.copyOf(pack, trailer.headerLength()));
            for (FrameContent frame : contents(pack, trailer, header)) {
                requireInside(frame.frame(), pack);
                if (open) {
                    prove(header, opened, frame, pack);
                }
                tags.sealed(pack, frame.frame().end());
            }
            tags.sealed(pack, (int) (trailer.footerOffset() + trailer.footerLength()));
            var found = tags.finish(Arrays.copyOfRange(pack, pack.length - PackFooter.TRAILER, pack.length));
            if (digest.form() == ObjectDigest.Form.TAGS && !digest.equals(found)) {
                throw new FormatException("has other tags");
            }
        } catch (NotAuthenticException e) {
            throw new FormatException("does not open: " + e.getMessage(), e);
        }
    }

    private static void requireInside(Frame frame, byte[] pack) {
        if (frame.offset() < 0
                || frame.sealedLength() < Aead.TAG_LENGTH
                || (long) frame.offset() + frame.sealedLength() > pack.length) {
            throw new FormatException("has a frame outside itself");
        }
    }

    private void prove(PackHeader header, List<Aead> opened, FrameContent content, byte[] pack) {
        Frame frame = content.frame();
        PackGroup group = header.group(frame.group());
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

    private static PackFooter.Trailer trailer(byte[] pack) {
        if (pack.length < PackFooter.TRAILER) {
            throw new FormatException("is too short to be a pack");
        }
        return PackFooter.trailer(ByteBuffer.wrap(pack, pack.length - PackFooter.TRAILER, PackFooter.TRAILER))
                .requireInside(pack.length);
    }

    private List<FrameContent> contents(byte[] pack, PackFooter.Trailer trailer, PackHeader header) {
        long end = trailer.footerOffset() + trailer.footerLength();
        byte[] sealed = Arrays.copyOfRange(pack, (int) trailer.footerOffset(), (int) end);
        return PackFooter.open(trailer, header.group(0), sealed, keys);
    }
}
