package dev.hikae.engine.keyring;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.key.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/** Codes that people type from paper: 20 random bytes in 8 groups of 4 characters, each with a check character. */
public final class RecoveryCode {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int GROUPS = 8;
    private static final int BYTES = 20;

    private RecoveryCode() {}

    /** A fresh code, as text. */
    public static Secret generate(SecureRandom random) {
        byte[] raw = new byte[BYTES];
        random.nextBytes(raw);
        String text = encode(raw);
        Arrays.fill(raw, (byte) 0);
        return Secret.copyOf(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String encode(byte[] raw) {
        var text = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            int[] values = new int[4];
            for (int i = 0; i < 4; i++) {
                values[i] = fiveBits(raw, 5 * (4 * group + i));
                text.append(ALPHABET.charAt(values[i]));
            }
            text.append(ALPHABET.charAt(check(values, group)));
            if (group < GROUPS - 1) {
                text.append('-');
            }
        }
        return text.toString();
    }

    private static int fiveBits(byte[] raw, int bit) {
        int value = 0;
        for (int i = bit; i < bit + 5; i++) {
            value = (value << 1) | ((raw[i >> 3] >> (7 - (i & 7))) & 1);
        }
        return value;
    }

    private static int check(int[] v, int group) {
        return (7 * v[0] + 5 * v[1] + 3 * v[2] + v[3] + group) % 31;
    }

    /**
     * The 20 bytes of a code as typed: case, spaces and hyphens do not matter, and letters that look like digits are digits.
     *
     * @throws HikaeException that names the first group with a typing error
     */
    static Secret decode(Secret typed) {
        byte[] bytes = typed.revealBytes();
        String text = new String(bytes, StandardCharsets.UTF_8)
                .toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replaceAll("[IL]", "1");
        Arrays.fill(bytes, (byte) 0);
        if (text.length() != 5 * GROUPS) {
            throw new HikaeException(EngineError.RECOVERY_CODE_LENGTH, text.length());
        }
        byte[] raw = new byte[BYTES];
        for (int group = 0; group < GROUPS; group++) {
            int[] values = new int[5];
            for (int i = 0; i < 5; i++) {
                values[i] = ALPHABET.indexOf(text.charAt(5 * group + i));
            }
            if (Arrays.stream(values).anyMatch(v -> v < 0) || check(values, group) != values[4]) {
                throw new HikaeException(EngineError.RECOVERY_CODE_TYPO, group + 1);
            }
            for (int i = 0; i < 4; i++) {
                put(raw, 5 * (4 * group + i), values[i]);
            }
        }
        var code = Secret.copyOf(raw);
        Arrays.fill(raw, (byte) 0);
        return code;
    }

    private static void put(byte[] raw, int bit, int value) {
        for (int i = 0; i < 5; i++) {
            int at = bit + i;
            raw[at >> 3] |= (byte) (((value >> (4 - i)) & 1) << (7 - (at & 7)));
        }
    }
}
