package dev.hikae.drills.register;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.register.Register.Leaf;
import dev.hikae.drills.sign.NotVerified;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A leaf as bytes: RFC 8785 JSON, format version 1, and nothing but the members it knows. */
public final class LeafForm {
    /** Longest leaf in bytes. */
    public static final int MAX_BYTES = 1024;

    private static final int VERSION = 1;

    private LeafForm() {}

    /** The bytes that the Merkle tree hashes; without a newline. */
    public static byte[] bytes(Leaf leaf) {
        return Jcs.bytes(json(leaf));
    }

    /** Reads a leaf; the only accepted bytes are those that {@link #bytes} would write. */
    public static Leaf parse(byte[] line) throws NotVerified {
        try {
            Leaf leaf = leaf(Json.parse(line));
            if (Arrays.equals(bytes(leaf), line)) {
                return leaf;
            }
        } catch (HikaeException | DateTimeException | IllegalArgumentException e) {
            throw new NotVerified("not a leaf: " + e.getMessage(), e);
        }
        throw new NotVerified("not a leaf in canonical form: " + new String(line, StandardCharsets.UTF_8));
    }

    private static ObjectNode json(Leaf leaf) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("v", VERSION);
        node.put("seq", leaf.seq());
        node.put("kind", leaf.kind().word());
        leaf.run().ifPresent(run -> node.put("run_id", run.value()).put("run_seq", leaf.runSeq()));
        leaf.planSha256().ifPresent(hash -> node.put("plan_sha256", hash));
        node.put("at", leaf.at().toString());
        leaf.outcome().ifPresent(outcome -> node.put("outcome", outcome));
        leaf.due().ifPresent(due -> node.put("due", due.toString()));
        node.put("body_commit", leaf.bodyCommit());
        return node;
    }

    private static Leaf leaf(JsonNode node) {
        return new Leaf(
                node.path("seq").asLong(-1),
                kind(node.path("kind").asText()),
                text(node, "run_id").map(RunId::new),
                node.path("run_seq").asLong(0),
                text(node, "plan_sha256"),
                Instant.parse(node.path("at").asText()),
                text(node, "outcome"),
                text(node, "due").map(Instant::parse),
                node.path("body_commit").asText());
    }

    private static Optional<String> text(JsonNode node, String member) {
        return Optional.ofNullable(node.get(member)).map(JsonNode::asText);
    }

    private static Kind kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind " + word));
    }
}
