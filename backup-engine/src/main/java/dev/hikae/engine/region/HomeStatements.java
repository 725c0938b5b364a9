package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds out which statement about the home counts: the highest epoch that a majority of regions holds. */
final class HomeStatements {
    private final List<Region> regions;
    private final Trust trust;

    HomeStatements(List<Region> regions, Trust trust) {
        this.regions = regions;
        this.trust = trust;
    }

    /**
     * With fewer than a majority of regions in reach the highest epoch seen is taken: enough for reading, and
     * whoever commits still needs the home itself.
     */
    HomeStatement current() {
        TreeMap<Integer, HomeStatement> statements = new TreeMap<>();
        Map<Integer, Set<RegionName>> holders = new TreeMap<>();
        Optional<HikaeException> problem = Optional.empty();
        for (Region region : regions) {
            try {
                for (HomeStatement statement : in(region)) {
                    statements.put(statement.epoch(), statement);
                    holders.computeIfAbsent(statement.epoch(), e -> new HashSet<>())
                            .add(region.name());
                }
            } catch (HikaeException e) {
                region.failed(e);
                problem = Optional.of(e);
            }
        }
        if (statements.isEmpty()) {
            throw problem.orElseGet(() -> new HikaeException(
                    EngineError.OBJECT_MISSING,
                    ObjectNames.home(0),
                    regions.getFirst().name()));
        }
        return statements.descendingMap().values().stream()
                .filter(s -> holders.getOrDefault(s.epoch(), Set.of()).size()
                        > s.regions().size() / 2)
                .findFirst()
                .orElseGet(() -> statements.lastEntry().getValue());
    }

    private List<HomeStatement> in(Region region) {
        Store store = region.store();
        List<String> names = new ArrayList<>();
        store.list(ObjectNames.HOME, item -> names.add(item.name()));
        List<HomeStatement> statements = new ArrayList<>();
        for (String name : names) {
            byte[] object = store.get(name)
                    .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, region.name()));
            try {
                statements.add(HomeStatement.parse(name, object, trust));
            } catch (FormatException e) {
                throw Damage.of(e, name, region.name());
            }
        }
        return statements;
    }
}
