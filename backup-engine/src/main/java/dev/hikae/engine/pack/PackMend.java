package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack.FrameContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Puts a pack together from damaged copies, frame by frame: each frame proves itself, and so do the header with the
 * keys, the footer and the trailer. The padding, which carries no meaning and which nothing but the CRC-32C binds, is taken from a
 * copy where that fits; else it is made so that it fits.
 */
public final class PackMend {
    private final RepositoryKeys keys;

    public PackMend(RepositoryKeys keys) {
        this.keys = keys;
    }

    /**
     * What could be saved.
     *
     * @param pack the whole pack, if all could
     * @param lost otherwise: numbers of the frames of which no copy is good; empty when nothing can be told, not even where frames lie
     */
    public record Mended(Optional<byte[]> pack, Optional<BitSet> lost) {
        private static final Mended NOTHING = new Mended(Optional.empty(), Optional.empty());
    }

    private record Opened(byte[] header, PackHeader parsed, List<Aead> groups) {}

    private record Ended(PackFooter.Trailer trailer, byte[] bytes) {}

    private record Listed(byte[] footer, List<FrameContent> frames) {}

    /**
     * @param copies of any size, damaged anywhere
     * @param size of the whole pack
     */
    public Mended mend(List<ByteBuffer> copies, int size, int crc32c, ObjectDigest digest) {
        Mended best = Mended.NOTHING;
        for (Ended end : ends(copies, size)) {
            for (Opened opened : headers(copies, end.trailer().headerLength())) {
                for (ByteBuffer copy : copies) {
                    Mended mended = footer(copy, end, opened, size)
                            .map(listed -> assemble(copies, new Parts(opened, end, listed, size, crc32c, digest)))
                            .orElse(Mended.NOTHING);
                    if (mended.pack().isPresent()) {
                        return mended;
                    }
                    best = best.lost().isPresent() ? best : mended;
                }
            }
        }
        return best;
    }

    private record Parts(Opened opened, Ended end, Listed listed, int size, int crc32c, ObjectDigest digest) {}

    private static List<Ended> ends(List<ByteBuffer> copies, int size) {
        List<Ended> ends = new ArrayList<>();
        for (ByteBuffer copy : copies) {
            bytes(copy, size - PackFooter.TRAILER, PackFooter.TRAILER).ifPresent(bytes -> {
                try {
                    ends.add(new Ended(PackFooter.trailer(ByteBuffer.wrap(bytes)), bytes));
                } catch (FormatException e) {
                    // Another copy may be whole there.
                }
            });
        }
        return ends;
    }

    private List<Opened> headers(List<ByteBuffer> copies, int length) {
        List<Opened> headers = new ArrayList<>();
        for (ByteBuffer copy : copies) {
            bytes(copy, 0, length).ifPresent(bytes -> {
                try {
                    PackHeader header = PackHeader.parse(ByteBuffer.wrap(bytes));
                    headers.add(new Opened(
                            bytes,
                            header,
                            header.groups().stream().map(g -> g.open(keys)).toList()));
                } catch (FormatException | NotAuthenticException e) {
                    // Another copy may be whole there.
                }
            });
        }
        return headers;
    }

    private Optional<Listed> footer(ByteBuffer copy, Ended end, Opened opened, int size) {
        PackFooter.Trailer trailer = end.trailer();
        if (trailer.footerOffset() < 0 || trailer.footerOffset() > size) {
            return Optional.empty();
        }
        return bytes(copy, (int) trailer.footerOffset(), trailer.footerLength()).flatMap(bytes -> {
            try {
                return Optional.of(new Listed(
                        bytes, PackFooter.open(trailer, opened.parsed().group(0), bytes, keys)));
            } catch (FormatException | NotAuthenticException e) {
                return Optional.empty();
            }
        });
    }

    private Mended assemble(List<ByteBuffer> copies, Parts parts) {
        byte[] pack = new byte[parts.size()];
        var lost = new BitSet();
        System.arraycopy(parts.opened().header(), 0, pack, 0, parts.opened().header().length);
        int end = parts.opened().header().length;
        for (int i = 0; i < parts.listed().frames().size(); i++) {
            Frame frame = parts.listed().frames().get(i).frame();
            lost.set(i, !put(copies, parts.opened(), frame, pack));
            end = Math.max(end, frame.end());
        }
        int footer = (int) parts.end().trailer().footerOffset();
        System.arraycopy(
                parts.listed().footer(), 0, pack, footer, parts.listed().footer().length);
        System.arraycopy(parts.end().bytes(), 0, pack, parts.size() - PackFooter.TRAILER, PackFooter.TRAILER);
        if (!lost.isEmpty() || end > footer || !pad(copies, pack, end, footer, parts.crc32c())) {
            return new Mended(Optional.empty(), Optional.of(lost));
        }
        try {
            new PackAudit(keys).prove(pack, parts.digest());
            return new Mended(Optional.of(pack), Optional.empty());
        } catch (FormatException e) {
            return new Mended(Optional.empty(), Optional.of(lost));
        }
    }

    /** Takes a frame from the first copy in which it opens. */
    private boolean put(List<ByteBuffer> copies, Opened opened, Frame frame, byte[] pack) {
        if (frame.offset() < 0
                || frame.sealedLength() < Aead.TAG_LENGTH
                || (long) frame.offset() + frame.sealedLength() > pack.length
                || frame.group() >= opened.groups().size()) {
            return false;
        }
        PackGroup group = opened.parsed().group(frame.group());
        byte[] aad = group.frameAad(keys.repositoryId(), opened.parsed().kind(), frame);
        for (ByteBuffer copy : copies) {
            Optional<byte[]> sealed = bytes(copy, frame.offset(), frame.sealedLength());
            if (sealed.isPresent()) {
                try {
                    opened.groups()
                            .get(frame.group())
                            .open(frame.ordinal(), aad, sealed.get(), 0, frame.sealedLength());
                    System.arraycopy(sealed.get(), 0, pack, frame.offset(), frame.sealedLength());
                    return true;
                } catch (NotAuthenticException e) {
                    // Another copy may be whole there.
                }
            }
        }
        return false;
    }

    private static boolean pad(List<ByteBuffer> copies, byte[] pack, int from, int to, int crc32c) {
        if (crc(pack) == crc32c) {
            return true;
        }
        for (ByteBuffer copy : copies) {
            Optional<byte[]> padding = bytes(copy, from, to - from);
            if (padding.isPresent()) {
                System.arraycopy(padding.get(), 0, pack, from, to - from);
                if (crc(pack) == crc32c) {
                    return true;
                }
            }
        }
        return to - from >= Crc32cFit.LENGTH && Crc32cFit.fit(pack, to - Crc32cFit.LENGTH, crc32c);
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    private static Optional<byte[]> bytes(ByteBuffer copy, int from, int length) {
        if (from < 0 || length < 0 || (long) from + length > copy.limit()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        copy.get(from, bytes);
        return Optional.of(bytes);
    }
}
