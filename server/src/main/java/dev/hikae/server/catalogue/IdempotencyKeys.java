package dev.hikae.server.catalogue;

import dev.hikae.config.error.HikaeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Requests that are done once: per account and key, for 24 hours. */
public final class IdempotencyKeys {
    /** How long a key is kept. */
    public static final Duration KEPT = Duration.ofHours(24);

    /** The first answer, to be given again. */
    public record Answer(int status, Optional<String> location, Optional<String> body) {}

    /** What to do with a request. */
    public sealed interface Begin {
        /** Do it, then {@link IdempotencyKeys#answered} or {@link IdempotencyKeys#failed}. */
        record First() implements Begin {}

        /** Give this answer again. */
        record Again(Answer answer) implements Begin {}

        /** The first request is still at work. */
        record AtWork() implements Begin {}
    }

    private final Catalogue catalogue;
    private final InstantSource clock;

    public IdempotencyKeys(Catalogue catalogue, InstantSource clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** Throws {@code HKE-6507} when the key was used for another request. */
    public Begin begin(String account, String key, String requestSha256) {
        Instant now = clock.instant();
        return catalogue.write(h -> {
            h.execute("DELETE FROM idempotency_key WHERE created_at < ?", Columns.millis(now.minus(KEPT)));
            int first = h.execute(
                    "INSERT INTO idempotency_key (account, key, request_sha256, created_at) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT DO NOTHING",
                    account,
                    key,
                    requestSha256,
                    Columns.millis(now));
            return first == 1 ? new Begin.First() : known(h, account, key, requestSha256);
        });
    }

    private static Begin known(Handle h, String account, String key, String requestSha256) {
        record Row(String sha256, Optional<Answer> answer) {}
        Row row = h.createQuery("SELECT * FROM idempotency_key WHERE account = :account AND key = :key")
                .bind("account", account)
                .bind("key", key)
                .map((r, c) -> {
                    int status = r.getInt("status");
                    Optional<Answer> answer = r.wasNull()
                            ? Optional.empty()
                            : Optional.of(new Answer(
                                    status, Columns.perhapsText(r, "location"), Columns.perhapsText(r, "body")));
                    return new Row(r.getString("request_sha256"), answer);
                })
                .one();
        if (!row.sha256().equals(requestSha256)) {
            throw new HikaeException(CatalogueError.KEY_REUSED, key);
        }
        return row.answer().<Begin>map(Begin.Again::new).orElseGet(Begin.AtWork::new);
    }

    /** Keeps the first answer. */
    public void answered(String account, String key, Answer answer) {
        catalogue.change(h -> h.execute(
                "UPDATE idempotency_key SET status = ?, location = ?, body = ? WHERE account = ? AND key = ?",
                answer.status(),
                answer.location().orElse(null),
                answer.body().orElse(null),
                account,
                key));
    }

    /** Forgets the key: nothing was done, so the request may be tried again. */
    public void failed(String account, String key) {
        catalogue.change(h -> h.execute("DELETE FROM idempotency_key WHERE account = ? AND key = ?", account, key));
    }
}
