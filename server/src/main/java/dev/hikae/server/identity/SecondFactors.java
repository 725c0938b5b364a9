package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.settings.ServerError;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/** Second factors: authenticator apps, enrolled by their owner, each code good for once. */
public final class SecondFactors {
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final SecureRandom random;

    SecondFactors(Catalogue catalogue, InstantSource clock, SecureRandom random) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.random = random;
    }

    /** A new secret: shown once, in force only after {@link #confirm}. */
    public record Enrolment(String secret, URI uri) {
        @Override
        public String toString() {
            return "Enrolment";
        }
    }

    public Enrolment begin(String account, String name) {
        byte[] secret = new byte[20];
        random.nextBytes(secret);
        catalogue.change(h -> h.createUpdate("update accounts set totp_pending = :secret where id = :id")
                .bind("secret", HexFormat.of().formatHex(secret))
                .bind("id", account)
                .execute());
        String text = Totp.base32(secret);
        return new Enrolment(text, URI.create("otpauth://totp/Hikae:" + name + "?issuer=Hikae&secret=" + text));
    }

    /** Proves that the owner's app has the secret; from now on sign-in asks for a code. */
    public void confirm(String account, String code) {
        String pending = secret(account, "totp_pending").orElseThrow(() -> refused());
        long step = Totp.step(HexFormat.of().parseHex(pending), code, clock.instant(), 0)
                .orElseThrow(SecondFactors::refused);
        catalogue.change(h -> h.createUpdate("update accounts set totp_secret = totp_pending, totp_pending = null,"
                        + " totp_step = :step, version = version + 1 where id = :id")
                .bind("step", step)
                .bind("id", account)
                .execute());
    }

    /** Whether a code is right and not yet used; uses it up. */
    boolean accept(String account, String code) {
        Optional<String> secret = secret(account, "totp_secret");
        long last = catalogue.read(h -> h.createQuery("select totp_step from accounts where id = :id")
                .bind("id", account)
                .mapTo(Long.class)
                .one());
        return secret.flatMap(s -> Totp.step(HexFormat.of().parseHex(s), code, clock.instant(), last))
                .map(step -> use(account, step))
                .orElse(false);
    }

    private boolean use(String account, long step) {
        return catalogue.write(
                h -> h.createUpdate("update accounts set totp_step = :step where id = :id and totp_step < :step")
                                .bind("step", step)
                                .bind("id", account)
                                .execute()
                        == 1);
    }

    private Optional<String> secret(String account, String column) {
        return catalogue.read(h -> h.createQuery("select " + column + " as secret from accounts where id = :id")
                .bind("id", account)
                .map((r, c) -> Optional.ofNullable(r.getString("secret")))
                .findOne()
                .flatMap(s -> s));
    }

    private static HikaeException refused() {
        return new HikaeException(ServerError.SECOND_FACTOR_REFUSED);
    }
}
