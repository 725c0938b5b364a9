package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.Slug;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.Repository;
import dev.hikae.server.http.Language;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.InForce;
import dev.hikae.server.run.RepositoryPool;
import dev.hikae.server.run.RunError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Repositories in force and the state of their regions, as it is now. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "repositories")
public final class RepositoriesResource {
    private final InForce inForce;
    private final RepositoryPool pool;

    public RepositoriesResource(InForce inForce, RepositoryPool pool) {
        this.inForce = inForce;
        this.pool = pool;
    }

    /**
     * A repository.
     *
     * @param id random, the same in every region; missing while it cannot be opened
     * @param ownerFingerprint of the owner's public key
     * @param problem why it cannot be opened
     */
    public record View(
            RepositoryName name,
            Optional<String> id,
            RegionName home,
            int quorum,
            Optional<String> ownerFingerprint,
            Optional<String> problem,
            List<Region> regions) {
        public View {
            regions = List.copyOf(regions);
        }
    }

    /**
     * One region of a repository.
     *
     * @param watermark up to which captured time it holds everything
     * @param newest the snapshot at the watermark
     * @param snapshotsBehind committed, but not visible there
     */
    public record Region(
            RepositoryName repository,
            RegionName region,
            boolean home,
            boolean reachable,
            Optional<String> problem,
            Optional<Instant> watermark,
            Optional<SnapshotId> newest,
            long snapshotsHeld,
            long snapshotsBehind) {}

    @GET
    @Path("repositories")
    @Permit(value = Verb.READ, on = Subject.REPOSITORY)
    @Operation(summary = "All repositories in force, by name, with the state of their regions")
    public Listing<View> list(@Context Caller caller, @Context HttpHeaders headers) {
        return Listing.all(views(caller, headers));
    }

    @GET
    @Path("repositories/{name}")
    @Permit(value = Verb.READ, on = Subject.REPOSITORY)
    @Operation(summary = "One repository, with the state of its regions")
    public View one(@PathParam("name") String name, @Context Caller caller, @Context HttpHeaders headers) {
        if (!Slug.isValid(name)) {
            throw new HikaeException(RunError.NO_SUCH_REPOSITORY, name);
        }
        return view(inForce.repository(new RepositoryName(name)).value(), caller.name(), locale(headers));
    }

    @GET
    @Path("regions")
    @Permit(value = Verb.READ, on = Subject.REGION)
    @Operation(summary = "The regions of all repositories")
    public Listing<Region> regions(@Context Caller caller, @Context HttpHeaders headers) {
        return Listing.all(views(caller, headers).stream()
                .flatMap(v -> v.regions().stream())
                .toList());
    }

    private List<View> views(Caller caller, HttpHeaders headers) {
        Locale locale = locale(headers);
        return inForce.repositories().stream()
                .map(r -> view(r.value(), caller.name(), locale))
                .toList();
    }

    private static Locale locale(HttpHeaders headers) {
        return Language.accepted(Optional.ofNullable(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)));
    }

    private View view(RepositoryConfig config, String by, Locale locale) {
        try {
            return pool.read(config.name(), by, repository -> open(config, repository, locale));
        } catch (HikaeException e) {
            return closed(config, Messages.render(e.text(), locale));
        }
    }

    private static View open(RepositoryConfig config, Repository repository, Locale locale) {
        var info = repository.info();
        return new View(
                config.name(),
                Optional.of(info.id()),
                info.home(),
                info.quorum(),
                Optional.of(info.ownerFingerprint()),
                Optional.empty(),
                repository.regionStatus().stream()
                        .map(s -> region(config.name(), s, locale))
                        .toList());
    }

    private static Region region(RepositoryName repository, RegionStatus s, Locale locale) {
        return new Region(
                repository,
                s.region(),
                s.home(),
                s.reachable(),
                s.problem().map((Text t) -> Messages.render(t, locale)),
                s.watermark(),
                s.newest(),
                s.snapshotsHeld(),
                s.snapshotsBehind());
    }

    /** A repository that cannot be opened is shown all the same: that is when people look. */
    private static View closed(RepositoryConfig config, String problem) {
        List<Region> regions = config.regions().stream()
                .map(r -> new Region(
                        config.name(),
                        r.name(),
                        r.name().equals(config.home()),
                        false,
                        Optional.of(problem),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0))
                .toList();
        return new View(
                config.name(),
                Optional.empty(),
                config.home(),
                config.quorum(),
                Optional.empty(),
                Optional.of(problem),
                regions);
    }
}
