package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.settings.ServerError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;

/** Machines' accounts: each has one long-lived token, shown once, stored as a hash, revocable at once. */
public final class ServiceAccounts {
    /** What a service token begins with, so that scanners for leaked secrets find it. */
    static final String PREFIX = "hikae_svc_";

    private static final String COLUMNS =
            "select id, name, roles, created_at, created_by, expires_at, revoked_at, last_used_at from service_accounts ";

    private final Catalogue catalogue;
    private final InstantSource clock;
    private final Ids ids;
    private final RandomTokens tokens;

    ServiceAccounts(Catalogue catalogue, InstantSource clock, Ids ids, RandomTokens tokens) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.ids = ids;
        this.tokens = tokens;
    }

    /** A machine's account. */
    public record ServiceAccount(
            String id,
            String name,
            Set<Role> roles,
            Instant createdAt,
            String createdBy,
            Optional<Instant> expiresAt,
            Optional<Instant> revokedAt,
            Optional<Instant> lastUsedAt) {
        public ServiceAccount {
            roles = Set.copyOf(roles);
        }

        boolean inForce(Instant now) {
            return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
        }
    }

    /** A new account and its token, shown this once. */
    public record Created(ServiceAccount account, String token) {}

    public Created create(String name, Set<Role> roles, Optional<Instant> expiresAt, String createdBy) {
        String token = PREFIX + tokens.next();
        String id = ids.next("svc_");
        boolean stored = catalogue.write(h -> Account.isFree(h, name)
                && h.createUpdate(
                                        "insert into service_accounts (id, name, roles, token_hash, created_at, created_by, expires_at)"
                                                + " values (:id, :name, :roles, :hash, :now, :by, :end) on conflict (name) do nothing")
                                .bind("id", id)
                                .bind("name", name)
                                .bind("roles", Accounts.words(roles))
                                .bind("hash", RandomTokens.hash(token))
                                .bind("now", clock.millis())
                                .bind("by", createdBy)
                                .bind(
                                        "end",
                                        expiresAt.map(Instant::toEpochMilli).orElse(0L))
                                .execute()
                        == 1);
        if (!stored) {
            throw new HikaeException(ServerError.ACCOUNT_EXISTS, name);
        }
        return new Created(byId(id), token);
    }

    public List<ServiceAccount> list(Optional<String> after, int limit) {
        return catalogue.read(h -> h.createQuery(COLUMNS + "where name > :after order by name limit :limit")
                .bind("after", after.orElse(""))
                .bind("limit", limit)
                .map(ServiceAccounts::map)
                .list());
    }

    /** Ends the token and, with it, every access token it was exchanged for. */
    public ServiceAccount revoke(String name) {
        catalogue.change(h -> h.createUpdate(
                        "update service_accounts set revoked_at = :now where name = :name and revoked_at = 0")
                .bind("now", clock.millis())
                .bind("name", name)
                .execute());
        return catalogue
                .read(h -> h.createQuery(COLUMNS + "where name = :name")
                        .bind("name", name)
                        .map(ServiceAccounts::map)
                        .findOne())
                .orElseThrow(() -> new HikaeException(ServerError.NO_SUCH, name));
    }

    Optional<ServiceAccount> find(String id) {
        return catalogue.read(h -> h.createQuery(COLUMNS + "where id = :id")
                .bind("id", id)
                .map(ServiceAccounts::map)
                .findOne());
    }

    /** The account of a token in force. */
    Optional<ServiceAccount> byToken(String token) {
        Optional<ServiceAccount> found = catalogue.read(h -> h.createQuery(COLUMNS + "where token_hash = :hash")
                .bind("hash", RandomTokens.hash(token))
                .map(ServiceAccounts::map)
                .findOne()
                .filter(a -> a.inForce(clock.instant())));
        found.ifPresent(a -> used(a.id()));
        return found;
    }

    private ServiceAccount byId(String id) {
        return find(id).orElseThrow(() -> new HikaeException(ServerError.NO_SUCH, id));
    }

    private void used(String id) {
        catalogue.change(h -> h.createUpdate("update service_accounts set last_used_at = :now where id = :id")
                .bind("now", clock.millis())
                .bind("id", id)
                .execute());
    }

    private static ServiceAccount map(ResultSet r, StatementContext context) throws SQLException {
        return new ServiceAccount(
                r.getString("id"),
                r.getString("name"),
                Accounts.roles(r.getString("roles")),
                Instant.ofEpochMilli(r.getLong("created_at")),
                r.getString("created_by"),
                instant(r.getLong("expires_at")),
                instant(r.getLong("revoked_at")),
                instant(r.getLong("last_used_at")));
    }

    private static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
