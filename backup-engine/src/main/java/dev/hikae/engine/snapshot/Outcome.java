package dev.hikae.engine.snapshot;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The end of a session: a snapshot's commit. All but {@code sealed} is in the clear, so that a replicator needs no key.
 *
 * @param name of this object, {@code sessions/…/outcome}
 * @param sequence one more than the highest of {@code previous}, from 1
 * @param previous this writer's outcomes that this one follows (several when two sessions of one writer ran at once);
 *     a region may show this outcome only after them
 * @param objects every pack and index object the snapshot needs, old ones included
 * @param sealed the snapshot's manifest, sealed under the metadata key
 */
public record Outcome(
        String name,
        byte[] repositoryId,
        Certificate writer,
        long sequence,
        List<Previous> previous,
        SnapshotId snapshot,
        Instant capturedAt,
        List<NeededObject> objects,
        byte[] sealed) {
    public static final String MAGIC = "HIKAE1OC";
    /** As many objects fit into one that can be put at once, with room for all else. */
    public static final int MOST_OBJECTS = 1_400_000;

    private static final int KIND = 0x8001;
    private static final int REPOSITORY = 0x8002;
    private static final int WRITER = 0x8003;
    private static final int SEQUENCE = 0x8004;
    private static final int PREVIOUS = 0x8005;
    private static final int SNAPSHOT = 0x8006;
    private static final int CAPTURED = 0x0007;
    private static final int OBJECTS_BY_BYTES = 0x8008;
    private static final int SEALED = 0x8009;
    private static final int OBJECTS = 0x800c;
    static final Set<Integer> KNOWN =
            Set.of(KIND, REPOSITORY, WRITER, SEQUENCE, PREVIOUS, SNAPSHOT, CAPTURED, OBJECTS_BY_BYTES, SEALED, OBJECTS);
    private static final int COMMIT = 1;

    public Outcome {
        previous = List.copyOf(previous);
        objects = objects instanceof SharedObjects ? objects : NeededObjects.copyOf(objects);
    }

    /** An outcome this one follows: its name and the SHA-256 of the whole object. */
    public record Previous(String name, byte[] sha256) {}

    /** An object that must be in a region before this outcome may be there, with what it is recognised by. */
    public record NeededObject(String name, long size, int crc32c, ObjectDigest digest) {}

    /** Session folder, with the slash. */
    public String session() {
        return name.substring(0, name.length() - "outcome".length());
    }

    /** The same with other objects, as it is to be read. */
    public Outcome with(List<NeededObject> others) {
        // Held as this one's are.
        return holding(objects instanceof SharedObjects shared ? shared.pool().share(others) : others);
    }

    Outcome holding(List<NeededObject> others) {
        return new Outcome(name, repositoryId, writer, sequence, previous, snapshot, capturedAt, others, sealed);
    }

    /** The whole object, signed by the writer's key. */
    public byte[] sign(Secret writerSeed) {
        var body = new Tlv.Builder()
                .bytes(KIND, new byte[] {COMMIT})
                .bytes(REPOSITORY, repositoryId)
                .bytes(WRITER, writer.encode())
                .u64(SEQUENCE, sequence);
        previous.forEach(p -> body.bytes(PREVIOUS, encode(p)));
        body.text(SNAPSHOT, snapshot.value());
        body.bytes(CAPTURED, Times.encode(capturedAt));
        body.bytes(OBJECTS, NeededObjects.copyOf(objects).encoded()).bytes(SEALED, sealed);
        return Statement.sign(name, MAGIC, body.build(), writer.publicKey(), writerSeed);
    }

    /**
     * Reads an outcome and verifies its writer's certificate and signature.
     *
     * @throws FormatException when it is damaged, of a form this version does not know, or not rightly signed
     */
    public static Outcome parse(String name, byte[] object, Trust trust) {
        Statement statement = Statement.parse(MAGIC, object);
        var fields = Tlv.parse(statement.body(), KNOWN);
        int kind = fields.need(KIND, 1)[0];
        if (kind != COMMIT) {
            throw new FormatException("is an outcome of the unknown kind " + kind);
        }
        var writer = Certificate.parse(fields.need(WRITER));
        byte[] repository = fields.need(REPOSITORY, 16);
        if (!Arrays.equals(repository, trust.repositoryId())) {
            throw new FormatException("belongs to another repository");
        }
        if (!trust.certifies(writer, Certificate.Role.WRITER) || !statement.isSignedBy(writer.publicKey(), name)) {
            throw new FormatException("is not signed by a writer of this repository");
        }
        return decode(name, repository, writer, fields);
    }

    private static Outcome decode(String name, byte[] repository, Certificate writer, Tlv fields) {
        try {
            return new Outcome(
                    name,
                    repository,
                    writer,
                    fields.needU64(SEQUENCE),
                    fields.all(PREVIOUS).stream().map(Outcome::decodePrevious).toList(),
                    new SnapshotId(fields.needText(SNAPSHOT)),
                    Times.decode(fields.need(CAPTURED, 12)),
                    objects(fields),
                    fields.need(SEALED));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new FormatException("has a field of the wrong form", e);
        }
    }

    /** SHA-256 of the whole object, as {@link Previous} names it. */
    public static byte[] digest(byte[] object) {
        return Digests.sha256(object);
    }

    private static byte[] encode(Previous previous) {
        byte[] name = previous.name().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(32 + name.length)
                .put(previous.sha256())
                .put(name)
                .array();
    }

    private static Previous decodePrevious(byte[] bytes) {
        if (bytes.length < 33) {
            throw new FormatException("names its predecessor in too few bytes");
        }
        return new Previous(
                new String(bytes, 32, bytes.length - 32, StandardCharsets.US_ASCII), Arrays.copyOf(bytes, 32));
    }

    /** The older field names no form: all digests in it are of the objects' bytes. */
    private static List<NeededObject> objects(Tlv fields) {
        return fields.bytes(OBJECTS_BY_BYTES)
                .map(NeededObjects::parseOlder)
                .orElseGet(() -> NeededObjects.parse(fields.need(OBJECTS)));
    }
}
