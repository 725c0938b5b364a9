package dev.hikae.server.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.json.Jcs;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the trail.
 *
 * @param seq counts from 1, without gaps
 * @param phase where the deed stands
 * @param actor account name, {@code -} for nobody, {@code schedule} or {@code service}
 * @param action what, for example {@code start backup}
 * @param subject to what, for example a path or a name
 * @param completes the intent that this line completes
 * @param details further facts; never secrets
 * @param previous hash of the line before; 64 zeros for the first
 * @param hash SHA-256 of this line as RFC 8785 JSON without this member
 */
public record AuditRecord(
        long seq,
        Instant at,
        Phase phase,
        String actor,
        String action,
        String subject,
        Optional<Long> completes,
        Map<String, String> details,
        String previous,
        String hash) {
    /** What stands before the first line. */
    static final String ORIGIN = "0".repeat(64);

    public AuditRecord {
        details = Map.copyOf(details);
    }

    /** Where a deed stands. */
    public enum Phase {
        /** Is about to happen; written before the effect. */
        INTENT,
        /** Happened. */
        DONE,
        /** Was tried and failed. */
        FAILED,
        /** Was not permitted. */
        REFUSED,
        /** Happened by itself. */
        EVENT
    }

    static AuditRecord chained(
            Draft draft, Phase phase, Optional<Long> completes, long seq, Instant at, String previous) {
        AuditRecord open = new AuditRecord(
                seq,
                at,
                phase,
                draft.actor(),
                draft.action(),
                draft.subject(),
                completes,
                draft.details(),
                previous,
                "");
        return open.withHash(Jcs.sha256(open.json()));
    }

    /** What is to be recorded. */
    public record Draft(String actor, String action, String subject, Map<String, String> details) {
        public Draft {
            details = Map.copyOf(details);
        }

        public Draft with(Map<String, String> others) {
            return new Draft(actor, action, subject, others);
        }
    }

    boolean sound() {
        return Jcs.sha256(withHash("").json()).equals(hash);
    }

    private AuditRecord withHash(String value) {
        return new AuditRecord(seq, at, phase, actor, action, subject, completes, details, previous, value);
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("seq", seq)
                .put("at", at.toString())
                .put("phase", phase.name().toLowerCase(java.util.Locale.ROOT))
                .put("actor", actor)
                .put("action", action)
                .put("subject", subject);
        completes.ifPresent(c -> node.put("completes", c));
        details.forEach(node.withObjectProperty("details")::put);
        node.put("previous", previous);
        if (!hash.isEmpty()) {
            node.put("hash", hash);
        }
        return node;
    }

    static AuditRecord parse(ObjectNode node) {
        Map<String, String> details = new java.util.HashMap<>();
        node.path("details")
                .properties()
                .forEach(e -> details.put(e.getKey(), e.getValue().asText()));
        return new AuditRecord(
                node.path("seq").asLong(),
                Instant.parse(node.path("at").asText()),
                Phase.valueOf(node.path("phase").asText().toUpperCase(java.util.Locale.ROOT)),
                node.path("actor").asText(),
                node.path("action").asText(),
                node.path("subject").asText(),
                node.has("completes") ? Optional.of(node.path("completes").asLong()) : Optional.empty(),
                details,
                node.path("previous").asText(),
                node.path("hash").asText());
    }
}
