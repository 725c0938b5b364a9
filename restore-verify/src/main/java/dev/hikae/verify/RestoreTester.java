package dev.hikae.verify;

import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * Tests whether a recovery point copy comes back: chooses it, restores it into a sandbox from that one region, probes,
 * measures, cleans up.
 *
 * <p>What goes wrong with the recovery is a result, never an exception. The repository must be open: the caller has
 * the permit that its key was unwrapped under. May be used by several threads at once.
 */
public final class RestoreTester {
    private final InstantSource clock;
    private final SecureRandom random;
    private final Path sandboxes;
    private final RecoveryPoints points;

    /** Sandboxes are made below the given folder. */
    public RestoreTester(InstantSource clock, SecureRandom random, Path sandboxes) {
        this(clock, random, sandboxes, new RecoveryPoints());
    }

    public RestoreTester(InstantSource clock, SecureRandom random, Path sandboxes, RecoveryPoints points) {
        this.clock = clock;
        this.random = random;
        this.sandboxes = sandboxes;
        this.points = points;
    }

    public RestoreTestResult test(Repository repository, RestoreTestRequest request, RunControl control) {
        return new TestRun(repository, request, seed(request), points, sandboxes, clock, control).run();
    }

    /** The request's seed, or a new one: 128 random bits. */
    String seed(RestoreTestRequest request) {
        return request.seed().orElseGet(() -> {
            byte[] bits = new byte[16];
            random.nextBytes(bits);
            return HexFormat.of().formatHex(bits);
        });
    }

    RecoveryPoints points() {
        return points;
    }

    InstantSource clock() {
        return clock;
    }
}
