package dev.hikae.engine.history;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.crypto.Box;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Manifest;
import dev.hikae.engine.snapshot.Outcome;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The committed snapshots as the regions show them now. Manifests once opened are kept. */
public final class History {
    private final RepositoryKeys keys;
    private final Map<String, Manifest> opened = new ConcurrentHashMap<>();

    public History(RepositoryKeys keys) {
        this.keys = keys;
    }

    /** Snapshots shown by any of these regions (empty: all), oldest commit first. */
    public List<Committed> in(Regions regions, List<RegionName> order) {
        return regions.outcomes(order).stream()
                .map(v -> new Committed(v, manifest(v)))
                .sorted(Comparator.comparing((Committed c) -> c.manifest().committedAt())
                        .thenComparing(c -> c.manifest().id()))
                .toList();
    }

    private Manifest manifest(VisibleOutcome visible) {
        return opened.computeIfAbsent(HexFormat.of().formatHex(visible.sha256()), k -> open(visible));
    }

    private Manifest open(VisibleOutcome visible) {
        var outcome = visible.outcome();
        try {
            return manifest(outcome, keys);
        } catch (FormatException | NotAuthenticException e) {
            String region = visible.regions().stream()
                    .sorted()
                    .findFirst()
                    .map(RegionName::value)
                    .orElse("-");
            throw new HikaeException(e, EngineError.DAMAGED, outcome.name(), region, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Opens what an outcome holds sealed.
     *
     * @throws FormatException or NotAuthenticException when it is damaged
     */
    public static Manifest manifest(Outcome outcome, RepositoryKeys keys) {
        byte[] plain = Box.open(keys.metadata(), "manifest", keys.repositoryId(), outcome.sealed());
        Manifest manifest = Manifest.decode(plain);
        if (!manifest.id().equals(outcome.snapshot())) {
            throw new FormatException("holds the manifest of another snapshot");
        }
        return manifest;
    }
}
