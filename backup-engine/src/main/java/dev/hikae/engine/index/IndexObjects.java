package dev.hikae.engine.index;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Index objects as some regions have them. Memory does not grow with their size. */
final class IndexObjects {
    private static final Logger LOG = LoggerFactory.getLogger(IndexObjects.class);
    /** Up to this size an object is read at once. */
    private static final int SMALL = 2 << 20;
    /** Blocks read at once of a larger one. */
    private static final int BLOCKS = 32;

    private final Regions regions;
    private final List<RegionName> order;
    private final RepositoryKeys keys;
    private final ReadObserver observer;
    private final SegmentFolder folder;

    IndexObjects(
            Regions regions, List<RegionName> order, RepositoryKeys keys, ReadObserver observer, SegmentFolder folder) {
        this.regions = regions;
        this.order = List.copyOf(order);
        this.keys = keys;
        this.observer = observer;
        this.folder = folder;
    }

    /** Reads a whole object, from the first region that has it as it is listed; why not, when none has. */
    Optional<HikaeException> failure(NeededObject object, List<Source> into) {
        try {
            into.add(Source.of(fetch(object), object));
            return Optional.empty();
        } catch (HikaeException e) {
            if (e.code().failure() == Failure.UNREACHABLE) {
                throw e;
            }
            return Optional.of(e);
        } catch (FormatException e) {
            return Optional.of(damaged(object, String.valueOf(e.getMessage())));
        }
    }

    /** @throws HikaeException when no region can give it */
    IndexTable fetch(NeededObject object) {
        if (object.size() <= SMALL) {
            byte[] plain =
                    regions.read(object.name(), 0, object.size(), order, observer, bytes -> opened(object, bytes));
            return IndexTable.of(MappedBytes.of(plain));
        }
        try {
            return spooled(object, order);
        } catch (WrongDigest e) {
            return fromOneRegion(object, e);
        }
    }

    /** Blocks of it are authentic one by one, so that a whole of the wrong digest is another object under this name. */
    private IndexTable fromOneRegion(NeededObject object, WrongDigest why) {
        for (RegionName region : order.isEmpty() ? regions.names() : order) {
            try {
                return spooled(object, List.of(region));
            } catch (WrongDigest | HikaeException e) {
                why.addSuppressed(e);
            }
        }
        throw damaged(object, "has a wrong checksum");
    }

    private HikaeException damaged(NeededObject object, String what) {
        RegionName region = (order.isEmpty() ? regions.names() : order).getFirst();
        return new HikaeException(EngineError.DAMAGED, object.name(), region, what);
    }

    private byte[] opened(NeededObject object, ByteBuffer bytes) {
        byte[] sealed = new byte[bytes.remaining()];
        bytes.get(sealed);
        if (!object.digest().equals(ObjectDigest.ofBytes(Digests.sha256(sealed)))) {
            throw new FormatException("has a wrong checksum");
        }
        var codec = IndexCodec.of(ByteBuffer.wrap(sealed), sealed.length, keys);
        byte[] plain = codec.open(0, codec.blocks(), Arrays.copyOfRange(sealed, IndexCodec.HEAD, sealed.length));
        IndexTable.of(MappedBytes.of(plain));
        return plain;
    }

    /** Another object than the one that is listed. */
    private static final class WrongDigest extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record Opened(byte[] sealed, byte[] plain) {}

    private IndexTable spooled(NeededObject object, List<RegionName> from) {
        IndexCodec codec = head(object, from);
        MessageDigest digest = Digests.newSha256();
        digest.update(codec.head());
        IndexTable table = folder.scratch(file -> {
            for (int first = 0; first < codec.blocks(); first += BLOCKS) {
                Opened opened = blocks(object, codec, first, Math.min(BLOCKS, codec.blocks() - first), from);
                digest.update(opened.sealed());
                file.append(ByteBuffer.wrap(opened.plain()));
            }
            return IndexTable.of(MappedBytes.map(file.channel(), codec.length()));
        });
        if (!object.digest().equals(ObjectDigest.ofBytes(digest.digest()))) {
            throw new WrongDigest();
        }
        return table;
    }

    private IndexCodec head(NeededObject object, List<RegionName> from) {
        return regions.read(
                object.name(), 0, IndexCodec.HEAD, from, observer, bytes -> IndexCodec.of(bytes, object.size(), keys));
    }

    private Opened blocks(NeededObject object, IndexCodec codec, int first, int count, List<RegionName> from) {
        long start = codec.at(first);
        int length = (int) (codec.at(first + count) - start);
        return regions.read(object.name(), start, length, from, observer, bytes -> {
            byte[] sealed = new byte[bytes.remaining()];
            bytes.get(sealed);
            return new Opened(sealed, codec.open(first, count, sealed));
        });
    }

    /** An object of which only blocks that are asked for are read. Nothing is read before the first one is. */
    RemoteIndex remote(NeededObject object, BlockCache cache) {
        return new RemoteIndex(object, () -> {
            IndexCodec codec = head(object, order);
            var bytes = new RemoteBytes(
                    codec.length(),
                    block -> cache.get(object, block, () -> blocks(object, codec, block, 1, order)
                            .plain()));
            return IndexTable.of(bytes);
        });
    }

    /** Reads whole objects; those that no region can give are added to {@code lost}. */
    List<Segment> segments(List<NeededObject> wanted, List<NeededObject> lost, SegmentFolder.Keep keep) {
        List<Source> sources = new ArrayList<>();
        List<Segment> parts = new ArrayList<>();
        long bytes = 0;
        for (NeededObject object : wanted) {
            failure(object, sources).ifPresent(why -> {
                LOG.warn("index object {} cannot be read: {}", object.name(), why.getMessage());
                lost.add(object);
            });
            bytes += object.size() <= SMALL ? object.size() : 0;
            if (bytes > SMALL) {
                parts.add(folder.combine(sources, o -> true, SegmentFolder.Keep.SCRATCH));
                sources.clear();
                bytes = 0;
            }
        }
        parts.stream().map(Source::of).forEach(sources::add);
        return sources.isEmpty() ? List.of() : List.of(folder.combine(sources, o -> true, keep));
    }
}
