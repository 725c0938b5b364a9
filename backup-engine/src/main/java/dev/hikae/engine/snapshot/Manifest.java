package dev.hikae.engine.snapshot;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an outcome holds sealed: the snapshot itself.
 *
 * @param tree id of the page that lists the roots, 32 bytes
 * @param parent snapshot whose unchanged files were taken over
 * @param unreadable entries left out, at most 1,000, as shown
 */
public record Manifest(
        SnapshotId id,
        Optional<String> plan,
        String host,
        List<RawPath> roots,
        Instant capturedAt,
        Instant committedAt,
        boolean complete,
        Snapshot.Totals totals,
        byte[] tree,
        ChunkerProfile chunker,
        Optional<SnapshotId> parent,
        List<Unreadable> unreadable,
        byte[] domainId) {
    private static final int ID = 0x8001;
    private static final int PLAN = 0x0002;
    private static final int HOST = 0x8003;
    private static final int ROOT = 0x8004;
    private static final int CAPTURED = 0x8005;
    private static final int COMMITTED = 0x8006;
    private static final int COMPLETE = 0x8007;
    private static final int TOTALS = 0x8008;
    private static final int TREE = 0x8009;
    private static final int CHUNKER = 0x000a;
    private static final int PARENT = 0x000b;
    private static final int UNREADABLE = 0x000c;
    private static final int DOMAIN = 0x800d;
    private static final Set<Integer> KNOWN =
            Set.of(ID, HOST, ROOT, CAPTURED, COMMITTED, COMPLETE, TOTALS, TREE, DOMAIN);

    public Manifest {
        roots = List.copyOf(roots);
        unreadable = List.copyOf(unreadable);
    }

    /** How files were cut: profile 1 is keyed FastCDC. */
    public record ChunkerProfile(int profile, int min, int average, int max) {}

    /** An entry left out, and why, in English. */
    public record Unreadable(RawPath path, String what) {}

    public byte[] encode() {
        var out = new Tlv.Builder().text(ID, id.value());
        plan.ifPresent(p -> out.text(PLAN, p));
        out.text(HOST, host);
        roots.forEach(r -> out.bytes(ROOT, r.toBytes()));
        out.bytes(CAPTURED, Times.encode(capturedAt)).bytes(COMMITTED, Times.encode(committedAt));
        out.bytes(COMPLETE, new byte[] {(byte) (complete ? 1 : 0)});
        out.bytes(
                TOTALS,
                ByteBuffer.allocate(40)
                        .putLong(totals.entries())
                        .putLong(totals.files())
                        .putLong(totals.bytes())
                        .putLong(totals.bytesNew())
                        .putLong(totals.bytesStored())
                        .array());
        out.bytes(TREE, tree)
                .bytes(
                        CHUNKER,
                        ByteBuffer.allocate(13)
                                .put((byte) chunker.profile())
                                .putInt(chunker.min())
                                .putInt(chunker.average())
                                .putInt(chunker.max())
                                .array());
        parent.ifPresent(p -> out.text(PARENT, p.value()));
        unreadable.forEach(u -> out.bytes(UNREADABLE, encode(u)));
        return out.bytes(DOMAIN, domainId).build();
    }

    private static byte[] encode(Unreadable one) {
        byte[] path = one.path().toBytes();
        byte[] what = one.what().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + path.length + what.length)
                .putShort((short) path.length)
                .put(path)
                .put(what)
                .array();
    }

    public static Manifest decode(byte[] plain) {
        var fields = Tlv.parse(plain, KNOWN);
        try {
            var totals = ByteBuffer.wrap(fields.need(TOTALS, 40));
            return new Manifest(
                    new SnapshotId(fields.needText(ID)),
                    fields.text(PLAN),
                    fields.needText(HOST),
                    fields.all(ROOT).stream().map(RawPath::ofBytes).toList(),
                    Times.decode(fields.need(CAPTURED, 12)),
                    Times.decode(fields.need(COMMITTED, 12)),
                    fields.need(COMPLETE, 1)[0] == 1,
                    new Snapshot.Totals(
                            totals.getLong(), totals.getLong(), totals.getLong(), totals.getLong(), totals.getLong()),
                    fields.need(TREE, 32),
                    fields.bytes(CHUNKER).map(Manifest::decodeChunker).orElse(new ChunkerProfile(0, 0, 0, 0)),
                    fields.text(PARENT).map(SnapshotId::new),
                    fields.all(UNREADABLE).stream()
                            .map(Manifest::decodeUnreadable)
                            .toList(),
                    fields.need(DOMAIN, 16));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new FormatException("has a manifest with a field of the wrong form", e);
        }
    }

    private static ChunkerProfile decodeChunker(byte[] value) {
        var in = ByteBuffer.wrap(value);
        return new ChunkerProfile(in.get(), in.getInt(), in.getInt(), in.getInt());
    }

    private static Unreadable decodeUnreadable(byte[] value) {
        var in = ByteBuffer.wrap(value);
        byte[] path = new byte[in.getShort() & 0xffff];
        in.get(path);
        byte[] what = new byte[in.remaining()];
        in.get(what);
        return new Unreadable(RawPath.ofBytes(path), new String(what, StandardCharsets.UTF_8));
    }
}
