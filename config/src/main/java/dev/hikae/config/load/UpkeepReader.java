package dev.hikae.config.load;

import dev.hikae.config.plan.Schedule;
import dev.hikae.config.repository.RepositoryConfig.Region;
import dev.hikae.config.repository.Upkeep;
import dev.hikae.config.repository.Upkeep.Level;
import dev.hikae.config.repository.Upkeep.Scrubbing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a service does for a repository by itself. What is not named is done as usual; {@code never} is a choice. */
final class UpkeepReader {
    private static final String NEVER = "never";
    private static final Duration USUAL_TIME = Duration.ofHours(1);

    private final PlanReader plans;

    UpkeepReader(PlanReader plans) {
        this.plans = plans;
    }

    Optional<Upkeep> read(Value value, List<Region> regions) {
        Upkeep usual = Upkeep.usual(regions);
        return value.fields().flatMap(f -> {
            var replication = chosen(f, "replication", this::scheduled, usual.replication());
            var scrub = chosen(f, "scrub", this::scrubbing, usual.scrub());
            var prune = chosen(f, "prune", this::scheduled, usual.prune());
            var extension = chosen(f, "lock_extension", this::scheduled, usual.lockExtension());
            var check = chosen(f, "lock_check", this::scheduled, usual.lockCheck());
            return f.build(() -> new Upkeep(replication, scrub, prune, extension, check));
        });
    }

    private static <T> Optional<T> chosen(
            Fields fields, String key, Function<Value, Optional<T>> read, Optional<T> usual) {
        Optional<Value> given = fields.value(key);
        if (given.isPresent() && given.get().isScalar()) {
            given.get().oneOf(List.of(NEVER));
            return Optional.empty();
        }
        return given.isPresent() ? given.flatMap(read) : usual;
    }

    private Optional<Schedule> scheduled(Value value) {
        return value.fields().flatMap(f -> {
            var schedule = f.required("schedule", plans::schedule);
            return f.build(schedule::orElseThrow);
        });
    }

    private Optional<Scrubbing> scrubbing(Value value) {
        return value.fields().flatMap(f -> {
            var schedule = f.required("schedule", plans::schedule);
            var level = f.or("level", v -> v.constant(Level.class), Level.L2);
            var bytes = f.optional("bytes", Value::byteSize);
            var time = f.optional("time", Value::duration)
                    .or(() -> bytes.isPresent() ? Optional.empty() : Optional.of(USUAL_TIME));
            return f.build(() -> new Scrubbing(schedule.orElseThrow(), level, time, bytes));
        });
    }
}
