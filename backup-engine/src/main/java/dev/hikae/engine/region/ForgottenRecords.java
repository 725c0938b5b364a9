package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Trust;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which snapshots regions record as given up. A record that is damaged or wrongly signed does not exist: then a snapshot is
 * shown that need not be, never the other way round.
 */
final class ForgottenRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ForgottenRecords.class);

    private final Trust trust;

    ForgottenRecords(Trust trust) {
        this.trust = trust;
    }

    /** One region's records; those read before are not read again, because objects never change. */
    List<Forgotten> in(Region region) {
        List<String> names = new ArrayList<>();
        region.store().list(ObjectNames.FORGOTTEN, item -> names.add(item.name()));
        return names.stream().flatMap(name -> read(region, name).stream()).toList();
    }

    private Optional<Forgotten> read(Region region, String name) {
        Forgotten known = region.forgotten().get(name);
        if (known != null) {
            return Optional.of(known);
        }
        byte[] object = region.store()
                .get(name)
                .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, region.name()));
        try {
            Forgotten record = Forgotten.parse(name, object, trust);
            region.forgotten().put(name, record);
            return Optional.of(record);
        } catch (FormatException e) {
            LOG.warn("{} in region {} is no record of this repository: {}", name, region.name(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Outcomes that records give up: named, each with its digest, or of an epoch that is closed. */
    static final class Named {
        private final Set<String> keys = new HashSet<>();
        private final List<Forgotten.Closing> closings;

        Named(Collection<Forgotten> records) {
            records.forEach(r -> r.entries().forEach(e -> keys.add(key(e.outcome(), e.sha256()))));
            closings = records.stream().flatMap(r -> r.closing().stream()).toList();
        }

        boolean has(String outcome, byte[] sha256) {
            return keys.contains(key(outcome, sha256)) || closings.stream().anyMatch(c -> c.givesUp(outcome));
        }

        boolean has(Outcome.Previous previous) {
            return has(previous.name(), previous.sha256());
        }

        private static String key(String outcome, byte[] sha256) {
            return outcome + " " + HexFormat.of().formatHex(sha256);
        }
    }
}
