package dev.hikae.server.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionProbe;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.key.Credential;
import dev.hikae.scheduler.Run;
import dev.hikae.server.run.MadeHere.Stage;
import dev.hikae.server.settings.ServerError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open repositories, one shared handle each; closed when idle or when their configuration changed.
 *
 * <p>Keys are unlocked only against a permit that rests on a leaf of the register: the started leaf of the run that
 * needs them first, or a leaf about reading.
 */
public final class RepositoryPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryPool.class);
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final Repositories repositories;
    private final InForce inForce;
    private final KeySources keys;
    private final RunRegister register;
    private final InstantSource clock;
    private final Path kits;
    private final MadeHere made;
    private final Map<RepositoryName, Slot> slots = new HashMap<>();
    private boolean closed;

    /** @param kits folder for the recovery kits of repositories made here */
    public RepositoryPool(
            Repositories repositories,
            InForce inForce,
            KeySources keys,
            RunRegister register,
            InstantSource clock,
            Path kits) {
        this.repositories = repositories;
        this.inForce = inForce;
        this.keys = keys;
        this.register = register;
        this.clock = clock;
        this.kits = kits;
        this.made = new MadeHere(kits.resolveSibling("repositories-made"));
    }

    /** One repository: opened by whoever comes first, while the others wait. Guarded by the pool's lock but for opening. */
    private static final class Slot {
        Optional<Repository> open = Optional.empty();
        String sha256 = "";
        final List<Repository> retired = new ArrayList<>();
        int users;
        Instant idleSince = Instant.MAX;
    }

    /** Uses a repository within a run that has started. */
    public <T> T use(RepositoryName name, Run run, Function<Repository, T> use) {
        return use(name, () -> register.permit(run), use);
    }

    /** Reads from a repository outside of any run, in somebody's name. */
    public <T> T read(RepositoryName name, String by, Function<Repository, T> use) {
        return use(name, () -> register.permitReading(name.value(), by), use);
    }

    private <T> T use(RepositoryName name, Supplier<UnlockPermit> permit, Function<Repository, T> use) {
        Slot slot = enter(name);
        try {
            return use.apply(opened(name, slot, permit));
        } finally {
            leave(slot);
        }
    }

    private synchronized Slot enter(RepositoryName name) {
        if (closed) {
            throw new HikaeException(RunError.CLOSING);
        }
        Slot slot = slots.computeIfAbsent(name, n -> new Slot());
        slot.users++;
        return slot;
    }

    private synchronized void leave(Slot slot) {
        slot.users--;
        slot.idleSince = clock.instant();
        if (slot.users == 0) {
            slot.retired.forEach(RepositoryPool::close);
            slot.retired.clear();
        }
    }

    /** Opening takes a second or more: only those who want the same repository wait for it. */
    private Repository opened(RepositoryName name, Slot slot, Supplier<UnlockPermit> permit) {
        synchronized (slot) {
            InForce.Current<RepositoryConfig> config = inForce.repository(name);
            String sha256 = config.revision().sha256();
            if (slot.open.isPresent() && !slot.sha256.equals(sha256)) {
                retire(name, slot);
            }
            Repository repository = slot.open.orElseGet(() -> open(config.value(), permit.get()));
            slot.open = Optional.of(repository);
            slot.sha256 = sha256;
            return repository;
        }
    }

    private Repository open(RepositoryConfig config, UnlockPermit permit) {
        LOG.info("opening repository {} by permit {}", config.name(), permit.reference());
        return repositories.open(config, keys.credential(config.keys()), permit);
    }

    /** Others may still be using the handle of the old configuration: it is closed when nobody uses the slot. */
    private synchronized void retire(RepositoryName name, Slot slot) {
        LOG.info("the configuration of repository {} changed; opening it anew", name);
        slot.open.ifPresent(slot.retired::add);
        slot.open = Optional.empty();
    }

    /**
     * Makes the repository in its regions when there is none yet, with its recovery kit; true when it was made.
     *
     * <p>One that was made here once is never made again: its regions may just not be mounted.
     */
    public boolean makeIfMissing(RepositoryName name, String by) {
        try {
            return read(name, by, repository -> completed(name, repository));
        } catch (HikaeException e) {
            boolean none = e.code() == EngineError.NOT_A_REPOSITORY || e.code() == EngineError.NO_REGION_REACHABLE;
            if (!none || wasMade(name)) {
                throw e;
            }
        }
        make(name);
        return true;
    }

    /** Opens the repository with a credential of somebody's own, on a handle of its own: a shared one may be open already. */
    void prove(RepositoryName name, Credential credential, String by) {
        RepositoryConfig config = inForce.repository(name).value();
        try (Repository opened = repositories.open(config, credential, register.permitReading(name.value(), by))) {
            LOG.info("a recovery kit opened repository {}", opened.info().id());
        }
    }

    /** Tries out the place of a configured region; opens nothing. */
    RegionProbe probe(RepositoryName name, RegionName region, Cancellation cancellation) {
        RepositoryConfig.Region configured = inForce.repository(name).value().regions().stream()
                .filter(r -> r.name().equals(region))
                .findFirst()
                .orElseThrow(() -> new HikaeException(RunError.NO_SUCH_REGION, name, region));
        return repositories.probe(configured.location(), cancellation);
    }

    /** Whether this service made the repository, and not only uses it. */
    boolean wasMade(RepositoryName name) {
        return made.is(name, Stage.WITHOUT_KIT) || made.is(name, Stage.DONE) || Files.exists(kit(name));
    }

    /** Writes the recovery kit that a crash or a full disk took; whether there was anything to do. */
    private boolean completed(RepositoryName name, Repository repository) {
        if (made.is(name, Stage.MAKING)) {
            made.reached(name, Stage.WITHOUT_KIT);
        }
        if (!made.is(name, Stage.WITHOUT_KIT)) {
            return false;
        }
        writeKit(name, repository);
        return true;
    }

    /** The engine refuses regions that are not empty or cannot be reached. */
    private void make(RepositoryName name) {
        RepositoryConfig config = inForce.repository(name).value();
        List<Credential> credentials = List.of(keys.credential(config.keys()));
        made.reached(name, Stage.MAKING);
        try (Repository fresh = repositories.init(config, credentials)) {
            made.reached(name, Stage.WITHOUT_KIT);
            writeKit(name, fresh);
        }
    }

    /** What is left of an earlier attempt may be a kit that opens nothing. */
    private void writeKit(RepositoryName name, Repository repository) {
        try {
            Files.deleteIfExists(kit(name));
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.DATA_FOLDER, kit(name), e.toString());
        }
        repository.writeRecoveryKit(kit(name));
        made.reached(name, Stage.DONE);
        LOG.info("made repository {}; its recovery kit is {}", name, kit(name));
    }

    /** Where the recovery kit of a repository made here lies. */
    public Path kit(RepositoryName name) {
        return kits.resolve(name + ".txt");
    }

    /** Closes handles that nobody used for five minutes. */
    public void closeIdle() {
        List<Repository> idle = new ArrayList<>();
        synchronized (this) {
            Instant limit = clock.instant().minus(IDLE);
            slots.values().removeIf(slot -> {
                boolean unused = slot.users == 0 && slot.idleSince.isBefore(limit);
                if (unused) {
                    slot.open.ifPresent(idle::add);
                }
                return unused;
            });
        }
        idle.forEach(RepositoryPool::close);
    }

    private static void close(Repository repository) {
        try {
            repository.close();
        } catch (RuntimeException e) {
            LOG.warn("a repository did not close cleanly", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        slots.values().forEach(s -> s.open.ifPresent(RepositoryPool::close));
        slots.values().forEach(s -> s.retired.forEach(RepositoryPool::close));
        slots.clear();
    }
}
