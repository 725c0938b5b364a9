package dev.hikae.engine.history;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.FooterReader;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads index objects, from a cache of their sealed bytes where it has them. Losing the cache costs time only. */
public final class IndexLoader {
    private static final Logger LOG = LoggerFactory.getLogger(IndexLoader.class);

    private final RepositoryKeys keys;
    private final Path folder;

    public IndexLoader(RepositoryKeys keys, Path cache) {
        this.keys = keys;
        this.folder =
                cache.resolve(HexFormat.of().formatHex(keys.repositoryId())).resolve("index");
    }

    /** What happens with an index object that no region can give. */
    public enum Unreadable {
        /** Its packs are not known: a backup stores their blobs again. */
        PASS_OVER,
        /** Its part of the look-up is made again from the packs' footers. */
        REBUILD
    }

    /** The look-up over every index object that these outcomes list. */
    public BlobIndex load(
            Regions regions,
            List<RegionName> order,
            Collection<Outcome> outcomes,
            ReadObserver observer,
            Unreadable unreadable) {
        Map<String, NeededObject> objects = named(ObjectNames.INDEX, outcomes);
        var builder = new BlobIndex.Builder();
        List<NeededObject> lost = new ArrayList<>();
        for (NeededObject object : objects.values()) {
            try {
                builder.add(object, ByteBuffer.wrap(sealed(object, regions, order, observer)), keys);
            } catch (HikaeException | FormatException | NotAuthenticException e) {
                if (e instanceof HikaeException h && h.code().failure() == Failure.UNREACHABLE) {
                    throw e;
                }
                LOG.warn("index object {} cannot be read: {}", object.name(), e.getMessage());
                lost.add(object);
            }
        }
        if (!lost.isEmpty() && unreadable == Unreadable.REBUILD) {
            rebuild(builder, lost.getFirst(), named(ObjectNames.PACKS, outcomes), regions, order, observer);
        }
        return builder.build();
    }

    private static Map<String, NeededObject> named(String prefix, Collection<Outcome> outcomes) {
        Map<String, NeededObject> objects = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            for (NeededObject object : outcome.objects()) {
                if (object.name().startsWith(prefix)) {
                    objects.putIfAbsent(object.name(), object);
                }
            }
        }
        return objects;
    }

    /** Reads the footers of all packs that no readable index object knows. */
    private void rebuild(
            BlobIndex.Builder builder,
            NeededObject lost,
            Map<String, NeededObject> packs,
            Regions regions,
            List<RegionName> order,
            ReadObserver observer) {
        Set<String> known = builder.packNames();
        var footers = new FooterReader(regions, order, keys, observer);
        List<FinishedPack> read = new ArrayList<>();
        for (NeededObject pack : packs.values()) {
            if (known.contains(pack.name())) {
                continue;
            }
            try {
                read.add(footers.read(pack.name(), pack.size(), pack.crc32c(), pack.sha256()));
            } catch (HikaeException e) {
                LOG.warn("pack {} cannot be read: {}", pack.name(), e.getMessage());
            }
        }
        builder.addRebuilt(lost, read);
    }

    private byte[] sealed(NeededObject object, Regions regions, List<RegionName> order, ReadObserver observer) {
        return cached(object)
                .orElseGet(
                        () -> regions.read(object.name(), 0, object.size(), order, observer, b -> checked(object, b)));
    }

    private byte[] checked(NeededObject object, ByteBuffer bytes) {
        byte[] taken = new byte[bytes.remaining()];
        bytes.get(taken);
        if (!Arrays.equals(Digests.sha256(taken), object.sha256())) {
            throw new FormatException("has a wrong checksum");
        }
        store(object, taken);
        return taken;
    }

    private Path file(NeededObject object) {
        return folder.resolve(object.name().substring(ObjectNames.INDEX.length()));
    }

    private Optional<byte[]> cached(NeededObject object) {
        Path file = file(object);
        try {
            if (!Files.exists(file) || Files.size(file) != object.size()) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            return Arrays.equals(Digests.sha256(bytes), object.sha256()) ? Optional.of(bytes) : Optional.empty();
        } catch (IOException e) {
            LOG.debug("index cache {} cannot be read", file, e);
            return Optional.empty();
        }
    }

    private void store(NeededObject object, byte[] bytes) {
        Path file = file(object);
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "new-", ".tmp");
            Files.write(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("index cache {} cannot be written", file, e);
        }
    }
}
