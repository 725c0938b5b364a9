package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.region.ReadObserver;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Adds up what was read from where, and what had to be read elsewhere. */
final class Reads implements ReadObserver {
    private static final int KEEP = 10_000;

    private final Map<RegionName, Long> bytes = new ConcurrentHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Findings passedOver = new Findings(KEEP);

    @Override
    public void read(RegionName region, long count) {
        bytes.merge(region, count, Long::sum);
    }

    @Override
    public void passedOver(RegionName region, String object, HikaeException why) {
        String where = region + ":" + object;
        if (isNew(where)) {
            passedOver.add(RawPath.of(where), why.text());
        }
    }

    private synchronized boolean isNew(String where) {
        return seen.size() < KEEP && seen.add(where);
    }

    Map<RegionName, Long> bytesFrom() {
        return bytes;
    }

    List<Finding> healed() {
        return passedOver.kept();
    }
}
