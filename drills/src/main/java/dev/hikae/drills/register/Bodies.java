package dev.hikae.drills.register;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.drills.sign.Digests;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What leaves commit to, one file each, thousand to a folder. Deleting a file erases the body and leaves the log whole:
 * without its 32 bytes of salt the commitment tells nothing.
 */
public final class Bodies {
    static final int SALT_BYTES = 32;

    private final Path folder;

    Bodies(Path folder) {
        this.folder = folder;
    }

    static String commit(byte[] salt, ObjectNode body) {
        return Digests.hex(salt, Jcs.bytes(body));
    }

    void write(long seq, byte[] salt, ObjectNode body) throws IOException {
        Path file = file(seq);
        Path parent = folder.resolve(thousand(seq));
        boolean fresh = !Files.isDirectory(parent);
        PrivateFiles.folder(parent);
        PrivateFiles.write(file, Jcs.bytes(salted(salt, body)));
        PrivateFiles.force(parent);
        if (fresh) {
            PrivateFiles.force(folder);
        }
    }

    /** The salted body as stored: {@code {"body":…,"salt":"hex"}}; empty once erased. */
    Optional<ObjectNode> read(long seq) throws IOException {
        Path file = file(seq);
        return Files.exists(file) ? Optional.of((ObjectNode) Json.parse(Files.readAllBytes(file))) : Optional.empty();
    }

    static ObjectNode salted(byte[] salt, ObjectNode body) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("salt", HexFormat.of().formatHex(salt));
        node.set("body", body);
        return node;
    }

    /** The body, once it is found to be what the leaf committed to. */
    public static ObjectNode open(JsonNode salted, String bodyCommit) throws NotVerified {
        try {
            byte[] salt = HexFormat.of().parseHex(salted.path("salt").asText());
            if (salt.length == SALT_BYTES
                    && salted.path("body") instanceof ObjectNode body
                    && commit(salt, body).equals(bodyCommit)) {
                return body;
            }
        } catch (IllegalArgumentException | HikaeException e) {
            throw new NotVerified("a salted body is malformed", e);
        }
        throw new NotVerified("a body is not what its leaf commits to");
    }

    private Path file(long seq) {
        return folder.resolve(thousand(seq)).resolve(seq + ".json");
    }

    private static String thousand(long seq) {
        return String.format("%06d", seq / 1000);
    }
}
