package dev.hikae.server.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Json;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.repository.Upkeep;
import dev.hikae.config.text.Text;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import dev.hikae.scheduler.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the service does for repositories by itself, and what its runs found; from the catalogue alone. */
public final class UpkeepRuns {
    private static final int LOOK_BACK = 100;
    private static final Set<String> LEFT = Set.of("damaged", "lost");
    private static final Set<RunState> BAD =
            Set.of(RunState.FAILED, RunState.ABANDONED, RunState.MISSED, RunState.EXPIRED);

    private final RunStore runs;
    private final Schedules schedules;
    private final InForce inForce;

    public UpkeepRuns(RunStore runs, Schedules schedules, InForce inForce) {
        this.runs = runs;
        this.schedules = schedules;
        this.inForce = inForce;
    }

    /**
     * One kind of upkeep of a repository.
     *
     * @param last the newest run that was to change something
     * @param ended the newest of them that ended, and was not called off
     * @param next when it is due; empty when it is not scheduled
     * @param every the time between two of them
     */
    public record Kept(
            String kind,
            Optional<Run> last,
            Optional<Run> ended,
            Optional<Instant> next,
            Optional<Duration> every,
            boolean overdue) {
        /** Whether the last one did not do what it was to do. */
        public boolean failed() {
            return ended.filter(r -> BAD.contains(r.state())).isPresent();
        }
    }

    /**
     * What the last scrub of a region found there.
     *
     * @param problem why it was not looked at, or not to the end
     * @param checked objects in that run, and {@code left} for later ones
     * @param oldest when the object of which this is longest ago was looked at; empty when one never was
     * @param damage what is damaged or lost and was not healed
     */
    public record Scrubbed(
            RunId run,
            Instant at,
            String level,
            Optional<String> problem,
            long checked,
            long left,
            long missing,
            Optional<Instant> oldest,
            List<Damage> damage) {
        public Scrubbed {
            damage = List.copyOf(damage);
        }
    }

    /** One damaged object. */
    public record Damage(String object, String what, String whatJa) {
        /** In the language of a locale. */
        public String what(Locale locale) {
            return locale.getLanguage().equals(Locale.JAPANESE.getLanguage()) ? whatJa : what;
        }
    }

    /** What the last check of a region's locks found. */
    public record Locked(
            RunId run,
            Instant at,
            Optional<String> problem,
            long needed,
            long locked,
            long notLocked,
            long missing,
            long hidden,
            long replaced,
            long held,
            Optional<Instant> firstEnds,
            Optional<Instant> lastEnds) {}

    /** All kinds that make sense for a repository. */
    public List<Kept> of(RepositoryConfig repository) {
        List<String> kinds = new ArrayList<>(List.of(RunKind.REPLICATION, RunKind.SCRUB, RunKind.PRUNE));
        if (repository.regions().stream().anyMatch(r -> r.lock().isPresent())) {
            kinds.addAll(List.of(RunKind.LOCK_EXTENSION, RunKind.LOCK_CHECK));
        }
        return kinds.stream().map(kind -> kept(kind, repository.name())).toList();
    }

    private Kept kept(String kind, RepositoryName repository) {
        String subject = repository.value();
        List<Run> newest = list(kind, subject).filter(r -> !dryRun(r)).toList();
        List<Instant> next = schedules.upcoming(kind, subject, 2);
        return new Kept(
                kind,
                newest.stream().findFirst(),
                newest.stream()
                        .filter(r -> r.state().ended() && r.state() != RunState.CANCELLED)
                        .findFirst(),
                next.stream().findFirst(),
                next.size() == 2 ? Optional.of(Duration.between(next.getFirst(), next.getLast())) : Optional.empty(),
                schedules.overdue(kind, subject));
    }

    private Stream<Run> list(String kind, String subject) {
        var same = new RunStore.Filter(Optional.of(kind), Optional.of(subject), Optional.empty(), Optional.empty());
        return runs.list(same, Optional.empty(), LOOK_BACK).stream();
    }

    private static boolean dryRun(Run run) {
        return Json.parse(run.parameters()).path("dry_run").asBoolean();
    }

    Optional<Scrubbed> scrubbed(RepositoryName repository, RegionName region) {
        return list(RunKind.SCRUB, repository.value())
                .flatMap(run -> in(run, region).map(found -> scrubbed(run, found, region)))
                .findFirst();
    }

    Optional<Locked> locked(RepositoryName repository, RegionName region) {
        return list(RunKind.LOCK_CHECK, repository.value())
                .flatMap(run ->
                        in(run, region).filter(found -> found.has("mode")).map(found -> locked(run, found)))
                .findFirst();
    }

    /** What the outcome of a run says of a region. */
    private static Stream<JsonNode> in(Run run, RegionName region) {
        return run.outcome().map(Json::parse).stream()
                .flatMap(o -> elements(o.path("regions")))
                .filter(r -> r.path("region").asText().equals(region.value()));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Scrubbed scrubbed(Run run, JsonNode found, RegionName region) {
        JsonNode outcome = Json.parse(run.outcome().orElseThrow());
        List<Damage> damage = elements(outcome.path("findings"))
                .filter(f -> f.path("region").asText().equals(region.value())
                        && LEFT.contains(f.path("state").asText()))
                .map(f -> new Damage(
                        f.path("object").asText(),
                        f.path("what").asText(),
                        f.path("what_ja").asText()))
                .toList();
        return new Scrubbed(
                run.id(),
                at(run),
                outcome.path("level").asText(),
                text(found, "problem"),
                found.path("checked").asLong(),
                found.path("left").asLong(),
                found.path("missing").asLong(),
                instant(found, "oldest"),
                damage);
    }

    private static Locked locked(Run run, JsonNode found) {
        return new Locked(
                run.id(),
                at(run),
                text(found, "problem"),
                found.path("needed").asLong(),
                found.path("locked").asLong(),
                found.path("not_locked").asLong(),
                found.path("missing").asLong(),
                found.path("hidden").asLong(),
                found.path("replaced").asLong(),
                found.path("held").asLong(),
                instant(found, "first_ends"),
                instant(found, "last_ends"));
    }

    private static Instant at(Run run) {
        return run.endedAt().orElse(run.scheduledFor());
    }

    private static Optional<String> text(JsonNode node, String member) {
        return Optional.of(node.path(member).asText()).filter(t -> !t.isEmpty());
    }

    private static Optional<Instant> instant(JsonNode node, String member) {
        return text(node, member).map(Instant::parse);
    }

    /** What does not go well of all repositories, one sentence; asks no region. */
    public Optional<Text> trouble() {
        String names = inForce.repositories().stream()
                .flatMap(r -> trouble(r.value()).stream())
                .collect(Collectors.joining("; "));
        return names.isEmpty() ? Optional.empty() : Optional.of(Text.of(RunError.BUNDLE, "health.upkeep", names));
    }

    private Optional<String> trouble(RepositoryConfig repository) {
        String kinds = of(repository).stream()
                .filter(k -> k.failed() || k.overdue())
                .map(Kept::kind)
                .collect(Collectors.joining(", "));
        return kinds.isEmpty() ? Optional.empty() : Optional.of(repository.name() + ": " + kinds);
    }

    /** Whether locks of so long a period may end between two extensions, or before people can mend one that failed. */
    static boolean tooRare(Upkeep upkeep, Duration lockPeriod, List<Kept> kept) {
        return upkeep.lockExtension().isEmpty()
                || kept.stream()
                        .filter(k -> k.kind().equals(RunKind.LOCK_EXTENSION))
                        .flatMap(k -> k.every().stream())
                        .anyMatch(every -> every.compareTo(lockPeriod.dividedBy(4)) > 0);
    }
}
