package dev.hikae.drills.sign;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/** The register's Ed25519 key: signs checkpoints as C2SP signed notes. */
public final class LogKey {
    private final PrivateKey key;
    private final LogVerifierKey verifier;

    LogKey(PrivateKey key, LogVerifierKey verifier) {
        this.key = key;
        this.verifier = verifier;
    }

    /** The public half; its name is the log's origin. */
    public LogVerifierKey verifier() {
        return verifier;
    }

    /** The text, an empty line and one signature line. The text must end with a newline. */
    public String sign(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("bug: a note's text ends with a newline");
        }
        byte[] signature = raw(text.getBytes(StandardCharsets.UTF_8));
        byte[] line = ByteBuffer.allocate(4 + signature.length)
                .put(verifier.keyId())
                .put(signature)
                .array();
        return text + "\n\u2014 " + verifier.name() + " " + Base64.getEncoder().encodeToString(line) + "\n";
    }

    private byte[] raw(byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new HikaeException(e, EvidenceError.NOT_SIGNED, String.valueOf(e.getMessage()));
        }
    }
}
