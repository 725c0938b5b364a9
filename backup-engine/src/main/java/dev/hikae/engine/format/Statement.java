package dev.hikae.engine.format;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.Ed25519;
import dev.hikae.engine.key.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A signed object: magic, fields, signatures, checksum. Each signature covers the object's name, so that no
 * statement can be shown under another name.
 *
 * @param magic eight ASCII characters, the object's type
 * @param body fields, as {@link Tlv} reads them; a view of the object they were read from, which may be large
 */
public record Statement(String magic, ByteBuffer body, List<SignatureBlock> signatures) {
    private static final byte[] CONTEXT = "Hikae format 1 signature\0".getBytes(StandardCharsets.US_ASCII);
    private static final int ED25519 = 1;

    public Statement {
        signatures = List.copyOf(signatures);
    }

    /** One signature: algorithm (1 is Ed25519), the first 8 bytes of the key's SHA-256, the signature. */
    public record SignatureBlock(int algorithm, byte[] keyId, byte[] signature) {}

    /** Encodes and signs with Ed25519. */
    public static byte[] sign(String name, String magic, byte[] body, byte[] publicKey, Secret seed) {
        byte[] signature = Ed25519.sign(seed, signedBytes(name, magic, ByteBuffer.wrap(body)));
        var out = ByteBuffer.allocate(8 + 4 + body.length + 1 + 1 + 8 + 2 + signature.length + 4);
        out.put(magic.getBytes(StandardCharsets.US_ASCII))
                .putInt(body.length)
                .put(body)
                .put((byte) 1)
                .put((byte) ED25519)
                .put(keyId(publicKey))
                .putShort((short) signature.length)
                .put(signature);
        return out.putInt(Digests.crc32c(out.duplicate().flip())).array();
    }

    /** Reads without judging signatures; see {@link #isSignedBy}. */
    public static Statement parse(String magic, byte[] object) {
        try {
            return parseWhole(magic, object);
        } catch (java.nio.BufferUnderflowException e) {
            throw new FormatException("is cut off", e);
        }
    }

    private static Statement parseWhole(String magic, byte[] object) {
        var in = ByteBuffer.wrap(object);
        byte[] head = take(in, 8);
        if (!magic.equals(new String(head, StandardCharsets.US_ASCII))) {
            throw new FormatException("does not begin with " + magic);
        }
        int end = object.length - 4;
        if (Digests.crc32c(in.duplicate().position(0).limit(end)) != in.getInt(end)) {
            throw new FormatException("has a wrong checksum");
        }
        ByteBuffer body = part(in, in.getInt());
        int count = in.get() & 0xff;
        var signatures = new ArrayList<SignatureBlock>();
        for (int i = 0; i < count; i++) {
            signatures.add(new SignatureBlock(in.get() & 0xff, take(in, 8), take(in, in.getShort() & 0xffff)));
        }
        if (in.position() != end) {
            throw new FormatException("has " + (end - in.position()) + " bytes too many");
        }
        return new Statement(magic, body, signatures);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        part(in, length).get(bytes);
        return bytes;
    }

    private static ByteBuffer part(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new FormatException("is cut off");
        }
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    /** Whether a signature by this Ed25519 key is there and right for an object of this name. */
    public boolean isSignedBy(byte[] publicKey, String name) {
        byte[] id = keyId(publicKey);
        byte[] message = signedBytes(name, magic, body);
        return signatures.stream()
                .filter(s -> s.algorithm() == ED25519 && Arrays.equals(s.keyId(), id))
                .anyMatch(s -> Ed25519.verify(publicKey, message, s.signature()));
    }

    public static byte[] keyId(byte[] publicKey) {
        return Arrays.copyOf(Digests.sha256(publicKey), 8);
    }

    private static byte[] signedBytes(String name, String magic, ByteBuffer body) {
        byte[] n = name.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(CONTEXT.length + 2 + n.length + 8 + 4 + body.remaining())
                .put(CONTEXT)
                .putShort((short) n.length)
                .put(n)
                .put(magic.getBytes(StandardCharsets.US_ASCII))
                .putInt(body.remaining())
                .put(body.duplicate())
                .array();
    }
}
