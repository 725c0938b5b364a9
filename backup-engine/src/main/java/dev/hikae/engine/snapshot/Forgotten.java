package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A maintainer's record that snapshots are given up. Where it is, their outcomes are not visible; as predecessors they
 * count as present.
 *
 * @param closing gives up whatever regions that were left out may have committed
 */
public record Forgotten(
        String name,
        byte[] repositoryId,
        Certificate maintainer,
        Instant at,
        List<Entry> entries,
        Optional<Closing> closing,
        String reason) {
    public static final String MAGIC = "HIKAE1FG";
    private static final int REPOSITORY = 0x8001;
    private static final int CERTIFICATE = 0x8002;
    private static final int AT = 0x8003;
    private static final int ENTRY = 0x8004;
    private static final int REASON = 0x0005;
    private static final int CLOSES = 0x8006;
    private static final int KEPT = 0x8007;
    private static final Set<Integer> KNOWN = Set.of(REPOSITORY, CERTIFICATE, AT, ENTRY, REASON, CLOSES, KEPT);
    private static final int ENTRY_HEAD = 16 + Long.BYTES + 32;
    private static final int SESSION_KEY = 24;

    public Forgotten {
        entries = List.copyOf(entries);
    }

    /** One that names outcomes. */
    public Forgotten(
            String name, byte[] repositoryId, Certificate maintainer, Instant at, List<Entry> entries, String reason) {
        this(name, repositoryId, maintainer, at, entries, Optional.empty(), reason);
    }

    /** Whether it gives an outcome up. */
    public boolean givesUp(String outcome, byte[] sha256) {
        return closing.filter(c -> c.givesUp(outcome)).isPresent()
                || entries.stream().anyMatch(e -> e.names(outcome, sha256));
    }

    /**
     * Gives up every outcome of a session of an earlier epoch, also one that comes later.
     *
     * @param kept outcomes that stay
     */
    public record Closing(int epoch, Set<String> kept) {
        public Closing {
            kept = Set.copyOf(kept);
        }

        public boolean givesUp(String outcome) {
            return ObjectNames.epoch(outcome) < epoch && !kept.contains(outcome);
        }

        private byte[] encode() {
            List<byte[]> keys = kept.stream()
                    .flatMap(name -> ObjectNames.sessionKey(name).stream())
                    .sorted(Arrays::compareUnsigned)
                    .toList();
            var out = ByteBuffer.allocate(keys.size() * SESSION_KEY);
            keys.forEach(out::put);
            return out.array();
        }

        private static Closing decode(int epoch, byte[] keys) {
            Set<String> kept = new HashSet<>();
            for (int at = 0; at < keys.length; at += SESSION_KEY) {
                kept.add(ObjectNames.outcome(ObjectNames.session(Arrays.copyOfRange(keys, at, at + SESSION_KEY))));
            }
            return new Closing(epoch, kept);
        }
    }

    /**
     * One outcome.
     *
     * @param holder id of its writer, 16 bytes
     * @param sha256 of the whole object
     */
    public record Entry(byte[] holder, long sequence, byte[] sha256, String outcome) {
        public static Entry of(Outcome outcome, byte[] sha256) {
            return new Entry(outcome.writer().holder(), outcome.sequence(), sha256, outcome.name());
        }

        public boolean names(String name, byte[] digest) {
            return outcome.equals(name) && Arrays.equals(sha256, digest);
        }

        byte[] encode() {
            byte[] ascii = outcome.getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocate(ENTRY_HEAD + ascii.length)
                    .put(holder)
                    .putLong(sequence)
                    .put(sha256)
                    .put(ascii)
                    .array();
        }

        static Entry decode(byte[] bytes) {
            var in = ByteBuffer.wrap(bytes);
            byte[] holder = new byte[16];
            in.get(holder);
            long sequence = in.getLong();
            byte[] sha256 = new byte[32];
            in.get(sha256);
            return new Entry(
                    holder,
                    sequence,
                    sha256,
                    new String(bytes, in.position(), in.remaining(), StandardCharsets.US_ASCII));
        }
    }

    public byte[] sign(Secret maintainerSeed) {
        var body = new Tlv.Builder()
                .bytes(REPOSITORY, repositoryId)
                .bytes(CERTIFICATE, maintainer.encode())
                .bytes(AT, Times.encode(at));
        entries.forEach(e -> body.bytes(ENTRY, e.encode()));
        closing.ifPresent(c -> body.u32(CLOSES, c.epoch()).bytes(KEPT, c.encode()));
        body.text(REASON, reason);
        return Statement.sign(name, MAGIC, body.build(), maintainer.publicKey(), maintainerSeed);
    }

    /** Reads and verifies certificate and signature. */
    public static Forgotten parse(String name, byte[] object, Trust trust) {
        Statement statement = Statement.parse(MAGIC, object);
        var fields = Tlv.parse(statement.body(), KNOWN);
        Certificate maintainer =
                trust.maintainer(statement, name, fields.need(REPOSITORY, 16), fields.need(CERTIFICATE));
        try {
            return new Forgotten(
                    name,
                    trust.repositoryId(),
                    maintainer,
                    Times.decode(fields.need(AT, 12)),
                    fields.all(ENTRY).stream().map(Entry::decode).toList(),
                    closing(fields),
                    fields.text(REASON).orElse(""));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new FormatException("has a field of the wrong form", e);
        }
    }

    private static Optional<Closing> closing(Tlv fields) {
        if (fields.bytes(CLOSES).isEmpty()) {
            return Optional.empty();
        }
        byte[] kept = fields.need(KEPT);
        if (kept.length % SESSION_KEY != 0) {
            throw new FormatException("keeps a session whose name is cut off");
        }
        return Optional.of(Closing.decode(fields.needU32(CLOSES), kept));
    }
}
