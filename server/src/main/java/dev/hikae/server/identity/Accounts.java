package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.settings.ServerError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Where accounts are kept. There is always an enabled administrator. */
public final class Accounts {
    private static final String COLUMNS =
            "select id, name, roles, enabled, must_change, totp_secret is not null as second,"
                    + " generation, version, created_at, last_sign_in from accounts ";

    private final Catalogue catalogue;
    private final InstantSource clock;
    private final Ids ids;
    private final Passwords passwords;
    private final RandomTokens tokens;

    Accounts(Catalogue catalogue, InstantSource clock, Ids ids, Passwords passwords, RandomTokens tokens) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.ids = ids;
        this.passwords = passwords;
        this.tokens = tokens;
    }

    /** A new account and its first password, which only serves to set another. */
    public record Created(Account account, String firstPassword) {}

    public Created create(String name, Set<Role> roles) {
        return store(name, roles, tokens.legible(), true);
    }

    /** A new account with a password that somebody chose. */
    public Account create(String name, Set<Role> roles, String password, boolean mustChange) {
        Passwords.requireStrong(password, name);
        return store(name, roles, password, mustChange).account();
    }

    Created store(String name, Set<Role> roles, String password, boolean mustChange) {
        String id = ids.next("acc_");
        String hash = passwords.hash(password);
        boolean stored = catalogue.write(h -> Account.isFree(h, name)
                && h.createUpdate(
                                        "insert into accounts (id, name, roles, password_hash, must_change, enabled, generation,"
                                                + " version, created_at) values (:id, :name, :roles, :hash, :must, 1, 1, 1, :now)"
                                                + " on conflict (name) do nothing")
                                .bind("id", id)
                                .bind("name", name)
                                .bind("roles", words(roles))
                                .bind("hash", hash)
                                .bind("must", mustChange ? 1 : 0)
                                .bind("now", clock.millis())
                                .execute()
                        == 1);
        if (!stored) {
            throw new HikaeException(ServerError.ACCOUNT_EXISTS, name);
        }
        return new Created(byId(id), password);
    }

    /** By name, page by page. */
    public List<Account> list(Optional<String> after, int limit) {
        return catalogue.read(h -> h.createQuery(COLUMNS + "where name > :after order by name limit :limit")
                .bind("after", after.orElse(""))
                .bind("limit", limit)
                .map(Accounts::map)
                .list());
    }

    public Optional<Account> find(String id) {
        return catalogue.read(h -> find(h, id));
    }

    public Account byId(String id) {
        return find(id).orElseThrow(() -> noSuch(id));
    }

    /** By name; refuses one that does not exist. */
    public Account named(String name) {
        return byName(name).orElseThrow(() -> noSuch(name));
    }

    Optional<Account> byName(String name) {
        return catalogue.read(h -> h.createQuery(COLUMNS + "where name = :name")
                .bind("name", name)
                .map(Accounts::map)
                .findOne());
    }

    public boolean isEmpty() {
        return catalogue.read(h ->
                h.createQuery("select count(*) from accounts").mapTo(Long.class).one() == 0);
    }

    /** Changes roles or state, ends sessions and tokens. Refused when no enabled administrator would be left. */
    public Account change(String id, long version, Set<Role> roles, boolean enabled) {
        return catalogue.write(h -> {
            int changed = h.createUpdate(
                            "update accounts set roles = :roles, enabled = :enabled,"
                                    + " generation = generation + 1, version = version + 1 where id = :id and version = :version")
                    .bind("roles", words(roles))
                    .bind("enabled", enabled ? 1 : 0)
                    .bind("id", id)
                    .bind("version", version)
                    .execute();
            Account account = find(h, id).orElseThrow(() -> noSuch(id));
            if (changed == 0) {
                throw new HikaeException(ServerError.CHANGED_MEANWHILE);
            }
            requireAdministrator(h);
            endSessions(h, id);
            return account;
        });
    }

    /** Gives a new one-time password, ends sessions and tokens, takes the second factor away. */
    public Created reset(String id) {
        String password = tokens.legible();
        String hash = passwords.hash(password);
        catalogue.change(h -> {
            setPassword(h, id, hash, true);
            h.createUpdate("update accounts set totp_secret = null where id = :id")
                    .bind("id", id)
                    .execute();
        });
        return new Created(byId(id), password);
    }

    /** Sets a password of the account holder's own. */
    void changePassword(String id, String hash) {
        catalogue.change(h -> setPassword(h, id, hash, false));
    }

    Optional<String> passwordHash(String id) {
        return catalogue.read(h -> h.createQuery("select password_hash from accounts where id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findOne());
    }

    void signedIn(String id) {
        catalogue.change(h -> h.createUpdate("update accounts set last_sign_in = :now where id = :id")
                .bind("now", clock.millis())
                .bind("id", id)
                .execute());
    }

    private static void setPassword(Handle h, String id, String hash, boolean mustChange) {
        int changed = h.createUpdate("update accounts set password_hash = :hash, must_change = :must,"
                        + " generation = generation + 1, version = version + 1 where id = :id")
                .bind("hash", hash)
                .bind("must", mustChange ? 1 : 0)
                .bind("id", id)
                .execute();
        if (changed == 0) {
            throw noSuch(id);
        }
        endSessions(h, id);
    }

    private static void endSessions(Handle h, String id) {
        h.createUpdate("delete from sessions where account = :id")
                .bind("id", id)
                .execute();
    }

    private static void requireAdministrator(Handle h) {
        boolean left = h.createQuery(COLUMNS + "where enabled = 1").map(Accounts::map).stream()
                .anyMatch(a -> a.roles().contains(Role.ADMINISTRATOR));
        if (!left) {
            throw new HikaeException(ServerError.LAST_ADMINISTRATOR);
        }
    }

    private static Optional<Account> find(Handle h, String id) {
        return h.createQuery(COLUMNS + "where id = :id")
                .bind("id", id)
                .map(Accounts::map)
                .findOne();
    }

    private static HikaeException noSuch(String id) {
        return new HikaeException(ServerError.NO_SUCH, id);
    }

    static String words(Set<Role> roles) {
        return roles.stream().map(Role::word).sorted().collect(Collectors.joining(","));
    }

    static Set<Role> roles(String words) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : words.split(",")) {
            if (!word.isEmpty()) {
                roles.add(Role.valueOf(word.toUpperCase(java.util.Locale.ROOT)));
            }
        }
        return roles;
    }

    private static Account map(ResultSet r, StatementContext context) throws SQLException {
        long signedIn = r.getLong("last_sign_in");
        return new Account(
                r.getString("id"),
                r.getString("name"),
                roles(r.getString("roles")),
                r.getInt("enabled") == 1,
                r.getInt("must_change") == 1,
                r.getBoolean("second"),
                r.getLong("generation"),
                r.getLong("version"),
                Instant.ofEpochMilli(r.getLong("created_at")),
                signedIn == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(signedIn)));
    }
}
