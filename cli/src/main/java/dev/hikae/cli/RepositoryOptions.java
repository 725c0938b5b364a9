package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.load.ConfigurationLoader;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.keyring.RecoveryKit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which repository, and what opens it; options, and the environment variables that stand for them. */
final class RepositoryOptions {
    /** A single location has no name of its own until its marker is read; this one is used when it is made. */
    private static final RegionName ONLY = new RegionName("main");

    private final Terminal terminal;

    @Option(
            names = {"-r", "--repo"},
            paramLabel = "LOCATION")
    private Optional<String> repo = Optional.empty();

    @Option(names = "--passphrase-file", paramLabel = "FILE")
    private Optional<Path> passphraseFile = Optional.empty();

    @Option(names = "--passphrase-command", paramLabel = "COMMAND")
    private Optional<String> passphraseCommand = Optional.empty();

    @Option(names = "--key-file", paramLabel = "FILE")
    private Optional<Path> keyFile = Optional.empty();

    @Option(names = "--recovery-kit", paramLabel = "FILE")
    private Optional<Path> recoveryKit = Optional.empty();

    @Option(names = "--as-of", paramLabel = "TIME")
    private Optional<String> asOf = Optional.empty();

    @Option(names = "--no-input")
    private boolean noInput;

    RepositoryOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether a recovery kit is what opens the repository. */
    boolean byKit() {
        return recoveryKit.isPresent();
    }

    /** Whether the command line itself names a location. */
    boolean located() {
        return repo.isPresent();
    }

    /** The code of the recovery kit that was named. */
    Credential.RecoveryCode code() {
        return RecoveryKit.read(recoveryKit.orElseThrow(() -> new HikaeException(CliError.NO_KIT)));
    }

    Repository open() {
        RepositoryConfig config = config();
        Credential credential = credentials(config).one(Credentials.Purpose.OPEN);
        return repositories().open(config, credential, new UnlockPermit("break-glass:" + Host.name()));
    }

    Repository init() {
        RepositoryConfig config = config();
        return repositories().init(config, List.of(credentials(config).one(Credentials.Purpose.INIT)));
    }

    /** Options go before the environment, the environment before what a repository YAML names. */
    private Credentials credentials(RepositoryConfig config) {
        Optional<Path> passphrase = passphraseFile.or(() -> path("HIKAE_PASSPHRASE_FILE"));
        Optional<String> command = passphraseCommand.or(() -> terminal.environment("HIKAE_PASSPHRASE_COMMAND"));
        Optional<Path> key = keyFile.or(() -> path("HIKAE_KEY_FILE"));
        if (passphrase.isEmpty() && command.isEmpty() && key.isEmpty()) {
            return switch (config.keys()) {
                case KeySource.PassphraseFile(Path file) -> credentials(Optional.of(file), command, key);
                case KeySource.PassphraseCommand(List<String> argv) ->
                    credentials(passphrase, Optional.of(Credentials.quoted(argv)), key);
                case KeySource.KeyFile(Path file) -> credentials(passphrase, command, Optional.of(file));
                case KeySource.Machine() -> credentials(passphrase, command, key);
            };
        }
        return credentials(passphrase, command, key);
    }

    private Credentials credentials(Optional<Path> passphrase, Optional<String> command, Optional<Path> key) {
        return new Credentials(terminal, passphrase, command, key, recoveryKit, noInput);
    }

    private Optional<Path> path(String variable) {
        return terminal.environment(variable).map(Path::of);
    }

    /** Whether a repository is named, by option or by environment. */
    boolean named() {
        return repo.isPresent() || terminal.environment("HIKAE_REPOSITORY").isPresent();
    }

    /** Makes and opens repositories, and tries places out. */
    Repositories repositories() {
        Repositories now = Repositories.create(terminal.clock(), new SecureRandom(), cache());
        return time().map(now::asOf).orElse(now);
    }

    /** Where what can be fetched again is kept. */
    Path cache() {
        return terminal.environment("HIKAE_CACHE").map(Path::of).orElseGet(() -> terminal.environment("XDG_CACHE_HOME")
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("hikae"));
    }

    /** Whether a YAML file names the regions; a single location names its region by what lies there. */
    boolean severalRegions() {
        return config().regions().size() > 1;
    }

    /** When the repository is looked at; empty: now. */
    private Optional<Instant> time() {
        return asOf.map(text -> Amounts.time(text, terminal.clock().instant())
                .orElseThrow(() -> new HikaeException(CliError.NO_TIME, text)));
    }

    /** The location as a configuration; of a time that was, only its buckets. */
    RepositoryConfig config() {
        RepositoryConfig now = present();
        return time().isEmpty() ? now : buckets(now);
    }

    /** Folders keep no versions, and what is in them now would stand beside what was. */
    private static RepositoryConfig buckets(RepositoryConfig now) {
        List<RepositoryConfig.Region> regions = now.regions().stream()
                .filter(region -> region.location() instanceof Location.S3)
                .toList();
        if (regions.isEmpty()) {
            throw new HikaeException(CliError.NO_VERSIONS);
        }
        RegionName home = regions.stream()
                .map(RepositoryConfig.Region::name)
                .filter(now.home()::equals)
                .findFirst()
                .orElse(regions.getFirst().name());
        return new RepositoryConfig(now.name(), regions, home, 1, now.keys());
    }

    /** A YAML file names several regions, anything else is one. */
    private RepositoryConfig present() {
        String location = repo.or(() -> terminal.environment("HIKAE_REPOSITORY"))
                .orElseThrow(() -> new HikaeException(CliError.NO_REPOSITORY));
        Path path = location.startsWith("s3:") ? Path.of("") : Path.of(location);
        if ((location.endsWith(".yml") || location.endsWith(".yaml")) && Files.isRegularFile(path)) {
            return ConfigurationLoader.repository(path);
        }
        Location where = location.startsWith("s3:")
                ? S3Location.parse(location)
                : new Location.Folder(path.toAbsolutePath().normalize());
        return new RepositoryConfig(
                new RepositoryName("repository"),
                List.of(new RepositoryConfig.Region(ONLY, where)),
                ONLY,
                1,
                new KeySource.Machine());
    }
}
