package dev.hikae.server.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.json.Json;
import dev.hikae.config.load.Configuration;
import dev.hikae.config.load.ConfigurationException;
import dev.hikae.config.load.ConfigurationLoader;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.PlanDiff;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Messages;
import dev.hikae.scheduler.CronCheck;
import dev.hikae.server.catalogue.Revisions.Draft;
import dev.hikae.server.catalogue.Revisions.Kind;
import dev.hikae.server.catalogue.Revisions.Revision;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configuration as written, compared with what is in force. */
public final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final InForce inForce;
    private final Applying applying;
    private final Path folder;
    private final ConfigurationLoader loader;

    /** @param folder that holds {@code plans/}, {@code repositories/} and {@code runbooks/} */
    public Changes(InForce inForce, Applying applying, Path folder, InstantSource clock) {
        this.inForce = inForce;
        this.applying = applying;
        this.folder = folder;
        this.loader = new ConfigurationLoader((cron, zone) ->
                CronCheck.problem(cron, zone, clock.instant()).map(e -> Messages.render(e.text(), Locale.ENGLISH)));
    }

    /**
     * A plan, repository or runbook that would get a new revision.
     *
     * @param kind {@code plan}, {@code repository} or {@code runbook}
     * @param change {@code added} or {@code changed}
     */
    public record Change(String kind, String name, String change, List<Difference> differences) {
        public Change {
            differences = List.copyOf(differences);
        }
    }

    /**
     * One value that differs.
     *
     * @param path of keys, for example {@code restore_test.probes[1].timeout}
     * @param old in force; empty when there is none
     * @param wanted as written; empty when it is gone
     */
    public record Difference(
            String path,
            Optional<String> old,
            @JsonProperty("new") Optional<String> wanted) {}

    /** The configuration folder; throws {@link ConfigurationException} with every problem. */
    public Configuration read() {
        return loader.load(folder);
    }

    /** Files as if they lay in the folder; they may refer to what is in force. */
    public Configuration read(Map<String, String> files) {
        var repositories = new TreeMap<RepositoryName, RepositoryConfig>();
        inForce.repositories().forEach(r -> repositories.put(r.value().name(), r.value()));
        var plans = new TreeMap<PlanName, Plan>();
        inForce.plans().forEach(p -> plans.put(p.value().name(), p.value()));
        return loader.load(folder, files, new Configuration(plans, repositories, new TreeMap<>()));
    }

    /** The configuration folder where it can be read; its problems are logged. */
    public Optional<Configuration> folder() {
        try {
            return Optional.of(read());
        } catch (ConfigurationException e) {
            e.problems().forEach(p -> LOG.warn("{}", p.render(Locale.ENGLISH)));
            return Optional.empty();
        }
    }

    /** What applying it would change. */
    public List<Change> of(Configuration configuration) {
        return applying.drift(configuration).stream().map(this::change).toList();
    }

    private Change change(Draft draft) {
        String kind = draft.kind().name().toLowerCase(Locale.ROOT);
        Optional<Revision> present = inForce.revision(draft.kind(), draft.name());
        return present.map(r -> new Change(kind, draft.name(), "changed", differences(r.document(), draft.document())))
                .orElseGet(() -> new Change(kind, draft.name(), "added", List.of()));
    }

    private static List<Difference> differences(String old, String wanted) {
        return PlanDiff.between(Json.parse(old), Json.parse(wanted)).stream()
                .map(c -> new Difference(c.path(), c.before(), c.after()))
                .toList();
    }

    /** By plan, how the folder differs from what is in force; nothing for plans that the folder does not hold. */
    public Map<String, List<Difference>> drift() {
        Map<String, List<Difference>> drift = new TreeMap<>();
        folder().ifPresent(c -> of(c).stream()
                .filter(change -> change.kind().equals(Kind.PLAN.name().toLowerCase(Locale.ROOT)))
                .forEach(change -> drift.put(change.name(), change.differences())));
        return drift;
    }
}
