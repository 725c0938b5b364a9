package dev.hikae.engine.repository;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.RegionProbe;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.keyring.KeySlot;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.keyring.Unlocking;
import dev.hikae.engine.region.NewRegions;
import dev.hikae.engine.region.PlaceProbe;
import dev.hikae.engine.region.RegionStores;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.store.Patience;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.Stores;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Makes and opens repositories in the stores that configuration names. */
public final class EngineRepositories implements Repositories {
    private static final int FIRST_EPOCH = 0;

    private final InstantSource clock;
    private final SecureRandom random;
    private final Path cache;
    private final Stores stores;

    public EngineRepositories(InstantSource clock, SecureRandom random, Path cache) {
        this(clock, random, cache, Pause.SLEEP, Patience.DEFAULT);
    }

    /** @param pause waits before a failed request is tried again */
    public EngineRepositories(InstantSource clock, SecureRandom random, Path cache, Pause pause, Patience patience) {
        this(clock, random, cache, new Stores(random, pause, clock, cache.resolve("locks"), patience));
    }

    private EngineRepositories(InstantSource clock, SecureRandom random, Path cache, Stores stores) {
        this.clock = clock;
        this.random = random;
        this.cache = cache;
        this.stores = stores;
    }

    @Override
    public Repositories asOf(Instant time) {
        return new EngineRepositories(clock, random, cache, stores.asOf(time));
    }

    @Override
    public Repository init(RepositoryConfig config, List<Credential> credentials) {
        if (credentials.isEmpty()) {
            throw new IllegalArgumentException("bug: a repository needs a credential");
        }
        Keyring keyring = Keyring.generate(random);
        try (NewRegions regions = NewRegions.create(config, stores)) {
            for (Credential credential : credentials) {
                regions.putEverywhere(newSlotName(), KeySlot.seal(keyring, credential, random));
            }
            HomeStatement home = home(config, keyring);
            regions.putEverywhere(home.name(), home.sign(maintainer(keyring).seed()));
            regions.mark(name -> marker(keyring, name));
        }
        return open(config, credentials.getFirst(), new UnlockPermit("init"));
    }

    private String newSlotName() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return ObjectNames.keySlot(id);
    }

    private static SigningKey maintainer(Keyring keyring) {
        return keyring.signer(Certificate.Role.MAINTAINER).orElseThrow();
    }

    private static HomeStatement home(RepositoryConfig config, Keyring keyring) {
        return new HomeStatement(
                keyring.repositoryId(),
                maintainer(keyring).certificate(),
                FIRST_EPOCH,
                config.home(),
                config.regions().stream().map(RepositoryConfig.Region::name).toList(),
                config.quorum());
    }

    private byte[] marker(Keyring keyring, RegionName region) {
        return new Marker(keyring.repositoryId(), region, keyring.ownerPublicKey(), 0, 0, clock.instant())
                .sign(keyring.ownerSeed().orElseThrow());
    }

    @Override
    public Repository open(RepositoryConfig config, Credential credential, UnlockPermit permit) {
        RepositoryConfig named = named(config);
        RegionStores found = RegionStores.open(named, stores);
        try {
            Keyring keyring = Unlocking.unlock(found.claimed().repositoryId(), found.keySlots(), credential, permit);
            return new OpenRepository(
                    new OpenRepository.Setting(named, clock, random, cache, permit),
                    keyring,
                    found.trusting(keyring.trust()));
        } catch (RuntimeException e) {
            found.close();
            throw e;
        }
    }

    /** One region alone, named by its place only, is opened under the name that its marker gives it. */
    private RepositoryConfig named(RepositoryConfig config) {
        if (config.regions().size() != 1) {
            return config;
        }
        RepositoryConfig.Region configured = config.regions().getFirst();
        Location location = configured.location();
        RegionName name;
        try {
            name = RegionStores.regionAt(location, stores);
        } catch (HikaeException e) {
            return config;
        }
        return new RepositoryConfig(
                config.name(),
                List.of(new RepositoryConfig.Region(name, location, configured.lock(), configured.bandwidth())),
                name,
                config.quorum(),
                config.keys());
    }

    @Override
    public RegionProbe probe(Location location, Cancellation cancellation) {
        return new PlaceProbe(stores, random, clock).run(location, cancellation);
    }
}
