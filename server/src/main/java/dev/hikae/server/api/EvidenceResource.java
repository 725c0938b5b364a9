package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.catalogue.EvidenceIndex;
import dev.hikae.server.catalogue.EvidenceIndex.Evidence;
import dev.hikae.server.evidence.BundleFiles;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.settings.ServerError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signed evidence of drills and restore tests. */
@Path("/api/v1/evidence")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "evidence")
public final class EvidenceResource {
    private final EvidenceIndex index;

    public EvidenceResource(EvidenceIndex index) {
        this.index = index;
    }

    /** One bundle, without the place where the service keeps it. */
    public record Item(
            String id,
            String run,
            String kind,
            String subject,
            String verdict,
            Instant issuedAt,
            String sha256,
            long size) {
        static Item of(Evidence e) {
            return new Item(
                    e.id(), e.run().value(), e.kind(), e.subject(), e.verdict(), e.issuedAt(), e.sha256(), e.size());
        }
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.EVIDENCE)
    @Operation(summary = "Bundles, newest first")
    public Listing<Item> list(
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        int most = Listing.limit(limit);
        List<Item> items = index.list(Listing.position(cursor), most + 1).stream()
                .map(Item::of)
                .toList();
        return Listing.part(items, most, Item::id);
    }

    @GET
    @Path("{id}")
    @Permit(value = Verb.READ, on = Subject.EVIDENCE)
    @Operation(summary = "One bundle's particulars")
    public Item one(@PathParam("id") String id) {
        return Item.of(find(id));
    }

    @GET
    @Path("{id}/bundle")
    @Produces("application/zip")
    @Permit(value = Verb.READ, on = Subject.EVIDENCE, audited = true)
    @Operation(summary = "The bundle, to be verified offline")
    public Response bundle(@PathParam("id") String id) {
        Evidence evidence = find(id);
        return download(evidence.file().toFile(), evidence.id() + ".zip");
    }

    @GET
    @Path("{id}/report")
    @Permit(value = Verb.READ, on = Subject.EVIDENCE)
    @Operation(summary = "The report's canonical JSON, as it was signed")
    public Response report(@PathParam("id") String id) {
        return Response.ok(BundleFiles.report(find(id).file())).build();
    }

    @GET
    @Path("{id}/report.pdf")
    @Produces("application/pdf")
    @Permit(value = Verb.READ, on = Subject.EVIDENCE, audited = true)
    @Operation(summary = "The report as a signed PDF, lang=ja or en")
    public Response pdf(@PathParam("id") String id, @QueryParam("lang") @DefaultValue("ja") String lang) {
        if (!lang.equals("ja") && !lang.equals("en")) {
            throw new HikaeException(ServerError.MALFORMED_REQUEST, "lang=ja|en");
        }
        Evidence evidence = find(id);
        return download(BundleFiles.pdf(evidence.file(), lang), evidence.id() + "." + lang + ".pdf");
    }

    private static Response download(Object entity, String name) {
        return Response.ok(entity)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }

    private Evidence find(String id) {
        return index.find(id).orElseThrow(() -> new HikaeException(ServerError.NO_SUCH, "evidence " + id));
    }
}
