package dev.hikae.engine.backup;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.crypto.Box;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.region.RegionWriter;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Opening;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens a writer's session in the home region: docs/FORMAT.md, section 8, steps 1 and 2. */
final class Session {
    private Session() {}

    /**
     * Puts {@code open}, then makes sure that nothing newer began meanwhile.
     *
     * @return the session's folder, with the slash
     */
    static String open(
            Regions regions,
            RegionWriter writer,
            RepositoryKeys keys,
            SigningKey signer,
            SecureRandom random,
            Instant now,
            byte[] details) {
        int epoch = writer.epoch();
        Store home = regions.store(writer.home());
        int generation = newest(home, ObjectNames.COLLECTIONS, 0);
        byte[] unique = new byte[16];
        random.nextBytes(unique);
        String session = ObjectNames.session(epoch, generation, unique);
        String name = ObjectNames.open(session);
        byte[] sealed = Box.seal(keys.metadata(), "open", keys.repositoryId(), details, random);
        var opening = new Opening(name, keys.repositoryId(), signer.certificate(), now, sealed);
        boolean put = writer.putHome(name, ByteBuffer.wrap(opening.sign(signer.seed())));
        if (!put
                || newest(home, ObjectNames.HOME, epoch) > epoch
                || newest(home, ObjectNames.COLLECTIONS, generation) > generation) {
            throw new HikaeException(EngineError.SESSION_FENCED, session);
        }
        return session;
    }

    /** The highest number that follows a prefix in the home region. */
    private static int newest(Store home, String prefix, int least) {
        var highest = new AtomicInteger(least);
        home.list(prefix, item -> {
            String rest = item.name().substring(prefix.length());
            String digits = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
            if (digits.matches("[0-9]{8}")) {
                highest.accumulateAndGet(Integer.parseInt(digits), Math::max);
            }
        });
        return highest.get();
    }
}
