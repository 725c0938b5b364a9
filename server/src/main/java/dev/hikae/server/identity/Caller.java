package dev.hikae.server.identity;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request.
 *
 * @param account id of the account
 * @param name of the account, as audited
 * @param session the browser session, when it is one
 * @param mustChangePassword whether nothing else is allowed before a new password is set
 */
public record Caller(
        String account, String name, Set<Role> roles, Optional<Session> session, boolean mustChangePassword)
        implements Principal {
    /** Nobody: not signed in. */
    public static final Caller NOBODY = new Caller("", "-", Set.of(), Optional.empty(), false);

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** The caller that the guard found, for filters behind it. */
    public static Caller of(ContainerRequestContext request) {
        return request.getProperty(Guard.CALLER) instanceof Caller caller ? caller : NOBODY;
    }

    @Override
    public String getName() {
        return name;
    }

    public boolean signedIn() {
        return !account.isEmpty();
    }

    public boolean may(Verb verb, Subject subject) {
        return roles.stream().anyMatch(r -> r.allows(verb, subject));
    }

    /** For pages: words instead of enums. */
    public boolean may(String verb, String subject) {
        return may(Verb.valueOf(verb), Subject.valueOf(subject));
    }
}
