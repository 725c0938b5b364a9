package dev.hikae.engine.crypto;

import dev.hikae.engine.key.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Stretches passphrases by Argon2id (RFC 9106). */
public final class Passphrases {
    private Passphrases() {}

    /** Cost: memory in KiB, passes, lanes. */
    public record Cost(int memoryKib, int passes, int lanes) {
        public static final Cost STANDARD = new Cost(64 << 10, 3, 1);

        /** What a hostile key slot may at most make a reader spend. */
        private static final Cost LIMIT = new Cost(1 << 20, 16, 8);

        /** Whether it is strong enough to be meant and small enough to be borne. */
        public boolean acceptable() {
            return memoryKib >= 8 << 10
                    && memoryKib <= LIMIT.memoryKib
                    && passes >= 1
                    && passes <= LIMIT.passes
                    && lanes >= 1
                    && lanes <= LIMIT.lanes;
        }
    }

    /** 32 bytes from the passphrase's UTF-8 in NFC; bytes that are no UTF-8 are taken as they are. */
    public static Secret stretch(Secret passphrase, byte[] salt, Cost cost) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        byte[] normal = normalised(passphrase.revealBytes());
        byte[] out = new byte[32];
        generator.generateBytes(normal, out);
        var stretched = Secret.copyOf(out);
        Arrays.fill(normal, (byte) 0);
        Arrays.fill(out, (byte) 0);
        return stretched;
    }

    private static byte[] normalised(byte[] raw) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
            return Normalizer.normalize(text, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return raw;
        }
    }
}
