package dev.hikae.engine.collection;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.GarbageList;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a region's {@code gc/} says. */
public final class Collections {
    private Collections() {}

    /**
     * The newest collection of an epoch that a maintainer began, number 0 when there is none. Names alone prove nothing: a
     * session that took its number from a planted one would pass for a later one than it is.
     */
    public static Generation newest(Store store, int epoch, Trust trust) {
        TreeMap<Generation, List<String>> begun = new TreeMap<>();
        store.list(ObjectNames.COLLECTIONS, item -> Generation.of(item.name())
                .filter(g -> g.epoch() == epoch)
                .ifPresent(g -> begun.computeIfAbsent(g, k -> new ArrayList<>()).add(item.name())));
        return begun.descendingMap().entrySet().stream()
                .filter(e -> e.getValue().stream().anyMatch(name -> isSigned(store, name, trust)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(new Generation(epoch, 0));
    }

    private static boolean isSigned(Store store, String name, Trust trust) {
        try {
            return store.get(name)
                    .map(object -> GarbageList.parse(name, object, trust))
                    .isPresent();
        } catch (FormatException e) {
            return false;
        }
    }

    /**
     * Every object that a collection names and that may therefore go at any time: a list of what is condemned goes once there
     * is a verdict, while a deletion by the verdict may still be under way.
     *
     * @throws HikaeException when a statement is damaged or not a maintainer's
     */
    public static Set<String> doomed(Store store, Trust trust) {
        List<String> names = new ArrayList<>();
        store.list(ObjectNames.COLLECTIONS, item -> names.add(item.name()));
        Set<String> doomed = new HashSet<>();
        for (String name : names) {
            store.get(name)
                    .ifPresent(object ->
                            doomed.addAll(parse(store, name, object, trust).names()));
        }
        return doomed;
    }

    static GarbageList parse(Store store, String name, byte[] object, Trust trust) {
        try {
            return GarbageList.parse(name, object, trust);
        } catch (FormatException e) {
            throw new HikaeException(
                    e, CollectionError.STATEMENT_UNREADABLE, name, store.describe(), String.valueOf(e.getMessage()));
        }
    }
}
