package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords as Argon2id hashes (RFC 9106): 64 MiB, three passes, one lane; about 0.2 s each.
 *
 * <p>At most two are computed at once, so that sign-ins can take neither the memory nor the processors from backups.
 */
final class Passwords {
    private static final int MEMORY_KIB = 64 * 1024;
    private static final int PASSES = 3;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final int SHORTEST = 12;
    private static final int LONGEST = 256;
    private static final String PREFIX = "$argon2id$v=19$m=65536,t=3,p=1$";
    /** The passwords that are tried first, long enough to pass the rule of length. */
    private static final Set<String> COMMON = Set.of(
            "password1234",
            "passwordpassword",
            "123456789012",
            "administrator",
            "qwertyuiop12",
            "changemechangeme",
            "letmeinletmein",
            "adminadminadmin",
            "hikaehikaehikae",
            "1234567890123",
            "12345678901234");

    private final SecureRandom random;
    private final Semaphore atOnce = new Semaphore(2, true);
    private final String nobodys;

    Passwords(SecureRandom random) {
        this.random = random;
        this.nobodys = PREFIX + encode(new byte[SALT]) + "$" + encode(new byte[HASH]);
    }

    /** Refuses passwords that are too short, too long, common, of one character, or the account's name. */
    static void requireStrong(String password, String name) {
        String lower = password.toLowerCase(Locale.ROOT);
        boolean weak = password.length() < SHORTEST
                || password.length() > LONGEST
                || COMMON.contains(lower)
                || password.chars().distinct().count() < 5
                || lower.contains(name);
        if (weak) {
            throw new HikaeException(ServerError.PASSWORD_WEAK, SHORTEST, LONGEST);
        }
    }

    String hash(String password) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        return PREFIX + encode(salt) + "$" + encode(compute(password, salt));
    }

    boolean matches(String password, String stored) {
        String[] parts = stored.substring(PREFIX.length()).split("\\$");
        byte[] salt = Base64.getDecoder().decode(parts[0]);
        return MessageDigest.isEqual(Base64.getDecoder().decode(parts[1]), compute(password, salt));
    }

    /** Takes as long as {@link #matches}: an unknown name answers no sooner than a known one. */
    void pretend(String password) {
        matches(password, nobodys);
    }

    private byte[] compute(String password, byte[] salt) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[HASH];
        atOnce.acquireUninterruptibly();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(MEMORY_KIB)
                    .withIterations(PASSES)
                    .withParallelism(1)
                    .withSalt(salt)
                    .build());
            generator.generateBytes(bytes, out);
            return out;
        } finally {
            atOnce.release();
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
