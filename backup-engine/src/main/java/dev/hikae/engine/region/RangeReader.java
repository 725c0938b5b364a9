package dev.hikae.engine.region;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads a part of an object from the first region whose bytes are right. */
final class RangeReader<T> {
    private final String name;
    private final long offset;
    private final long length;
    private final Regions.Decoder<T> decoder;

    RangeReader(String name, long offset, long length, Regions.Decoder<T> decoder) {
        this.name = name;
        this.offset = offset;
        this.length = length;
        this.decoder = decoder;
    }

    T read(List<Region> regions, ReadObserver observer) {
        Optional<HikaeException> last = Optional.empty();
        for (Region region : regions) {
            try {
                return readFrom(region, observer);
            } catch (HikaeException e) {
                if (e.code().failure() == Failure.CANCELLED) {
                    throw e;
                }
                region.failed(e);
                observer.passedOver(region.name(), name, e);
                last = last.isPresent() && e.code().failure() == Failure.UNREACHABLE ? last : Optional.of(e);
            }
        }
        throw last.orElseGet(() -> new HikaeException(EngineError.NO_REGION_REACHABLE, name));
    }

    private T readFrom(Region region, ReadObserver observer) {
        ByteBuffer bytes = bytes(region, region.store());
        observer.read(region.name(), bytes.remaining());
        try {
            return decoder.decode(bytes);
        } catch (FormatException e) {
            throw Damage.of(e, name, region.name());
        }
    }

    private ByteBuffer bytes(Region region, Store store) {
        if (length < 0) {
            return store.get(name)
                    .map(whole -> ByteBuffer.wrap(
                            whole, (int) Math.min(offset, whole.length), (int) Math.max(0, whole.length - offset)))
                    .orElseThrow(() -> missing(region));
        }
        byte[] bytes = new byte[Math.toIntExact(length)];
        try (InputStream in = store.read(name, offset, length).orElseThrow(() -> missing(region))) {
            int n = in.readNBytes(bytes, 0, bytes.length);
            if (n < bytes.length) {
                throw new HikaeException(
                        EngineError.DAMAGED, name, region.name(), "ends " + (bytes.length - n) + " bytes too early");
            }
            return ByteBuffer.wrap(bytes);
        } catch (IOException e) {
            throw new StoreException(e, true, StoreError.UNREACHABLE, store.describe(), String.valueOf(e.getMessage()));
        }
    }

    private HikaeException missing(Region region) {
        return new HikaeException(EngineError.OBJECT_MISSING, name, region.name());
    }
}
