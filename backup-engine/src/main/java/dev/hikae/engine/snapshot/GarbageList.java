package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A maintainer's statement of a collection: what may be garbage, or what is.
 *
 * @param names of packs, index objects and forgotten outcomes, in unsigned byte order
 * @param why a verdict is empty; empty otherwise
 * @param replacements by which, as {@code condemned} saw them in every region, packs that they replace are not needed
 */
public record GarbageList(
        Kind kind,
        byte[] repositoryId,
        Certificate maintainer,
        Generation generation,
        Instant at,
        List<String> names,
        String why,
        List<String> replacements) {
    private static final int REPOSITORY = 0x8001;
    private static final int CERTIFICATE = 0x8002;
    private static final int EPOCH = 0x8003;
    private static final int GENERATION = 0x8004;
    private static final int AT = 0x0005;
    private static final int NAMES = 0x8006;
    private static final int WHY = 0x0007;
    private static final int REPLACEMENTS = 0x8008;
    private static final Set<Integer> KNOWN =
            Set.of(REPOSITORY, CERTIFICATE, EPOCH, GENERATION, AT, NAMES, WHY, REPLACEMENTS);

    /** As many names fit into an object that can be put at once, with room for all else. */
    public static final int MOST = 300_000;

    /** The two statements of a collection. */
    public enum Kind {
        CONDEMNED("HIKAE1CD"),
        VERDICT("HIKAE1VD");

        private final String magic;

        Kind(String magic) {
            this.magic = magic;
        }

        public String name(Generation generation) {
            return switch (this) {
                case CONDEMNED -> ObjectNames.condemned(generation);
                case VERDICT -> ObjectNames.verdict(generation);
            };
        }
    }

    public GarbageList {
        names = List.copyOf(names);
        replacements = List.copyOf(replacements);
    }

    public GarbageList(
            Kind kind,
            byte[] repositoryId,
            Certificate maintainer,
            Generation generation,
            Instant at,
            List<String> names,
            String why) {
        this(kind, repositoryId, maintainer, generation, at, names, why, List.of());
    }

    /** The same by these replacements. */
    public GarbageList counting(List<String> counted) {
        return new GarbageList(kind, repositoryId, maintainer, generation, at, names, why, counted);
    }

    public String name() {
        return kind.name(generation);
    }

    public byte[] sign(Secret maintainerSeed) {
        var body = new Tlv.Builder()
                .bytes(REPOSITORY, repositoryId)
                .bytes(CERTIFICATE, maintainer.encode())
                .u32(EPOCH, generation.epoch())
                .u32(GENERATION, generation.number())
                .bytes(AT, Times.encode(at))
                .bytes(NAMES, encoded(names));
        if (!why.isEmpty()) {
            body.text(WHY, why);
        }
        if (!replacements.isEmpty()) {
            body.bytes(REPLACEMENTS, encoded(replacements));
        }
        return Statement.sign(name(), kind.magic, body.build(), maintainer.publicKey(), maintainerSeed);
    }

    /** The same for whichever of the two an object's name says. */
    public static GarbageList parse(String name, byte[] object, Trust trust) {
        Generation generation =
                Generation.of(name).orElseThrow(() -> new FormatException("has a name of no collection"));
        for (Kind kind : Kind.values()) {
            if (kind.name(generation).equals(name)) {
                return parse(kind, generation, object, trust);
            }
        }
        throw new FormatException("has a name of no statement");
    }

    /** Reads and verifies certificate, signature, and that it is the statement its name says. */
    public static GarbageList parse(Kind kind, Generation generation, byte[] object, Trust trust) {
        String name = kind.name(generation);
        Statement statement = Statement.parse(kind.magic, object);
        var fields = Tlv.parse(statement.body(), KNOWN);
        Certificate maintainer =
                trust.maintainer(statement, name, fields.need(REPOSITORY, 16), fields.need(CERTIFICATE));
        if (!new Generation(fields.needU32(EPOCH), fields.needU32(GENERATION)).equals(generation)) {
            throw new FormatException("speaks of another collection");
        }
        try {
            return new GarbageList(
                    kind,
                    trust.repositoryId(),
                    maintainer,
                    generation,
                    Times.decode(fields.bytes(AT).orElseThrow(() -> new FormatException("lacks its time"))),
                    decoded(fields.need(NAMES)),
                    fields.text(WHY).orElse(""),
                    fields.bytes(REPLACEMENTS).map(GarbageList::decoded).orElse(List.of()));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new FormatException("has a field of the wrong form", e);
        }
    }

    private static byte[] encoded(List<String> names) {
        var out = new ByteArrayOutputStream();
        for (String name : names) {
            byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
            out.write(ascii.length >> 8);
            out.write(ascii.length);
            out.writeBytes(ascii);
        }
        return out.toByteArray();
    }

    /** Nothing but packs, index objects and outcomes may ever be deleted on the word of a list. */
    private static List<String> decoded(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        List<String> names = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] ascii = new byte[in.getShort() & 0xffff];
            in.get(ascii);
            String name = new String(ascii, StandardCharsets.US_ASCII);
            if (!name.startsWith(ObjectNames.PACKS)
                    && !name.startsWith(ObjectNames.INDEX)
                    && !ObjectNames.isOutcome(name)) {
                throw new FormatException("names " + name + ", which no collection may delete");
            }
            names.add(name);
        }
        return names;
    }
}
