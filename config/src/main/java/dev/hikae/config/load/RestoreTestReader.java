package dev.hikae.config.load;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy;
import dev.hikae.config.plan.RestoreTestPolicy.RegionChoice;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads how restores of a plan are tested. */
final class RestoreTestReader {
    private static final Duration STALE_AFTER = Duration.ofDays(30);
    private static final Duration PROBE_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(30);

    private final PlanReader plans;
    private final References references;
    private final Optional<RepositoryName> repository;

    RestoreTestReader(PlanReader plans, References references, Optional<RepositoryName> repository) {
        this.plans = plans;
        this.references = references;
        this.repository = repository;
    }

    /** The default: no schedule, newest point, any region, contents compared. */
    static RestoreTestPolicy onDemand() {
        return new RestoreTestPolicy(
                Optional.empty(),
                new Selection.Newest(),
                new RegionChoice.Any(),
                List.of(new Probe.Content()),
                STALE_AFTER);
    }

    Optional<RestoreTestPolicy> read(Value value) {
        return value.fields().flatMap(f -> {
            var schedule = f.optional("schedule", plans::schedule);
            var selection = f.or("selection", RestoreTestReader::selection, new Selection.Newest());
            var region = f.or("region", this::region, new RegionChoice.Any());
            var probes =
                    f.or("probes", v -> v.filledList(RestoreTestReader::probe), List.<Probe>of(new Probe.Content()));
            var stale = f.or("stale_after", Value::duration, STALE_AFTER);
            return f.build(() -> new RestoreTestPolicy(schedule, selection, region, probes, stale));
        });
    }

    /** {@code newest}, or a mapping with {@code type: random-within} and {@code window}. */
    static Optional<Selection> selection(Value value) {
        if (value.isScalar()) {
            return value.oneOf(List.of("newest")).map(w -> new Selection.Newest());
        }
        return value.fields().flatMap(f -> {
            var type = f.required("type", v -> v.oneOf(List.of("newest", "random-within")));
            if (type.equals(Optional.of("newest"))) {
                return f.build(Selection.Newest::new);
            }
            var window = f.required("window", Value::duration);
            return f.build(() -> new Selection.RandomWithin(window.orElseThrow()));
        });
    }

    /** {@code any}, {@code remote}, a region's name, or the same as a mapping with {@code type}. */
    private Optional<RegionChoice> region(Value value) {
        if (value.isScalar()) {
            return value.text().flatMap(word -> switch (word) {
                case "any" -> Optional.of(new RegionChoice.Any());
                case "remote" -> remote(value);
                default -> named(value);
            });
        }
        return value.fields().flatMap(f -> {
            var type = f.required("type", v -> v.oneOf(List.of("any", "remote", "named")));
            var choice = type.flatMap(t -> switch (t) {
                case "any" -> Optional.of(new RegionChoice.Any());
                case "remote" -> remote(value);
                default -> f.required("region", this::named);
            });
            return f.build(choice::orElseThrow);
        });
    }

    private Optional<RegionChoice> remote(Value value) {
        repository.ifPresent(r -> references.otherRegion(value, r));
        return Optional.of(new RegionChoice.Remote());
    }

    private Optional<RegionChoice> named(Value value) {
        Optional<RegionName> name = value.name(RegionName::new);
        name.ifPresent(n -> repository.ifPresent(r -> references.region(value, r, n)));
        return name.map(RegionChoice.Named::new);
    }

    /** {@code content}, or a mapping with {@code type}. */
    private static Optional<Probe> probe(Value value) {
        if (value.isScalar()) {
            return value.oneOf(List.of("content")).map(w -> new Probe.Content());
        }
        return value.fields()
                .flatMap(f -> f.required("type", v -> v.oneOf(List.of("content", "command", "http", "freshness")))
                        .flatMap(type -> switch (type) {
                            case "command" -> command(f);
                            case "http" -> http(f);
                            case "freshness" -> freshness(f);
                            default -> f.build(Probe.Content::new);
                        }));
    }

    private static Optional<Probe> command(Fields f) {
        var name = f.required("name", Value::filledText);
        var argv = f.required("argv", v -> v.filledList(Value::text));
        var timeout = f.or("timeout", Value::duration, PROBE_TIMEOUT);
        var exit = f.or("expect_exit", v -> v.integer(0, 255), 0);
        var output = f.optional("expect_output", Value::filledText);
        return f.build(() -> new Probe.Command(name.orElseThrow(), argv.orElseThrow(), timeout, exit, output));
    }

    private static Optional<Probe> http(Fields f) {
        var name = f.required("name", Value::filledText);
        var url = f.required("url", Value::url);
        var timeout = f.or("timeout", Value::duration, HTTP_TIMEOUT);
        var status = f.or("expect_status", v -> v.integer(100, 599), 200);
        var body = f.optional("expect_body", Value::filledText);
        return f.build(() -> new Probe.Http(name.orElseThrow(), url.orElseThrow(), timeout, status, body));
    }

    private static Optional<Probe> freshness(Fields f) {
        var name = f.required("name", Value::filledText);
        var argv = f.required("argv", v -> v.filledList(Value::text));
        var timeout = f.or("timeout", Value::duration, PROBE_TIMEOUT);
        return f.build(() -> new Probe.Freshness(name.orElseThrow(), argv.orElseThrow(), timeout));
    }
}
