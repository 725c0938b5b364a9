package dev.hikae.engine.pack;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack.FrameContent;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.ObjectProof;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes packs of what lives in others, by copying sealed frames with their key groups. Content is not opened, so no reader key is
 * needed: with one, every frame that is copied is tried first; without one, all regions must have the same bytes, since a copy
 * that one region altered would otherwise come to all.
 */
public final class PackCopy {
    /** A pack with more would have a header worth many frames. */
    public static final int MOST_GROUPS = 100;

    private final Regions regions;
    private final RepositoryKeys keys;
    private final SecureRandom random;
    private final boolean opens;

    public PackCopy(Regions regions, RepositoryKeys keys, SecureRandom random) {
        this.regions = regions;
        this.keys = keys;
        this.random = random;
        this.opens = keys.keyring().readerKeys().stream()
                .anyMatch(k -> k.privateKeys().isPresent());
    }

    /** A source is not what it should be, and nothing may be made of it. */
    public static final class UnusableSource extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Part part;

        UnusableSource(Part part, RuntimeException why) {
            super(why.getMessage(), why);
            this.part = part;
        }

        public Part part() {
            return part;
        }
    }

    /**
     * A pack and which of its frames are wanted.
     *
     * @param object as outcomes list it
     */
    public record Part(NeededObject object, BlobKind kind, BitSet frames) {}

    /** A part whose header and footer were read. */
    public static final class Source {
        private final Part part;
        private final PackHeader header;
        private final List<PackGroup> used;
        private final List<FrameContent> wanted;

        private Source(Part part, PackHeader header, List<FrameContent> frames) {
            this.part = part;
            this.header = header;
            this.wanted = part.frames().stream().mapToObj(frames::get).toList();
            this.used = new ArrayList<>();
            for (FrameContent frame : wanted) {
                PackGroup group = header.group(frame.frame().group());
                if (used.stream().noneMatch(group::isSame)) {
                    used.add(group);
                }
            }
        }

        public Part part() {
            return part;
        }
    }

    /**
     * Reads header and footer of a source.
     *
     * @throws UnusableSource when they do not open, or say something else than the index does
     */
    public Source source(Part part) {
        NeededObject object = part.object();
        try {
            PackFooter.Trailer trailer = regions.read(
                    object.name(),
                    object.size() - PackFooter.TRAILER,
                    PackFooter.TRAILER,
                    List.of(),
                    ReadObserver.NONE,
                    PackFooter::trailer);
            PackHeader header = regions.read(
                    object.name(), 0, trailer.headerLength(), List.of(), ReadObserver.NONE, PackHeader::parse);
            List<FrameContent> frames = new FooterReader(regions, List.of(), keys, ReadObserver.NONE)
                    .read(object.name(), object.size(), object.crc32c(), object.digest())
                    .frames();
            require(header.kind() == part.kind(), "is a pack of another kind");
            require(Arrays.equals(header.domainId(), keys.domainId()), "is of another domain");
            require(part.frames().length() <= frames.size(), "has fewer frames than the index says");
            return new Source(part, header, frames);
        } catch (FormatException | HikaeException e) {
            throw unusable(part, e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new FormatException(otherwise);
        }
    }

    /** A region that does not answer, and a stop, say nothing about the pack. */
    private static RuntimeException unusable(Part part, RuntimeException e) {
        if (e instanceof HikaeException known) {
            switch (known.code().failure()) {
                case UNREACHABLE, CANCELLED -> {
                    return known;
                }
                default -> {}
            }
        }
        return new UnusableSource(part, e);
    }

    /**
     * Copies what is wanted of these sources, all of one kind, into one pack.
     *
     * @throws UnusableSource when one is damaged; then no pack was made
     */
    public FinishedPack copy(List<Source> sources, Function<String, Store.Upload> uploads) {
        List<PackGroup> groups = new ArrayList<>();
        sources.forEach(s -> s.used.stream()
                .filter(g -> groups.stream().noneMatch(g::isSame))
                .forEach(groups::add));
        BlobKind kind = sources.getFirst().part.kind();
        try (var pack = new CopiedPack(kind, groups, keys, random, uploads)) {
            for (Source source : sources) {
                byte[] whole = whole(source);
                for (FrameContent frame : source.wanted) {
                    pack.add(whole, frame, source.header.group(frame.frame().group()));
                }
            }
            return pack.finish();
        }
    }

    /** The whole pack from a region in which it is right. */
    private byte[] whole(Source source) {
        NeededObject object = source.part.object();
        try {
            byte[] whole = regions.read(
                    object.name(), 0, object.size(), List.of(), ReadObserver.NONE, bytes -> proved(source, bytes));
            if (!opens) {
                requireSame(object, whole);
            }
            return whole;
        } catch (FormatException | HikaeException e) {
            throw unusable(source.part, e);
        }
    }

    private byte[] proved(Source source, ByteBuffer bytes) {
        NeededObject object = source.part.object();
        byte[] whole = array(bytes);
        var proof = new ObjectProof(object);
        proof.update(whole, 0, whole.length);
        require(proof.holds(), "has a wrong checksum");
        new PackAudit(keys).identify(whole, object.digest());
        PackHeader header = PackHeader.parse(ByteBuffer.wrap(whole));
        Map<Integer, Aead> opened = new HashMap<>();
        for (FrameContent content : source.wanted) {
            Frame frame = content.frame();
            PackGroup group = header.group(frame.group());
            require(group.isSame(source.header.group(frame.group())), "has another header than it had before");
            if (opens) {
                requireOpens(header, opened, frame, whole);
            }
        }
        return whole;
    }

    private static byte[] array(ByteBuffer bytes) {
        if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == bytes.remaining()) {
            return bytes.array();
        }
        byte[] whole = new byte[bytes.remaining()];
        bytes.duplicate().get(whole);
        return whole;
    }

    private void requireOpens(PackHeader header, Map<Integer, Aead> opened, Frame frame, byte[] whole) {
        PackGroup group = header.group(frame.group());
        try {
            byte[] aad = group.frameAad(keys.repositoryId(), header.kind(), frame);
            opened.computeIfAbsent(frame.group(), g -> group.open(keys))
                    .open(frame.ordinal(), aad, whole, frame.offset(), frame.sealedLength());
        } catch (NotAuthenticException e) {
            throw new FormatException("does not open: " + e.getMessage(), e);
        }
    }

    private void requireSame(NeededObject object, byte[] whole) {
        byte[] sha256 = Digests.sha256(whole);
        for (RegionName region : regions.names()) {
            if (!regions.down().containsKey(region)) {
                Optional<byte[]> there = sha256(region, object);
                require(there.isEmpty() || Arrays.equals(there.get(), sha256), "differs from region to region");
            }
        }
    }

    private Optional<byte[]> sha256(RegionName region, NeededObject object) {
        Optional<InputStream> found = regions.store(region).read(object.name(), 0, object.size());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = found.get()) {
            MessageDigest digest = Digests.newSha256();
            byte[] buffer = new byte[128 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return Optional.of(digest.digest());
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.DAMAGED, object.name(), region, String.valueOf(e.getMessage()));
        }
    }
}
