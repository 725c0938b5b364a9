package dev.hikae.engine.index;

import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.Optional;
import java.util.function.Supplier;

/** An index object in the regions, opened when it is first asked. Safe for several threads. */
final class RemoteIndex {
    private final NeededObject object;
    private final Supplier<IndexTable> opening;
    private Optional<IndexTable> table = Optional.empty();

    RemoteIndex(NeededObject object, Supplier<IndexTable> opening) {
        this.object = object;
        this.opening = opening;
    }

    NeededObject object() {
        return object;
    }

    synchronized IndexTable table() {
        if (table.isEmpty()) {
            table = Optional.of(opening.get());
        }
        return table.get();
    }
}
