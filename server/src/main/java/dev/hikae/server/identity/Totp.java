package dev.hikae.server.identity;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One-time codes of RFC 6238: six digits, 30 seconds, SHA-1, as every authenticator app makes them. */
final class Totp {
    private static final int PERIOD = 30;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Totp() {}

    /**
     * The time step of a code that is right now or was one step ago or will be in one.
     *
     * @param lastUsed step of the last code accepted: it and all before are spent
     */
    static Optional<Long> step(byte[] secret, String code, Instant now, long lastUsed) {
        long present = now.getEpochSecond() / PERIOD;
        for (long step = Math.max(present - 1, lastUsed + 1); step <= present + 1; step++) {
            if (RandomTokens.same(code(secret, step), code)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    static String code(byte[] secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash, offset, 4).getInt() & 0x7fff_ffff;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: no HmacSHA1", e);
        }
    }

    /** Base32 of RFC 4648 without padding, for apps and for typing. */
    static String base32(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8) | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                out.append(ALPHABET.charAt((buffer >> bits) & 31));
            }
        }
        return bits == 0
                ? out.toString()
                : out.append(ALPHABET.charAt((buffer << (5 - bits)) & 31)).toString();
    }
}
