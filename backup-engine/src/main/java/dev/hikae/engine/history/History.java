package dev.hikae.engine.history;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The committed snapshots as the regions show them now. Manifests once opened are kept. */
public final class History {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private final RepositoryKeys keys;
    private final Map<String, Optional<Manifest>> opened = new ConcurrentHashMap<>();

    public History(RepositoryKeys keys) {
        this.keys = keys;
    }

    /**
     * Snapshots shown by any of these regions (empty: all), oldest commit first. One whose manifest these keys do not open is
     * another domain's, or was never meant to be opened: its writer's signature holds, so it is as it was made. It must not
     * keep anybody from the others, and a check names it.
     */
    public List<Committed> in(Regions regions, List<RegionName> order) {
        return regions.outcomes(order).stream()
                .flatMap(v -> manifest(v).map(m -> new Committed(v, m)).stream())
                .sorted(Comparator.comparing((Committed c) -> c.manifest().committedAt())
                        .thenComparing(c -> c.manifest().id()))
                .toList();
    }

    /**
     * The one that somebody means. Ids are the writers' choice: where one took another's, only people can tell which is which.
     *
     * @throws HikaeException when there is none, or there are several
     */
    public Committed find(Regions regions, List<RegionName> order, SnapshotId snapshot) {
        List<Committed> found = in(regions, order).stream()
                .filter(c -> c.manifest().id().equals(snapshot))
                .toList();
        if (found.size() > 1) {
            throw new HikaeException(EngineError.SAME_ID, snapshot);
        }
        return found.stream().findFirst().orElseThrow(() -> new HikaeException(EngineError.SNAPSHOT_UNKNOWN, snapshot));
    }

    private Optional<Manifest> manifest(VisibleOutcome visible) {
        return opened.computeIfAbsent(HexFormat.of().formatHex(visible.sha256()), k -> open(visible));
    }

    private Optional<Manifest> open(VisibleOutcome visible) {
        var outcome = visible.outcome();
        try {
            return Optional.of(manifest(outcome, keys));
        } catch (FormatException | NotAuthenticException e) {
            LOG.warn(
                    "{} ({}) cannot be opened with these keys: {}", outcome.snapshot(), outcome.name(), e.getMessage());
            return Optional.empty();
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
