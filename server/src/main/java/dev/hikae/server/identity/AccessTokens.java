package dev.hikae.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hikae.config.error.HikaeException;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.settings.ServerError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;

/**
 * Access tokens: JWTs of the {@code at+jwt} kind (RFC 9068), ES256, short-lived.
 *
 * <p>A token names an account and its generation, no roles: those are looked up at each request, so that taking a role away
 * works at once. The signing key lies in {@code data/keys/} and signs nothing else.
 */
final class AccessTokens {
    static final String AUDIENCE = "hikae-api";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

    private final Catalogue catalogue;
    private final InstantSource clock;
    private final RandomTokens tokens;
    private final ECKey key;
    private final Duration life;

    AccessTokens(Catalogue catalogue, InstantSource clock, RandomTokens tokens, ECKey key, Duration life) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.tokens = tokens;
        this.key = key;
        this.life = life;
    }

    /** Reads the signing key, or makes it. */
    static ECKey key(Path folder, SecureRandom random) {
        Path file = folder.resolve("token-signing.jwk");
        try {
            if (!Files.exists(file)) {
                ECKey fresh = new ECKeyGenerator(Curve.P_256)
                        .secureRandom(random)
                        .keyIDFromThumbprint(true)
                        .generate();
                SecretFile.write(file, fresh.toJSONString() + "\n");
            }
            return ECKey.parse(Files.readString(file));
        } catch (IOException | ParseException | JOSEException e) {
            throw new HikaeException(e, ServerError.DATA_FOLDER, file, e.toString());
        }
    }

    /** A token and when it ends. */
    record Issued(String token, Instant expiresAt) {}

    /** Who a sound token names. */
    record Claims(String id, String subject, long generation, Instant expiresAt) {}

    Issued issue(String subject, long generation) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        Instant end = now.plus(life);
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(AUDIENCE)
                .subject(subject)
                .claim("gen", generation)
                .jwtID(tokens.next())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(end))
                .build();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(TYPE)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("bug: the signing key does not sign", e);
        }
        return new Issued(jwt.serialize(), end);
    }

    /** Checks algorithm, signature, issuer, audience, time and revocation. */
    Claims verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            boolean ours = JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                    && TYPE.equals(jwt.getHeader().getType())
                    && jwt.verify(new ECDSAVerifier(key.toPublicJWK()));
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!ours
                    || !issuer().equals(claims.getIssuer())
                    || !claims.getAudience().contains(AUDIENCE)) {
                throw new HikaeException(ServerError.TOKEN_REFUSED);
            }
            return inForce(new Claims(
                    required(claims.getJWTID()),
                    required(claims.getSubject()),
                    required(claims.getLongClaim("gen")),
                    required(claims.getExpirationTime()).toInstant()));
        } catch (ParseException | JOSEException e) {
            throw new HikaeException(e, ServerError.TOKEN_REFUSED);
        }
    }

    Duration life() {
        return life;
    }

    /** Ends a token before its time. */
    void revoke(Claims claims) {
        catalogue.change(h -> {
            h.createUpdate("delete from revoked_tokens where expires_at < :now")
                    .bind("now", clock.millis())
                    .execute();
            h.createUpdate("insert into revoked_tokens (id, expires_at) values (:id, :end) on conflict (id) do nothing")
                    .bind("id", claims.id())
                    .bind("end", claims.expiresAt().toEpochMilli())
                    .execute();
        });
    }

    private Claims inForce(Claims claims) {
        if (!clock.instant().isBefore(claims.expiresAt())) {
            throw new HikaeException(ServerError.TOKEN_EXPIRED);
        }
        boolean revoked = catalogue.read(h -> h.createQuery("select 1 from revoked_tokens where id = :id")
                .bind("id", claims.id())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
        if (revoked) {
            throw new HikaeException(ServerError.TOKEN_REFUSED);
        }
        return claims;
    }

    private String issuer() {
        return "urn:hikae:" + key.getKeyID();
    }

    private static <T> T required(T claim) {
        return Optional.ofNullable(claim).orElseThrow(() -> new HikaeException(ServerError.TOKEN_REFUSED));
    }
}
