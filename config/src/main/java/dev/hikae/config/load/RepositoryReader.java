package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.Bandwidth;
import dev.hikae.config.repository.Bandwidth.Limits;
import dev.hikae.config.repository.Bandwidth.Window;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.Location.ChecksumMode;
import dev.hikae.config.repository.Location.StorageClass;
import dev.hikae.config.repository.Location.Versions;
import dev.hikae.config.repository.ObjectLock;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.repository.RepositoryConfig.Region;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a repository: regions, home, quorum, keys, upkeep. */
final class RepositoryReader {
    private static final Pattern PREFIX = Pattern.compile("|([a-z0-9.-]+/)+");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");
    private static final int MOST_REGIONS = 16;
    private static final long SMALLEST_LIMIT = 10_000;
    private static final Duration SHORTEST_LOCK = Duration.ofDays(2);

    private final References references;
    private final UpkeepReader upkeep;

    RepositoryReader(References references, PlanReader plans) {
        this.references = references;
        this.upkeep = new UpkeepReader(plans);
    }

    Optional<RepositoryConfig> read(Value root) {
        return root.fields().flatMap(f -> {
            var name = f.required("name", v -> v.name(RepositoryName::new));
            name.ifPresent(n -> references.declare(f.value("name").orElseThrow(), "repository", n.value()));
            var regions = f.required("regions", v -> regions(v, name));
            var home = f.optional("home", v -> v.name(RegionName::new))
                    .or(() -> regions.map(r -> r.getFirst().name()));
            var quorum =
                    f.optional("quorum", v -> v.integer(1, MOST_REGIONS)).or(() -> regions.map(r -> r.size() / 2 + 1));
            var keys = f.or("keys", RepositoryReader::keys, new KeySource.Machine());
            regions.ifPresent(r -> checkAgainst(r, f, home, quorum));
            var kept = f.optional("upkeep", v -> upkeep.read(v, regions.orElse(List.of())));
            return f.build(() -> new RepositoryConfig(
                    name.orElseThrow(), regions.orElseThrow(), home.orElseThrow(), quorum.orElseThrow(), keys, kept));
        });
    }

    private static void checkAgainst(
            List<Region> regions, Fields f, Optional<RegionName> home, Optional<Integer> quorum) {
        List<RegionName> names = regions.stream().map(Region::name).toList();
        home.filter(h -> !names.contains(h))
                .ifPresent(h ->
                        f.value("home").orElseThrow().problem(ConfigError.UNKNOWN_REGION, h, References.joined(names)));
        quorum.filter(q -> q > regions.size())
                .ifPresent(
                        q -> f.value("quorum").orElseThrow().problem(ConfigError.QUORUM_TOO_LARGE, q, regions.size()));
    }

    private Optional<List<Region>> regions(Value value, Optional<RepositoryName> repository) {
        var lines = new HashMap<RegionName, Integer>();
        return value.filledList(
                v -> region(v, repository.map(RepositoryName::value).orElse("?"), lines));
    }

    private Optional<Region> region(Value value, String repository, HashMap<RegionName, Integer> lines) {
        return value.fields().flatMap(f -> {
            var name = f.required("name", v -> regionName(v, lines));
            var type = f.required("type", v -> v.oneOf(List.of("folder", "s3")));
            var location = type.flatMap(t -> t.equals("folder") ? folder(f) : s3(f));
            location.ifPresent(l -> references.location(
                    value, repository + "/" + name.map(RegionName::value).orElse("?"), l));
            var lock = f.optional("lock", v -> lock(v, type));
            var bandwidth = f.optional("bandwidth", v -> bandwidth(v, type));
            return type.isEmpty()
                    ? Optional.empty()
                    : f.build(() -> new Region(name.orElseThrow(), location.orElseThrow(), lock, bandwidth));
        });
    }

    private static Optional<ObjectLock> lock(Value value, Optional<String> type) {
        if (type.filter("folder"::equals).isPresent()) {
            return value.problem(ConfigError.FOLDER_CANNOT_LOCK, value.shown());
        }
        return value.fields().flatMap(f -> {
            var mode = f.required("mode", v -> v.constant(ObjectLock.Mode.class));
            var period = f.required("period", RepositoryReader::period);
            return f.build(() -> new ObjectLock(mode.orElseThrow(), period.orElseThrow()));
        });
    }

    private static Optional<Bandwidth> bandwidth(Value value, Optional<String> type) {
        if (type.filter("folder"::equals).isPresent()) {
            return value.problem(ConfigError.FOLDER_CANNOT_LIMIT, value.shown());
        }
        return value.fields().flatMap(f -> {
            Limits usual = limits(f);
            var zone = f.<ZoneId>or("zone", Value::zone, ZoneOffset.UTC);
            var windows = f.or("windows", v -> v.filledList(RepositoryReader::window), List.<Window>of());
            return f.build(() -> new Bandwidth(usual, zone, windows));
        });
    }

    private static Optional<Window> window(Value value) {
        return value.fields().flatMap(f -> {
            var from = f.required("from", Value::timeOfDay);
            var to = f.required("to", Value::timeOfDay);
            Limits limits = limits(f);
            return f.build(() -> new Window(from.orElseThrow(), to.orElseThrow(), limits));
        });
    }

    private static Limits limits(Fields f) {
        return new Limits(limit(f, "upload"), limit(f, "download"));
    }

    private static OptionalLong limit(Fields f, String key) {
        return f.optional(key, v -> v.byteSize()
                        .flatMap(bytes -> bytes < SMALLEST_LIMIT
                                ? v.problem(ConfigError.LIMIT_TOO_SMALL, v.shown())
                                : Optional.of(bytes)))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** Shorter, and what a nightly backup relies on could be deleted before the next one extends it. */
    private static Optional<Duration> period(Value value) {
        return value.duration()
                .flatMap(d -> d.compareTo(SHORTEST_LOCK) < 0
                        ? value.problem(ConfigError.LOCK_TOO_SHORT, value.shown())
                        : Optional.of(d));
    }

    private static Optional<RegionName> regionName(Value value, HashMap<RegionName, Integer> lines) {
        Optional<RegionName> name = value.name(RegionName::new);
        name.filter(n -> n.value().equals("any") || n.value().equals("remote"))
                .ifPresent(n -> value.problem(ConfigError.RESERVED_NAME, n));
        name.flatMap(n -> Optional.ofNullable(lines.putIfAbsent(n, value.place().line())))
                .ifPresent(line -> value.problem(ConfigError.NAME_TWICE, name.orElseThrow(), "line " + line));
        return name;
    }

    private static Optional<Location> folder(Fields f) {
        return f.required("path", Value::location).map(Location.Folder::new);
    }

    private static Optional<Location> s3(Fields f) {
        var endpoint = f.optional("endpoint", Value::url);
        boolean aws = endpoint.isEmpty();
        var bucket = f.required("bucket", v -> v.parsed(ConfigError.EXPECTED_NAME, RepositoryReader::bucket));
        var prefix = f.or("prefix", v -> v.parsed(ConfigError.EXPECTED_PREFIX, RepositoryReader::prefix), "");
        var signing = f.or("signing_region", Value::filledText, "us-east-1");
        var pathStyle = f.or("path_style", Value::bool, !aws);
        var checksums = f.or(
                "checksums",
                v -> v.constant(ChecksumMode.class),
                aws ? ChecksumMode.WHEN_SUPPORTED : ChecksumMode.WHEN_REQUIRED);
        Optional<Path> credentials = f.optional("credentials_file", Value::location);
        Optional<Path> ca = f.optional("ca_file", Value::location);
        var versions = f.optional("versions", v -> v.constant(Versions.class)).filter(v -> v != Versions.NEWEST);
        var storage = f.optional("storage_class", RepositoryReader::storageClass);
        return bucket.map(b -> new Location.S3(
                endpoint, b, prefix, signing, pathStyle, checksums, credentials, ca, versions, storage));
    }

    /**
     * As S3 writes it, or as the API shows it. What lies in an archive cannot be read when a restore, or a test of one, asks for
     * it.
     */
    private static Optional<StorageClass> storageClass(Value value) {
        Optional<String> asked =
                value.text().map(t -> t.toUpperCase(Locale.ROOT).replace('-', '_'));
        if (asked.filter(ARCHIVES::contains).isPresent()) {
            return value.problem(ConfigError.ARCHIVE_CLASS, value.shown(), asked.get());
        }
        List<String> known = Stream.of(StorageClass.values()).map(Enum::name).toList();
        return asked.flatMap(a -> known.contains(a)
                ? Optional.of(StorageClass.valueOf(a))
                : value.problem(
                        ConfigError.EXPECTED_ONE_OF,
                        value.shown(),
                        value.text().orElseThrow(),
                        String.join(", ", known)));
    }

    private static Optional<String> bucket(String text) {
        return Optional.of(text).filter(BUCKET.asMatchPredicate());
    }

    private static Optional<String> prefix(String text) {
        return Optional.of(text).filter(PREFIX.asMatchPredicate()).filter(p -> List.of(p.split("/")).stream()
                .noneMatch(c -> c.equals(".") || c.equals("..")));
    }

    private static Optional<KeySource> keys(Value value) {
        var types = List.of("machine", "passphrase-file", "passphrase-command", "key-file");
        return value.fields()
                .flatMap(f -> f.required("type", v -> v.oneOf(types)).flatMap(type -> keys(f, type)));
    }

    private static Optional<KeySource> keys(Fields f, String type) {
        switch (type) {
            case "machine" -> {
                return f.build(KeySource.Machine::new);
            }
            case "passphrase-command" -> {
                var argv = f.required("argv", v -> v.filledList(Value::text));
                return f.build(() -> new KeySource.PassphraseCommand(argv.orElseThrow()));
            }
            default -> {
                var path = f.required("path", Value::location);
                return f.build(() -> type.equals("key-file")
                        ? new KeySource.KeyFile(path.orElseThrow())
                        : new KeySource.PassphraseFile(path.orElseThrow()));
            }
        }
    }
}
