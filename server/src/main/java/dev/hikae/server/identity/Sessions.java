package dev.hikae.server.identity;

import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.settings.Settings;
import java.time.InstantSource;
import java.util.Optional;

/** Browser sessions: one per account, ended by idleness, by age, by sign-out and by a new password. */
public final class Sessions {
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final RandomTokens tokens;
    private final Settings.SignIn limits;

    Sessions(Catalogue catalogue, InstantSource clock, RandomTokens tokens, Settings.SignIn limits) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.tokens = tokens;
        this.limits = limits;
    }

    /** The cookie's value of a new session; the account's earlier session ends. */
    public String begin(Account account) {
        String token = tokens.next();
        catalogue.change(h -> {
            h.createUpdate("delete from sessions where account = :account or created_at < :dead")
                    .bind("account", account.id())
                    .bind("dead", clock.millis() - limits.absolute().toMillis())
                    .execute();
            h.createUpdate("insert into sessions (token_hash, account, csrf, created_at, seen_at)"
                            + " values (:hash, :account, :csrf, :now, :now)")
                    .bind("hash", RandomTokens.hash(token))
                    .bind("account", account.id())
                    .bind("csrf", tokens.next())
                    .bind("now", clock.millis())
                    .execute();
        });
        return token;
    }

    record Live(Session session, String account, long seenAt) {}

    /** The session of a cookie, if it still lives; counts as a sign of life. */
    Optional<Live> find(String cookie) {
        String hash = RandomTokens.hash(cookie);
        long now = clock.millis();
        Optional<Live> live = catalogue.read(h -> h.createQuery("select account, csrf, seen_at from sessions"
                        + " where token_hash = :hash and seen_at > :idle and created_at > :absolute")
                .bind("hash", hash)
                .bind("idle", now - limits.idle().toMillis())
                .bind("absolute", now - limits.absolute().toMillis())
                .map((r, c) ->
                        new Live(new Session(hash, r.getString("csrf")), r.getString("account"), r.getLong("seen_at")))
                .findOne());
        live.filter(l -> now - l.seenAt() > limits.idle().toMillis() / 20).ifPresent(l -> touch(hash, now));
        return live;
    }

    public void end(Session session) {
        catalogue.change(h -> h.createUpdate("delete from sessions where token_hash = :hash")
                .bind("hash", session.tokenHash())
                .execute());
    }

    private void touch(String hash, long now) {
        catalogue.change(h -> h.createUpdate("update sessions set seen_at = :now where token_hash = :hash")
                .bind("now", now)
                .bind("hash", hash)
                .execute());
    }
}
