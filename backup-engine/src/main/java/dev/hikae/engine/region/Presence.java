package dev.hikae.engine.region;

import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of the objects a snapshot needs a region holds, by asking the region. */
final class Presence {
    /** Of so few each is asked for; of more, a thousand come with one answer, and a session has listed them all before. */
    private static final int ASK_ONE_BY_ONE = 8;

    private Presence() {}

    /** Those that are not there in their full size. */
    static List<NeededObject> missing(Store store, List<NeededObject> needed) {
        return needed.size() <= ASK_ONE_BY_ONE ? missingByAsking(store, needed) : missingByListing(store, needed);
    }

    private static List<NeededObject> missingByAsking(Store store, List<NeededObject> needed) {
        return needed.stream()
                .filter(o -> !store.size(o.name()).equals(Optional.of(o.size())))
                .toList();
    }

    private static List<NeededObject> missingByListing(Store store, List<NeededObject> needed) {
        Map<String, NeededObject> left = new HashMap<>();
        needed.forEach(o -> left.put(o.name(), o));
        for (String prefix : List.of(ObjectNames.INDEX, ObjectNames.PACKS)) {
            store.list(prefix, item -> {
                NeededObject object = left.get(item.name());
                if (object != null && object.size() == item.size()) {
                    left.remove(item.name());
                }
            });
        }
        return new ArrayList<>(left.values());
    }
}
