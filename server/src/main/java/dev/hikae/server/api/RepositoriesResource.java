package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.Slug;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.repository.ObjectLock;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionStatus;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.server.http.Language;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.InForce;
import dev.hikae.server.run.RepositoryStates;
import dev.hikae.server.run.RepositoryStates.State;
import dev.hikae.server.run.RunError;
import dev.hikae.server.run.UpkeepRuns;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
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
    private final RepositoryStates states;

    public RepositoriesResource(InForce inForce, RepositoryStates states) {
        this.inForce = inForce;
        this.states = states;
    }

    /**
     * A repository.
     *
     * @param id random, the same in every region; missing while it cannot be opened
     * @param ownerFingerprint of the owner's public key
     * @param problem why it cannot be opened
     * @param members how many regions a snapshot can be in
     * @param unfinished a change of home or regions that was begun and does not count
     * @param lacking snapshots that a region that answers does not show, newest first
     * @param moreLacking such snapshots that are not listed
     * @param upkeep what the service does by itself
     * @param alarms what somebody has to look at
     */
    public record View(
            RepositoryName name,
            Optional<String> id,
            RegionName home,
            int quorum,
            Optional<String> ownerFingerprint,
            Optional<String> problem,
            int members,
            Optional<Unfinished> unfinished,
            List<Region> regions,
            Optional<Copies> newest,
            List<Copies> lacking,
            int moreLacking,
            List<Kept> upkeep,
            List<String> alarms) {
        public View {
            regions = List.copyOf(regions);
            lacking = List.copyOf(lacking);
            upkeep = List.copyOf(upkeep);
            alarms = List.copyOf(alarms);
        }
    }

    /** A statement about home and regions that too few regions hold. */
    public record Unfinished(int epoch, RegionName home, List<RegionName> regions) {
        public Unfinished {
            regions = List.copyOf(regions);
        }
    }

    /**
     * One region of a repository.
     *
     * @param part what it is to the repository
     * @param watermark up to which captured time it holds everything
     * @param newest the snapshot at the watermark
     * @param snapshotsBehind committed, but not visible there
     * @param exposure what would be lost with all other regions, of the plan that is worst off
     * @param lock as configured, and as last checked
     * @param lastScrub of this region
     */
    public record Region(
            RepositoryName repository,
            RegionName region,
            RegionOverview.Part part,
            boolean home,
            boolean reachable,
            Optional<String> problem,
            Optional<Instant> watermark,
            Optional<SnapshotId> newest,
            long snapshotsHeld,
            long snapshotsBehind,
            Optional<Exposure> exposure,
            Optional<Lock> lock,
            Optional<LastScrub> lastScrub) {}

    /** @param age of the newest complete snapshot there; missing when there is none */
    public record Exposure(PlanName plan, Optional<Duration> age, Duration rpo, boolean exceeded) {}

    public record Lock(ObjectLock.Mode mode, Duration period, Optional<UpkeepRuns.Locked> lastCheck) {}

    /**
     * The last scrub of a region.
     *
     * @param damaged objects that are damaged or lost and were not healed
     */
    public record LastScrub(
            RunId run,
            Instant at,
            String level,
            Optional<String> problem,
            long checked,
            long left,
            Optional<Instant> oldest,
            long damaged) {}

    /** A snapshot, how many copies of it are known, and which regions do not show it. */
    public record Copies(
            SnapshotId snapshot,
            Optional<String> plan,
            Instant capturedAt,
            int copies,
            int of,
            List<RegionName> missingIn) {
        public Copies {
            missingIn = List.copyOf(missingIn);
        }
    }

    /**
     * One kind of upkeep.
     *
     * @param kind of its runs
     * @param next when it is due; missing when it is not scheduled
     */
    public record Kept(
            String kind,
            Optional<RunId> lastRun,
            Optional<RunState> state,
            Optional<Instant> endedAt,
            Optional<Instant> next,
            boolean overdue) {}

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
        var config = inForce.repository(new RepositoryName(name)).value();
        return view(states.of(config, caller.name()), locale(headers));
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
        return states.all(caller.name()).stream().map(s -> view(s, locale)).toList();
    }

    private static Locale locale(HttpHeaders headers) {
        return Language.accepted(Optional.ofNullable(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)));
    }

    private static View view(State s, Locale locale) {
        return new View(
                s.config().name(),
                s.info().map(i -> i.id()),
                s.home(),
                s.quorum(),
                s.info().map(i -> i.ownerFingerprint()),
                s.problem().map(text -> Messages.render(text, locale)),
                s.members(),
                s.unfinished().map(u -> new Unfinished(u.epoch(), u.home(), u.regions())),
                s.regions().stream()
                        .map(r -> region(s.config().name(), r, locale))
                        .toList(),
                s.newest().map(RepositoriesResource::copies),
                s.lacking().stream().map(RepositoriesResource::copies).toList(),
                s.moreLacking(),
                s.upkeep().stream().map(RepositoriesResource::kept).toList(),
                s.alarms().stream()
                        .map((Text text) -> Messages.render(text, locale))
                        .toList());
    }

    private static Region region(RepositoryName repository, RepositoryStates.Region r, Locale locale) {
        return new Region(
                repository,
                r.region(),
                r.part(),
                r.home(),
                r.reachable(),
                r.problem().map((Text t) -> Messages.render(t, locale)),
                r.status().flatMap(RegionStatus::watermark),
                r.status().flatMap(RegionStatus::newest),
                r.status().map(RegionStatus::snapshotsHeld).orElse(0L),
                r.status().map(RegionStatus::snapshotsBehind).orElse(0L),
                r.exposure().map(e -> new Exposure(e.plan(), e.age(), e.rpo(), e.exceeded())),
                r.lock().map(l -> new Lock(l.mode(), l.period(), r.locked())),
                r.scrubbed()
                        .map(x -> new LastScrub(
                                x.run(),
                                x.at(),
                                x.level(),
                                x.problem(),
                                x.checked(),
                                x.left(),
                                x.oldest(),
                                x.damage().size())));
    }

    private static Copies copies(RepositoryStates.Copies c) {
        return new Copies(c.snapshot(), c.plan(), c.capturedAt(), c.copies(), c.of(), c.missingIn());
    }

    private static Kept kept(UpkeepRuns.Kept k) {
        return new Kept(
                k.kind(),
                k.last().map(Run::id),
                k.last().map(Run::state),
                k.last().flatMap(Run::endedAt),
                k.next(),
                k.overdue());
    }
}
