package dev.hikae.engine.collection;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.ForgetResult;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Forgotten;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records snapshots as given up: in the home first, then in every other region that answers. Deletes nothing. */
public final class Forgetting {
    private final Regions regions;
    private final Keyring keyring;
    private final InstantSource clock;
    private final SecureRandom random;

    public Forgetting(Regions regions, Keyring keyring, InstantSource clock, SecureRandom random) {
        this.regions = regions.settled();
        this.keyring = keyring;
        this.clock = clock;
        this.random = random;
    }

    public ForgetResult run(ForgetRequest request) {
        SigningKey maintainer = maintainer(keyring);
        List<Forgotten.Entry> entries = entries(request);
        if (entries.isEmpty()) {
            return new ForgetResult(0, Set.of(), Map.of());
        }
        byte[] unique = new byte[16];
        random.nextBytes(unique);
        String name = ObjectNames.forgotten(unique);
        byte[] record = new Forgotten(
                        name,
                        keyring.trust().repositoryId(),
                        maintainer.certificate(),
                        clock.instant(),
                        entries,
                        request.reason())
                .sign(maintainer.seed());
        Set<RegionName> recorded = new HashSet<>();
        Map<RegionName, Text> behind = new LinkedHashMap<>();
        regions.store(regions.home()).putIfAbsent(name, ByteBuffer.wrap(record));
        recorded.add(regions.home());
        for (RegionName region : regions.names()) {
            if (!region.equals(regions.home())) {
                try {
                    regions.store(region).putIfAbsent(name, ByteBuffer.wrap(record));
                    recorded.add(region);
                } catch (HikaeException e) {
                    behind.put(region, e.text());
                }
            }
        }
        return new ForgetResult(entries.size(), recorded, behind);
    }

    private List<Forgotten.Entry> entries(ForgetRequest request) {
        Map<SnapshotId, VisibleOutcome> visible = new HashMap<>();
        Set<SnapshotId> twice = new HashSet<>();
        for (VisibleOutcome outcome : regions.outcomes(List.of())) {
            SnapshotId id = outcome.outcome().snapshot();
            if (visible.put(id, outcome) != null) {
                twice.add(id);
            }
        }
        return request.snapshots().stream()
                .distinct()
                .map(id -> {
                    VisibleOutcome found = visible.get(id);
                    if (twice.contains(id)) {
                        // Ids are the writers' choice: one of these may have taken the other's.
                        throw new HikaeException(EngineError.SAME_ID, id);
                    }
                    if (found == null) {
                        throw new HikaeException(EngineError.SNAPSHOT_UNKNOWN, id);
                    }
                    return Forgotten.Entry.of(found.outcome(), found.sha256());
                })
                .toList();
    }

    static SigningKey maintainer(Keyring keyring) {
        return keyring.signer(Certificate.Role.MAINTAINER)
                .orElseThrow(() -> new HikaeException(EngineError.KEY_MISSING, "maintainer"));
    }
}
