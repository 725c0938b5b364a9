package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.InstantSource;
import java.util.Optional;

/** Finds out who makes a request: by a bearer token, else by the session cookie. */
final class Identification {
    private static final String SCHEME = "Bearer ";

    private final Accounts accounts;
    private final ServiceAccounts services;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final InstantSource clock;

    Identification(
            Accounts accounts, ServiceAccounts services, Sessions sessions, AccessTokens tokens, InstantSource clock) {
        this.accounts = accounts;
        this.services = services;
        this.sessions = sessions;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Nobody when the request shows nothing; refuses what it shows when that is not in force. */
    Caller caller(ContainerRequestContext request) {
        Optional<String> header = Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        if (header.isPresent()) {
            return byToken(bearer(header.get()).orElseThrow(() -> new HikaeException(ServerError.TOKEN_REFUSED)));
        }
        return Optional.ofNullable(request.getCookies().get(Session.COOKIE))
                .map(Cookie::getValue)
                .map(this::bySession)
                .orElse(Caller.NOBODY);
    }

    static Optional<String> bearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    private Caller bySession(String cookie) {
        return sessions.find(cookie)
                .flatMap(live -> accounts.find(live.account())
                        .filter(Account::enabled)
                        .map(a -> new Caller(
                                a.id(), a.name(), a.roles(), Optional.of(live.session()), a.mustChangePassword())))
                .orElseThrow(() -> new HikaeException(ServerError.SESSION_OVER));
    }

    private Caller byToken(String token) {
        AccessTokens.Claims claims = tokens.verify(token);
        return person(claims)
                .or(() -> machine(claims))
                .orElseThrow(() -> new HikaeException(ServerError.TOKEN_REFUSED));
    }

    private Optional<Caller> person(AccessTokens.Claims claims) {
        return accounts.find(claims.subject())
                .filter(a -> a.enabled() && a.generation() == claims.generation())
                .map(a -> new Caller(a.id(), a.name(), a.roles(), Optional.empty(), a.mustChangePassword()));
    }

    private Optional<Caller> machine(AccessTokens.Claims claims) {
        return services.find(claims.subject())
                .filter(a -> a.inForce(clock.instant()))
                .map(a -> new Caller(a.id(), a.name(), a.roles(), Optional.empty(), false));
    }
}
