package dev.hikae.config.load;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.plan.Hooks;
import dev.hikae.config.plan.Hooks.OnFailure;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.Retention;
import dev.hikae.config.plan.Schedule;
import dev.hikae.config.plan.Schedule.OnMissed;
import dev.hikae.config.plan.Source;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads a plan; its defaults are the ones of docs/CONFIGURATION.md. */
final class PlanReader {
    private final ScheduleCheck schedules;
    private final References references;

    PlanReader(ScheduleCheck schedules, References references) {
        this.schedules = schedules;
        this.references = references;
    }

    Optional<Plan> read(Value root) {
        return root.fields().flatMap(f -> {
            var name = f.required("name", v -> v.name(PlanName::new));
            name.ifPresent(n -> references.declare(f.value("name").orElseThrow(), "plan", n.value()));
            var description = f.or("description", Value::text, "");
            var source = f.required("source", PlanReader::source);
            var schedule = f.required("schedule", this::schedule);
            var objectives = f.required("objectives", PlanReader::objectives);
            var retention = f.optional("retention", PlanReader::retention).orElse(Retention.EVERYTHING);
            var repository = f.required("repository", v -> v.name(RepositoryName::new));
            repository.ifPresent(
                    r -> references.repository(f.value("repository").orElseThrow(), r));
            var test = f.optional("restore_test", v -> new RestoreTestReader(this, references, repository).read(v))
                    .orElseGet(RestoreTestReader::onDemand);
            var hooks = f.optional("hooks", PlanReader::hooks);
            return f.build(() -> new Plan(
                    name.orElseThrow(),
                    description,
                    source.orElseThrow(),
                    schedule.orElseThrow(),
                    objectives.orElseThrow(),
                    retention,
                    repository.orElseThrow(),
                    test,
                    hooks));
        });
    }

    private static Optional<Source> source(Value value) {
        return value.fields().flatMap(f -> {
            f.optional("type", v -> v.oneOf(List.of("files")));
            var roots = f.required("roots", v -> v.filledList(Value::location));
            var exclude = f.or("exclude", v -> v.list(Value::filledText), List.of());
            var oneFileSystem = f.or("one_file_system", Value::bool, false);
            var accept = f.or("accept_unreadable", v -> v.list(Value::filledText), List.of());
            var skip = f.optional("skip", PlanReader::skip);
            return f.build(() -> new Source.Files(roots.orElseThrow(), exclude, oneFileSystem, accept, skip));
        });
    }

    private static Optional<Source.Skip> skip(Value value) {
        return value.fields().flatMap(f -> {
            var caches = f.or("caches", Value::bool, false);
            var ifPresent = f.or("if_present", v -> v.list(PlanReader::fileName), List.of());
            var largerThan = f.optional("larger_than", Value::byteSize)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
            var nodump = f.or("nodump", Value::bool, false);
            var ignoreCase = f.or("ignore_case", Value::bool, false);
            return f.build(() -> new Source.Skip(caches, ifPresent, largerThan, nodump, ignoreCase));
        });
    }

    private static Optional<String> fileName(Value value) {
        return value.filledText()
                .flatMap(t -> t.contains("/") || t.equals(".") || t.equals("..")
                        ? value.problem(ConfigError.EXPECTED_FILE_NAME, value.shown(), t)
                        : Optional.of(t));
    }

    private static Optional<Hooks> hooks(Value value) {
        return value.fields().flatMap(f -> {
            var before = f.or("before", v -> v.list(h -> hook(h, List.of(OnFailure.values()))), List.of());
            var after = f.or("after", v -> v.list(h -> hook(h, List.of(OnFailure.WARN))), List.of());
            var afterFailure = f.or("after_failure", v -> v.list(h -> hook(h, List.of(OnFailure.WARN))), List.of());
            return f.build(() -> new Hooks(before, after, afterFailure));
        });
    }

    /** @param allowed the first is the default */
    private static Optional<Hooks.Hook> hook(Value value, List<OnFailure> allowed) {
        return value.fields().flatMap(f -> {
            var argv = f.required("argv", v -> v.filledList(Value::text));
            var timeout = f.or("timeout", Value::duration, Duration.ofMinutes(10));
            var words =
                    allowed.stream().map(o -> o.name().toLowerCase(Locale.ROOT)).toList();
            var onFailure = f.optional("on_failure", v -> v.oneOf(words))
                    .map(w -> allowed.get(words.indexOf(w)))
                    .orElse(allowed.getFirst());
            return f.build(() -> new Hooks.Hook(argv.orElseThrow(), timeout, onFailure));
        });
    }

    Optional<Schedule> schedule(Value value) {
        return value.fields().flatMap(f -> {
            var zone = f.<ZoneId>or("zone", Value::zone, ZoneOffset.UTC);
            var cron = f.required("cron", v -> cron(v, zone));
            var window = f.or("start_window", Value::duration, Duration.ofHours(4));
            var missed = f.or("on_missed", v -> v.constant(OnMissed.class), OnMissed.RUN_ONCE);
            var attempts = f.or("attempts", v -> v.integer(1, 20), 3);
            var backoff = f.or("backoff", Value::zeroOrDuration, Duration.ofMinutes(5));
            return f.build(() -> new Schedule(cron.orElseThrow(), zone, window, missed, attempts, backoff));
        });
    }

    private Optional<String> cron(Value value, ZoneId zone) {
        return value.filledText().flatMap(cron -> schedules
                .problem(cron, zone)
                .<Optional<String>>map(p -> value.problem(ConfigError.BAD_SCHEDULE, value.shown(), p))
                .orElse(Optional.of(cron)));
    }

    static Optional<Objectives> objectives(Value value) {
        return value.fields().flatMap(f -> {
            var rto = f.required("rto", Value::duration);
            var rpo = f.required("rpo", Value::duration);
            return f.build(() -> new Objectives(rto.orElseThrow(), rpo.orElseThrow()));
        });
    }

    private static Optional<Retention> retention(Value value) {
        return value.fields().flatMap(f -> {
            var last = keep(f, "keep_last");
            var hourly = keep(f, "keep_hourly");
            var daily = keep(f, "keep_daily");
            var weekly = keep(f, "keep_weekly");
            var monthly = keep(f, "keep_monthly");
            var yearly = keep(f, "keep_yearly");
            var within = f.optional("keep_within", Value::duration);
            var verified = keep(f, "keep_verified");
            return f.build(() -> new Retention(last, hourly, daily, weekly, monthly, yearly, within, verified));
        });
    }

    private static OptionalInt keep(Fields fields, String key) {
        return fields.optional(key, v -> v.integer(1, 1_000_000))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }
}
