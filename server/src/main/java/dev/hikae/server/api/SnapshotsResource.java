package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.Slug;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.Snapshot;
import dev.hikae.server.catalogue.TestResults;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.InForce;
import dev.hikae.server.run.RepositoryPool;
import dev.hikae.server.run.RunService;
import dev.hikae.server.settings.ServerError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Recovery points, their copies in the regions, and what is in them. */
@Path("/api/v1/snapshots")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "snapshots")
public final class SnapshotsResource {
    private final RunService service;
    private final InForce inForce;
    private final RepositoryPool pool;
    private final TestResults tests;

    public SnapshotsResource(RunService service, InForce inForce, RepositoryPool pool, TestResults tests) {
        this.service = service;
        this.inForce = inForce;
        this.pool = pool;
        this.tests = tests;
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.SNAPSHOT)
    @Operation(summary = "Snapshots, newest first; of one plan, one repository, one region")
    public Listing<SnapshotView> list(
            @QueryParam("plan") Optional<String> plan,
            @QueryParam("repository") Optional<String> repository,
            @QueryParam("region") Optional<String> region,
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit,
            @Context Caller caller) {
        int most = Listing.limit(limit);
        Optional<RegionName> in = region.map(r -> name("region", r, RegionName::new));
        Optional<String> after = Listing.position(cursor);
        List<Placed> rows = repositories(plan, repository)
                .flatMap(name -> snapshots(name, in, caller.name()))
                .filter(p -> plan.isEmpty() || p.snapshot().plan().equals(plan))
                .sorted(Comparator.comparing(Placed::position).reversed())
                .filter(p -> after.isEmpty() || p.position().compareTo(after.get()) < 0)
                .limit(most + 1L)
                .toList();
        return Listing.part(rows, most, Placed::position).map(this::view);
    }

    /** A snapshot and where it is. */
    private record Placed(RepositoryName repository, Snapshot snapshot) {
        /** Sorts by captured time, then id: seconds and nanoseconds have a fixed width. */
        String position() {
            return "%020d.%09d %s"
                    .formatted(
                            snapshot.capturedAt().getEpochSecond(),
                            snapshot.capturedAt().getNano(),
                            snapshot.id());
        }
    }

    private Stream<RepositoryName> repositories(Optional<String> plan, Optional<String> repository) {
        if (repository.isPresent()) {
            return Stream.of(inForce.repository(name("repository", repository.get(), RepositoryName::new))
                    .value()
                    .name());
        }
        // A plan that is not in force any more may have snapshots anywhere.
        Optional<PlanName> named = plan.map(p -> name("plan", p, PlanName::new));
        Optional<RepositoryName> ofPlan = inForce.plans().stream()
                .filter(p -> named.equals(Optional.of(p.value().name())))
                .map(p -> p.value().repository())
                .findFirst();
        return ofPlan.map(Stream::of).orElseGet(() -> inForce.repositories().stream()
                .map(r -> r.value().name()));
    }

    private static <T> T name(String parameter, String text, Function<String, T> type) {
        if (!Slug.isValid(text)) {
            throw new HikaeException(ServerError.MALFORMED_REQUEST, parameter);
        }
        return type.apply(text);
    }

    private Stream<Placed> snapshots(RepositoryName name, Optional<RegionName> region, String by) {
        List<Snapshot> all = pool.read(name, by, Repository::snapshots);
        return all.stream()
                .filter(s -> region.isEmpty() || s.regions().contains(region.get()))
                .map(s -> new Placed(name, s));
    }

    private SnapshotView view(Placed placed) {
        return SnapshotView.of(
                placed.repository(),
                placed.snapshot(),
                tests.copies(placed.snapshot().id()));
    }

    @GET
    @Path("{id}")
    @Permit(value = Verb.READ, on = Subject.SNAPSHOT)
    @Operation(summary = "One snapshot, by its id or a unique beginning of it")
    public SnapshotView one(
            @PathParam("id") String id, @QueryParam("repository") Optional<String> repository, @Context Caller caller) {
        RunService.Located at = locate(id, repository, caller);
        return view(new Placed(at.repository(), at.snapshot()));
    }

    private RunService.Located locate(String id, Optional<String> repository, Caller caller) {
        return service.locate(repository.map(r -> name("repository", r, RepositoryName::new)), id, caller.name());
    }

    @GET
    @Path("{id}/entries")
    @Permit(value = Verb.READ, on = Subject.ENTRY)
    @Operation(summary = "One directory of a snapshot in name order; without a path the roots")
    public Listing<EntryView> entries(
            @PathParam("id") String id,
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("repository") Optional<String> repository,
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit,
            @Context Caller caller) {
        int most = Listing.limit(limit);
        RunService.Located at = locate(id, repository, caller);
        RawPath directory = RawPath.parse(path);
        Optional<RawPath> after = Listing.position(cursor).map(RawPath::parse);
        DirectoryPart part = new DirectoryPart(after, most + 1);
        pool.read(
                at.repository(), caller.name(), r -> part.read(r, at.snapshot().id(), directory));
        return Listing.part(part.entries(), most, e -> e.name().toString()).map(e -> EntryView.of(directory, e));
    }
}
