package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import dev.hikae.engine.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a region's objects byte for byte, damaged ones too, into an empty store.
 *
 * <p>Outcomes are listed first and copied last, so that the copy is a consistent prefix though others write meanwhile.
 */
final class RegionCopy {
    private static final int PART = 256 << 10;

    private final Store from;
    private final Store to;
    private final RunControl control;
    private long objects;
    private long bytes;

    RegionCopy(Store from, Store to, RunControl control) {
        this.from = from;
        this.to = to;
        this.control = control;
    }

    void run() {
        to.list("", item -> {
            throw new HikaeException(RegionError.TARGET_NOT_EMPTY, to.describe());
        });
        List<Store.Item> outcomes = new ArrayList<>();
        from.list(ObjectNames.SESSIONS, item -> {
            if (ObjectNames.isOutcome(item.name())) {
                outcomes.add(item);
            }
        });
        from.list("", item -> {
            if (!ObjectNames.isOutcome(item.name()) && !item.name().startsWith(Stores.PROBE)) {
                copy(item);
            }
        });
        outcomes.forEach(this::copy);
    }

    private void copy(Store.Item item) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        try (InputStream in = from.read(item.name(), 0, item.size())
                        .orElseThrow(
                                () -> new HikaeException(EngineError.OBJECT_MISSING, item.name(), from.describe()));
                Store.Upload upload = to.upload(item.name())) {
            byte[] part = new byte[PART];
            for (int n = in.readNBytes(part, 0, PART); n > 0; n = in.readNBytes(part, 0, PART)) {
                upload.write(ByteBuffer.wrap(part, 0, n));
                bytes += n;
            }
            upload.commit();
        } catch (IOException e) {
            throw new StoreException(e, true, StoreError.UNREACHABLE, from.describe(), String.valueOf(e.getMessage()));
        }
        objects++;
        control.progress()
                .report(new Progress.State(Progress.Phase.REPLICATING, objects, -1, bytes, -1, 0, bytes, item.name()));
    }
}
