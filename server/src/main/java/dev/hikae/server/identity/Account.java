package dev.hikae.server.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * A person's account.
 *
 * @param id {@code acc_} and a UUIDv7
 * @param name for sign-in and audit: lower-case letters, digits, dots, hyphens and underscores
 * @param mustChangePassword whether the present password only serves to set another
 * @param generation rises whenever what was issued before must end: password, roles or state changed
 * @param version rises with every change, for entity tags
 */
public record Account(
        String id,
        String name,
        Set<Role> roles,
        boolean enabled,
        boolean mustChangePassword,
        boolean secondFactor,
        long generation,
        long version,
        Instant createdAt,
        Optional<Instant> lastSignIn) {
    /** What a name looks like. */
    public static final String NAME = "[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?";

    /** Who acts in the audit trail and the register without an account. */
    private static final Set<String> RESERVED = Set.of("service", "schedule", "catch-up");

    /** Whether nobody has the name: no person, no machine, and nothing that acts by itself. One name is one actor for ever. */
    static boolean isFree(Handle h, String name) {
        return !RESERVED.contains(name)
                && h.createQuery("select (select count(*) from accounts where name = :name)"
                                        + " + (select count(*) from service_accounts where name = :name)")
                                .bind("name", name)
                                .mapTo(Long.class)
                                .one()
                        == 0;
    }

    public Account {
        roles = Set.copyOf(roles);
    }
}
