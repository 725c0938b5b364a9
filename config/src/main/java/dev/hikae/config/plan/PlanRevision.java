package dev.hikae.config.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.config.json.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A plan as it was applied: after defaults, in RFC 8785 form, with its hash.
 *
 * <p>Two files that mean the same have the same hash, whatever their comments, order and spelling of durations.
 *
 * @param canonical the plan's RFC 8785 JSON
 * @param sha256 of the canonical UTF-8 bytes, lower-case hexadecimal
 */
public record PlanRevision(Plan plan, String canonical, String sha256) {
    public static PlanRevision of(Plan plan) {
        JsonNode tree = Json.tree(plan);
        String canonical = Jcs.text(tree);
        return new PlanRevision(plan, canonical, Sha256.hex(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads back what was stored. */
    public static PlanRevision ofCanonical(String canonical) {
        return of(Json.read(canonical, Plan.class));
    }
}
