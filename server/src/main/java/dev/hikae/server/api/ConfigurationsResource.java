package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.load.Configuration;
import dev.hikae.config.text.Messages;
import dev.hikae.server.http.Language;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.Applying;
import dev.hikae.server.run.Changes;
import dev.hikae.server.settings.ServerError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts plans, repositories and runbooks into force, or says what that would change. */
@Path("/api/v1/configurations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "configuration")
public final class ConfigurationsResource {
    private final Changes changes;
    private final Applying applying;

    public ConfigurationsResource(Changes changes, Applying applying) {
        this.changes = changes;
        this.applying = applying;
    }

    /** Files as they would lie in the configuration folder; what they do not name stays as it is. */
    public record Body(@NotEmpty List<@Valid @NotNull Text> files, Optional<Boolean> dryRun) {
        public Body {
            files = List.copyOf(files);
        }
    }

    /**
     * One file.
     *
     * @param path {@code plans/x.yml}, {@code repositories/x.yml} or {@code runbooks/x.yml}
     * @param content YAML or JSON
     */
    public record Text(@NotBlank String path, @NotNull String content) {}

    /**
     * What changes, or would.
     *
     * @param made repositories that were made in their regions
     * @param notMade repositories in force that can neither be opened nor made
     */
    public record Answer(
            boolean dryRun, List<Changes.Change> changes, List<RepositoryName> made, List<NotMade> notMade) {
        public Answer {
            changes = List.copyOf(changes);
            made = List.copyOf(made);
            notMade = List.copyOf(notMade);
        }
    }

    /** A repository that cannot be used yet, and why. */
    public record NotMade(RepositoryName repository, String code, String detail, String hint) {
        static NotMade of(RepositoryName name, HikaeException e, Locale locale) {
            return new NotMade(
                    name, e.code().id(), Messages.render(e.text(), locale), Messages.render(e.hint(), locale));
        }
    }

    @POST
    @Idempotent
    @Permit(value = Verb.CHANGE, on = Subject.PLAN)
    @Operation(summary = "Apply configuration as new revisions; a dry run only checks and shows the differences")
    public Answer apply(@Valid @NotNull Body body, @Context Caller caller, @Context HttpHeaders headers) {
        Configuration configuration = changes.read(texts(body.files()));
        List<Changes.Change> differing = changes.of(configuration);
        if (body.dryRun().orElse(false)) {
            return new Answer(true, differing, List.of(), List.of());
        }
        Applying.Applied applied = applying.apply(configuration, caller.name());
        Locale locale = Language.accepted(Optional.ofNullable(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)));
        List<NotMade> notMade = new TreeMap<>(applied.notMade())
                .entrySet().stream()
                        .map(e -> NotMade.of(e.getKey(), e.getValue(), locale))
                        .toList();
        return new Answer(false, differing, applied.made(), notMade);
    }

    private static Map<String, String> texts(List<Text> files) {
        Map<String, String> texts = new TreeMap<>();
        files.forEach(f -> {
            if (texts.putIfAbsent(f.path(), f.content()) != null) {
                throw new HikaeException(ServerError.INVALID_BODY, "files: " + f.path());
            }
        });
        return texts;
    }
}
