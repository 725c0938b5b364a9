package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.config.json.Sha256;
import dev.hikae.config.load.Configuration;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.Schedule;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.repository.Upkeep;
import dev.hikae.drills.register.Register;
import dev.hikae.scheduler.Schedules;
import dev.hikae.server.catalogue.Revisions;
import dev.hikae.server.catalogue.Revisions.Draft;
import dev.hikae.server.catalogue.Revisions.Kind;
import dev.hikae.server.catalogue.Revisions.Revision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Puts configuration into force: revisions, the register's leaves, schedules, and repositories that do not exist yet. */
public final class Applying {
    /**
     * What was done.
     *
     * @param inForce the revisions of all that was given
     * @param changed those of them that are new
     * @param made repositories that were made
     * @param notMade repositories that neither exist nor could be made, and why
     */
    public record Applied(
            List<Revision> inForce,
            List<Revision> changed,
            List<RepositoryName> made,
            Map<RepositoryName, HikaeException> notMade) {
        public Applied {
            inForce = List.copyOf(inForce);
            changed = List.copyOf(changed);
            made = List.copyOf(made);
            notMade = Map.copyOf(notMade);
        }
    }

    /** How long garbage collection waits for backups that run. */
    private static final Duration PRUNE_WAITS = Duration.ofHours(1);

    private final Revisions revisions;
    private final RunRegister register;
    private final Schedules schedules;
    private final RepositoryPool pool;
    private final InstantSource clock;

    public Applying(
            Revisions revisions, RunRegister register, Schedules schedules, RepositoryPool pool, InstantSource clock) {
        this.revisions = revisions;
        this.register = register;
        this.schedules = schedules;
        this.pool = pool;
        this.clock = clock;
    }

    /** Applies all of a configuration whose references hold; names not in it stay as they are. */
    public synchronized Applied apply(Configuration configuration, String by) {
        List<Draft> drafts = drafts(configuration);
        Set<String> before = new HashSet<>();
        drafts.forEach(d -> revisions.inForce(d.kind(), d.name()).ifPresent(r -> before.add(key(r))));
        List<Draft> changing =
                drafts.stream().filter(d -> !before.contains(key(d))).toList();
        // The leaves first: nothing is in force that the register does not know of.
        changing.forEach(d -> changed(d, by));
        List<Revision> inForce = revisions.apply(drafts, clock.instant(), by);
        List<Revision> changed =
                inForce.stream().filter(r -> !before.contains(key(r))).toList();
        List<RepositoryName> made = new ArrayList<>();
        Map<RepositoryName, HikaeException> notMade = new TreeMap<>();
        configuration.repositories().keySet().forEach(name -> make(name, by, made, notMade));
        configuration.plans().values().forEach(plan -> publish(plan, revision(inForce, plan)));
        configuration.repositories().values().forEach(this::publish);
        return new Applied(inForce, changed, made, notMade);
    }

    /** What differs between a configuration and what is in force: the drafts that would become new revisions. */
    public List<Draft> drift(Configuration configuration) {
        return drafts(configuration).stream()
                .filter(d -> revisions
                        .inForce(d.kind(), d.name())
                        .filter(r -> r.sha256().equals(d.sha256()))
                        .isEmpty())
                .toList();
    }

    private static String key(Revision r) {
        return r.kind() + "/" + r.name() + "/" + r.sha256();
    }

    private static String key(Draft d) {
        return d.kind() + "/" + d.name() + "/" + d.sha256();
    }

    private static List<Draft> drafts(Configuration c) {
        List<Draft> drafts = new ArrayList<>();
        c.repositories().forEach((name, r) -> drafts.add(draft(Kind.REPOSITORY, name.value(), r)));
        c.plans().forEach((name, p) -> drafts.add(draft(Kind.PLAN, name.value(), p)));
        c.runbooks().forEach((name, r) -> drafts.add(draft(Kind.RUNBOOK, name.value(), r)));
        return drafts;
    }

    private static Draft draft(Kind kind, String name, Object value) {
        String document = Jcs.text(Json.tree(value));
        return new Draft(kind, name, Sha256.hex(document.getBytes(StandardCharsets.UTF_8)), document);
    }

    private void changed(Draft d, String by) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("kind", d.kind().name().toLowerCase(java.util.Locale.ROOT));
        body.put("name", d.name());
        body.put("sha256", d.sha256());
        body.put("applied_by", by);
        Optional<String> plan = d.kind() == Kind.PLAN ? Optional.of(d.sha256()) : Optional.empty();
        register.configuration(Register.Kind.CONFIG_CHANGED, plan, body);
    }

    private void make(
            RepositoryName name, String by, List<RepositoryName> made, Map<RepositoryName, HikaeException> notMade) {
        try {
            if (pool.makeIfMissing(name, by)) {
                made.add(name);
            }
        } catch (HikaeException e) {
            notMade.put(name, e);
        }
    }

    private static Revision revision(List<Revision> all, Plan plan) {
        return all.stream()
                .filter(r ->
                        r.kind() == Kind.PLAN && r.name().equals(plan.name().value()))
                .findFirst()
                .orElseThrow();
    }

    private void publish(Plan plan, Revision revision) {
        String subject = plan.name().value();
        String backup = Json.text(new Parameters.Backup(plan.name(), revision.number(), revision.sha256()));
        publish(RunKind.BACKUP, subject, Optional.of(revision), Optional.of(plan.schedule()), backup);
        String test = Json.text(new Parameters.RestoreTest(
                plan.name(), revision.number(), revision.sha256(), Optional.empty(), Optional.empty(), false));
        publish(
                RunKind.RESTORE_TEST,
                subject,
                Optional.of(revision),
                plan.restoreTest().schedule(),
                test);
    }

    /** Puts the upkeep of a repository into force. Also at each start: one made by an earlier version has none. */
    synchronized void publish(RepositoryConfig repository) {
        RepositoryName name = repository.name();
        Upkeep upkeep = repository.upkept();
        upkeep(RunKind.REPLICATION, name, upkeep.replication(), new Parameters.Replication(name));
        publish(
                RunKind.SCRUB,
                name.value(),
                Optional.empty(),
                upkeep.scrub().map(Upkeep.Scrubbing::schedule),
                upkeep.scrub().map(s -> Json.text(Parameters.Scrub.of(name, s))).orElse(""));
        upkeep(RunKind.PRUNE, name, upkeep.prune(), new Parameters.Prune(name, false, PRUNE_WAITS.toSeconds()));
        boolean locks = repository.regions().stream().anyMatch(r -> r.lock().isPresent());
        upkeep(
                RunKind.LOCK_EXTENSION,
                name,
                upkeep.lockExtension().filter(s -> locks),
                new Parameters.LockExtension(name, false));
        upkeep(RunKind.LOCK_CHECK, name, upkeep.lockCheck().filter(s -> locks), new Parameters.LockCheck(name));
    }

    private void upkeep(String kind, RepositoryName repository, Optional<Schedule> schedule, Object parameters) {
        publish(kind, repository.value(), Optional.empty(), schedule, Json.text(parameters));
    }

    private void publish(
            String kind, String subject, Optional<Revision> plan, Optional<Schedule> schedule, String parameters) {
        var present = schedules.find(kind, subject);
        if (schedule.isEmpty()) {
            schedules.withdraw(kind, subject);
        } else if (present.filter(
                        p -> p.parameters().equals(parameters) && p.schedule().equals(schedule.get()))
                .isEmpty()) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("kind", kind);
            body.put("subject", subject);
            body.put("cron", schedule.get().cron());
            body.put("zone", schedule.get().zone().getId());
            register.configuration(Register.Kind.SCHEDULE_PUBLISHED, plan.map(Revision::sha256), body);
            schedules.publish(kind, subject, schedule.get(), parameters);
        }
    }
}
