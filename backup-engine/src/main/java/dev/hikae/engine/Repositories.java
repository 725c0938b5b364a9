package dev.hikae.engine;

import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.key.Credential;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Makes and opens repositories. */
public interface Repositories {
    /** The real one. Working files (index cache) go below {@code cache}; losing them costs time only. */
    static Repositories create(InstantSource clock, SecureRandom random, Path cache) {
        return new dev.hikae.engine.repository.EngineRepositories(clock, random, cache);
    }

    /**
     * The same in buckets with versioning as they were then, only to be read: the oldest version of what was first put until then.
     * Folders keep no versions and stay as they are; leave them out of what is opened.
     */
    Repositories asOf(Instant time);

    /**
     * Makes a new repository in all of its regions; refuses any region that is not empty or cannot create-if-absent.
     *
     * @param credentials each seals the keyring in a slot of its own; at least one
     */
    Repository init(RepositoryConfig config, List<Credential> credentials);

    /**
     * Opens one. Regions that do not answer are noted, not fatal, as long as one does; a region that holds another
     * repository's marker is refused.
     */
    Repository open(RepositoryConfig config, Credential credential, UnlockPermit permit);

    /** Tries out a place that is to hold a region; needs no key, and leaves nothing behind where it may delete. */
    RegionProbe probe(Location location, Cancellation cancellation);
}
