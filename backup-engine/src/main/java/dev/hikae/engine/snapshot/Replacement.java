package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The outcome of a session that repacked: for the outcomes that it covers, new packs stand for old ones. Signed by a
 * maintainer, since it lets the old packs go.
 *
 * @param covered outcomes that are read through this one; to no other it means anything
 * @param objects what the session stored: packs and the index objects of these
 * @param moves by the name of an old pack, where what lives of it is now: the name of one of {@code objects}, empty when
 *     nothing does
 */
public record Replacement(
        String name,
        byte[] repositoryId,
        Certificate maintainer,
        Instant at,
        List<Covered> covered,
        List<NeededObject> objects,
        Map<String, String> moves) {
    private static final int KIND = 0x8001;
    private static final int REPOSITORY = 0x8002;
    private static final int CERTIFICATE = 0x8003;
    private static final int COVERED = 0x8004;
    private static final int MOVES = 0x8005;
    private static final int AT = 0x0007;
    private static final int OBJECTS = 0x800c;
    private static final Set<Integer> KNOWN = Set.of(KIND, REPOSITORY, CERTIFICATE, COVERED, MOVES, AT, OBJECTS);
    private static final int REPLACEMENT = 3;
    private static final int NOWHERE = -1;
    private static final int DIGEST = 32;

    public Replacement {
        covered = List.copyOf(covered);
        objects = NeededObjects.copyOf(objects);
        moves = Map.copyOf(moves);
    }

    /** An outcome: its name and the SHA-256 of the whole object. */
    public record Covered(String name, byte[] sha256) {
        /** The same for everything that names an outcome so. */
        public String key() {
            return key(name, sha256);
        }

        public static String key(String name, byte[] sha256) {
            return name + " " + HexFormat.of().formatHex(sha256);
        }
    }

    public boolean replaces(String pack) {
        return moves.containsKey(pack);
    }

    /** The pack in which an old one lives on. */
    public Optional<String> target(String pack) {
        return Optional.ofNullable(moves.get(pack)).filter(to -> !to.isEmpty());
    }

    public byte[] sign(Secret maintainerSeed) {
        var body = new Tlv.Builder()
                .bytes(KIND, new byte[] {REPLACEMENT})
                .bytes(REPOSITORY, repositoryId)
                .bytes(CERTIFICATE, maintainer.encode())
                .bytes(AT, Times.encode(at));
        covered.forEach(c -> body.bytes(COVERED, encode(c)));
        body.bytes(OBJECTS, NeededObjects.copyOf(objects).encoded()).bytes(MOVES, encodedMoves());
        return Statement.sign(name, Outcome.MAGIC, body.build(), maintainer.publicKey(), maintainerSeed);
    }

    /** @throws FormatException when it is another outcome, damaged, or not signed by a maintainer */
    public static Replacement parse(String name, byte[] object, Trust trust) {
        Statement statement = Statement.parse(Outcome.MAGIC, object);
        var fields = Tlv.parse(statement.body(), KNOWN);
        if (fields.need(KIND, 1)[0] != REPLACEMENT || !ObjectNames.isReplacement(name)) {
            throw new FormatException("is no replacement");
        }
        Certificate maintainer =
                trust.maintainer(statement, name, fields.need(REPOSITORY, 16), fields.need(CERTIFICATE));
        try {
            List<NeededObject> objects = NeededObjects.parse(fields.need(OBJECTS));
            return new Replacement(
                    name,
                    trust.repositoryId(),
                    maintainer,
                    Times.decode(fields.need(AT, 12)),
                    fields.all(COVERED).stream().map(Replacement::decode).toList(),
                    objects,
                    decodedMoves(fields.need(MOVES), objects));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new FormatException("has a field of the wrong form", e);
        }
    }

    private static byte[] encode(Covered covered) {
        byte[] name = covered.name().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(DIGEST + name.length)
                .put(covered.sha256())
                .put(name)
                .array();
    }

    private static Covered decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        byte[] sha256 = new byte[DIGEST];
        in.get(sha256);
        return new Covered(
                new String(bytes, DIGEST, bytes.length - DIGEST, java.nio.charset.StandardCharsets.US_ASCII), sha256);
    }

    private byte[] encodedMoves() {
        Map<String, Integer> places = new TreeMap<>();
        for (int i = 0; i < objects.size(); i++) {
            places.put(objects.get(i).name(), i);
        }
        var out = new ByteArrayOutputStream();
        new TreeMap<>(moves)
                .forEach((from, to) -> out.writeBytes(ByteBuffer.allocate(20)
                        .put(HexFormat.of().parseHex(from.substring(from.lastIndexOf('/') + 1)))
                        .putInt(to.isEmpty() ? NOWHERE : places.getOrDefault(to, NOWHERE))
                        .array()));
        return out.toByteArray();
    }

    private static Map<String, String> decodedMoves(byte[] bytes, List<NeededObject> objects) {
        var in = ByteBuffer.wrap(bytes);
        Map<String, String> moves = new TreeMap<>();
        while (in.hasRemaining()) {
            byte[] from = new byte[16];
            in.get(from);
            int place = in.getInt();
            if (place < NOWHERE || place >= objects.size()) {
                throw new FormatException("moves a pack to an object that it does not list");
            }
            moves.put(
                    ObjectNames.pack(from),
                    place == NOWHERE ? "" : objects.get(place).name());
        }
        return moves;
    }

    /** Names of what the session stored. */
    public Set<String> stored() {
        Set<String> names = new HashSet<>();
        objects.forEach(o -> names.add(o.name()));
        return names;
    }

    /** Packs that are replaced, for quick look-up. */
    ObjectTable replaced() {
        var table = new ObjectTable();
        moves.keySet().forEach(name -> table.put(name, 0));
        return table;
    }
}
