package dev.hikae.drills.sign;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public key of a register, as a C2SP verifier key: {@code name+keyid+base64}.
 *
 * <p>The key id is the first four bytes of {@code SHA-256(name ‖ "\n" ‖ 0x01 ‖ key)}.
 */
public final class LogVerifierKey {
    private static final byte ED25519 = 1;
    /** What X.509 writes before the 32 bytes of an Ed25519 key (RFC 8410). */
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] key;

    private LogVerifierKey(String name, byte[] key) {
        this.name = name;
        this.key = key.clone();
    }

    static LogVerifierKey of(String name, PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new LogVerifierKey(name, Arrays.copyOfRange(encoded, SPKI.length, encoded.length));
    }

    /** Reads {@link #toString}'s form. */
    public static LogVerifierKey parse(String text) throws NotVerified {
        String[] parts = text.strip().split("\\+", 3);
        try {
            byte[] typed = Base64.getDecoder().decode(parts.length == 3 ? parts[2] : "");
            if (typed.length == 33 && typed[0] == ED25519 && !parts[0].isEmpty()) {
                LogVerifierKey read = new LogVerifierKey(parts[0], Arrays.copyOfRange(typed, 1, 33));
                if (read.toString().equals(text.strip())) {
                    return read;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new NotVerified("not base64 in the log's verifier key", e);
        }
        throw new NotVerified("not a C2SP Ed25519 verifier key");
    }

    /** The log's origin. */
    public String name() {
        return name;
    }

    byte[] keyId() {
        byte[] label = (name + "\n").getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(Digests.sha256(label, new byte[] {ED25519}, key), 4);
    }

    /** The text of a note, newline included, once its one signature line is found good. */
    public String open(String note) throws NotVerified {
        int cut = note.lastIndexOf("\n\n");
        if (cut < 0 || !note.endsWith("\n")) {
            throw new NotVerified("not a signed note");
        }
        String text = note.substring(0, cut + 1);
        String line = note.substring(cut + 2, note.length() - 1);
        String start = "\u2014 " + name + " ";
        if (!line.startsWith(start) || line.indexOf('\n') >= 0) {
            throw new NotVerified("the note is not signed by " + name + " alone");
        }
        check(text, line.substring(start.length()));
        return text;
    }

    private void check(String text, String encoded) throws NotVerified {
        try {
            ByteBuffer signature = ByteBuffer.wrap(Base64.getDecoder().decode(encoded));
            byte[] id = new byte[4];
            signature.get(id);
            byte[] rest = new byte[signature.remaining()];
            signature.get(rest);
            boolean canonical =
                    Base64.getEncoder().encodeToString(signature.array()).equals(encoded);
            if (!canonical || !Arrays.equals(id, keyId()) || !verify(text, rest)) {
                throw new NotVerified("the note's signature does not match its text");
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            throw new NotVerified("the note's signature line is malformed", e);
        }
    }

    private boolean verify(String text, byte[] signature) throws NotVerified {
        try {
            byte[] encoded = ByteBuffer.allocate(44).put(SPKI).put(key).array();
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new NotVerified("the note's signature is not readable: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogVerifierKey that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** {@code name+keyid+base64(0x01 ‖ key)}. */
    @Override
    public String toString() {
        byte[] typed = ByteBuffer.allocate(33).put(ED25519).put(key).array();
        return name + "+" + HexFormat.of().formatHex(keyId()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }
}
