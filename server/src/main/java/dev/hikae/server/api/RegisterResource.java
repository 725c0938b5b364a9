package dev.hikae.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.register.Register;
import dev.hikae.drills.register.Register.Leaf;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The register of every run that was due. Read only: nothing changes or deletes a leaf. */
@Path("/api/v1/register")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "register")
public final class RegisterResource {
    private final Register register;
    private final String verifierKey;

    /** @param verifierKey the log's key in the form of C2SP signed notes */
    public RegisterResource(Register register, String verifierKey) {
        this.register = register;
        this.verifierKey = verifierKey;
    }

    /** One leaf as the API shows it. */
    public record Row(
            long seq,
            String kind,
            Optional<String> runId,
            long runSeq,
            Optional<String> planSha256,
            Instant at,
            Optional<String> outcome,
            String bodyCommit) {
        static Row of(Leaf leaf) {
            return new Row(
                    leaf.seq(),
                    leaf.kind().word(),
                    leaf.run().map(Object::toString),
                    leaf.runSeq(),
                    leaf.planSha256(),
                    leaf.at(),
                    leaf.outcome(),
                    leaf.bodyCommit());
        }
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.REGISTER)
    @Operation(summary = "Leaves in order")
    public Listing<Row> leaves(
            @QueryParam("from") @DefaultValue("0") long from,
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        long first = Math.max(
                0,
                Listing.position(cursor)
                        .map(RegisterResource::number)
                        .map(n -> n + 1)
                        .orElse(from));
        int most = Listing.limit(limit);
        long size = register.size();
        List<Row> rows = register.leaves(Math.min(first, size), Math.min(first + most + 1, size)).stream()
                .map(Row::of)
                .toList();
        return Listing.part(rows, most, row -> Long.toString(row.seq()));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new HikaeException(e, ServerError.CURSOR);
        }
    }

    @GET
    @Path("checkpoint")
    @Produces(MediaType.TEXT_PLAIN)
    @Permit(value = Verb.READ, on = Subject.REGISTER)
    @Operation(summary = "A signed checkpoint of the whole register (C2SP tlog-checkpoint)")
    public String checkpoint() {
        return register.checkpoint();
    }

    @GET
    @Path("key")
    @Produces(MediaType.TEXT_PLAIN)
    @Permit(value = Verb.READ, on = Subject.REGISTER)
    @Operation(summary = "The key that verifies checkpoints")
    public String key() {
        return verifierKey + "\n";
    }

    @GET
    @Path("population")
    @Permit(value = Verb.READ, on = Subject.REGISTER)
    @Operation(summary = "How many runs were due in a period and what became of them")
    public ObjectNode population(@QueryParam("from") Optional<String> from, @QueryParam("to") Optional<String> to) {
        List<Leaf> leaves = register.leaves(0, register.size());
        Population whole = Population.count(leaves, Instant.EPOCH);
        return from.isEmpty() && to.isEmpty()
                ? whole.toJson()
                : Population.count(
                                leaves,
                                from.map(RegisterResource::instant).orElse(whole.from()),
                                to.map(RegisterResource::instant).orElse(whole.to()))
                        .toJson();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new HikaeException(e, ServerError.MALFORMED_REQUEST, text);
        }
    }
}
