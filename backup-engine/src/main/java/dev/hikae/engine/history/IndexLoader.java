package dev.hikae.engine.history;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The look-up over every index object that these outcomes list. */
    public BlobIndex load(
            Regions regions, List<RegionName> order, Collection<Outcome> outcomes, ReadObserver observer) {
        Map<String, NeededObject> objects = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            for (NeededObject object : outcome.objects()) {
                if (object.name().startsWith(ObjectNames.INDEX)) {
                    objects.putIfAbsent(object.name(), object);
                }
            }
        }
        var builder = new BlobIndex.Builder();
        objects.values().forEach(o -> add(builder, o, regions, order, observer));
        return builder.build();
    }

    private void add(
            BlobIndex.Builder builder,
            NeededObject object,
            Regions regions,
            List<RegionName> order,
            ReadObserver observer) {
        byte[] sealed = cached(object)
                .orElseGet(() -> regions.read(object.name(), 0, -1, order, observer, b -> checked(object, b)));
        builder.add(object, ByteBuffer.wrap(sealed), keys);
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
