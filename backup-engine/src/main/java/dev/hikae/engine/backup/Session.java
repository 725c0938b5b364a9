package dev.hikae.engine.backup;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.collection.Collections;
import dev.hikae.engine.crypto.Box;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.region.RegionWriter;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Opening;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;

/** Opens a session in the home region, a writer's or that of a maintainer who repacks: docs/PROTOCOL.md, "A writer", steps 1 and 2. */
public final class Session {
    /** Collections begin seldom; more of them than this between two listings is no coincidence. */
    private static final int ATTEMPTS = 5;

    private final Regions regions;
    private final RegionWriter writer;
    private final RepositoryKeys keys;
    private final SigningKey signer;
    private final SecureRandom random;

    /** @param signer a writer's or a maintainer's */
    public Session(Regions regions, RegionWriter writer, RepositoryKeys keys, SigningKey signer, SecureRandom random) {
        this.regions = regions;
        this.writer = writer;
        this.keys = keys;
        this.signer = signer;
        this.random = random;
    }

    /**
     * Puts {@code open}, then makes sure that nothing newer began meanwhile; if a collection did, opens another session.
     *
     * @return the session's folder, with the slash
     */
    public String open(Instant now, byte[] details) {
        String session = "";
        for (int i = 0; i < ATTEMPTS; i++) {
            Generation generation = newestCollection();
            session = put(generation, now, details);
            requireEpoch(session);
            if (newestCollection().equals(generation)) {
                return session;
            }
            writer.withdraw();
        }
        throw new HikaeException(EngineError.SESSION_FENCED, session);
    }

    private String put(Generation generation, Instant now, byte[] details) {
        byte[] unique = new byte[16];
        random.nextBytes(unique);
        String session = signer.certificate().role() == Certificate.Role.MAINTAINER
                ? ObjectNames.repacking(generation.epoch(), generation.number(), unique)
                : ObjectNames.session(generation.epoch(), generation.number(), unique);
        String name = ObjectNames.open(session);
        byte[] sealed = Box.seal(keys.metadata(), "open", keys.repositoryId(), details, random);
        var opening = new Opening(name, keys.repositoryId(), signer.certificate(), now, sealed);
        if (!writer.open(name, ByteBuffer.wrap(opening.sign(signer.seed())))) {
            throw new HikaeException(EngineError.SESSION_FENCED, session);
        }
        return session;
    }

    /** A later home was chosen: what this process knows of the regions is out of date. */
    private void requireEpoch(String session) {
        if (writer.homeMoved()) {
            throw new HikaeException(EngineError.SESSION_FENCED, session);
        }
    }

    private Generation newestCollection() {
        return Collections.newest(home(), writer.epoch(), keys.keyring().trust());
    }

    private Store home() {
        return regions.store(writer.home());
    }
}
