package dev.hikae.server.identity;

import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.http.RetryLater;
import dev.hikae.server.settings.ServerError;
import dev.hikae.server.settings.Settings;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing down: so many attempts a minute from one address, and a lock on a name after failures in a row.
 *
 * <p>Locks are kept in the database, so that a restart lifts none; names without an account lock in the same way.
 */
final class SignInGuard {
    private static final int PER_MINUTE = 60;
    private static final int ADDRESSES = 10_000;
    private static final Duration LONGEST_LOCK = Duration.ofHours(1);
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final Catalogue catalogue;
    private final InstantSource clock;
    private final Settings.SignIn limits;
    private final Map<String, Bucket> byAddress = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > ADDRESSES;
        }
    });

    SignInGuard(Catalogue catalogue, InstantSource clock, Settings.SignIn limits) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.limits = limits;
    }

    /** Refuses an attempt that comes too soon. */
    void admit(String name, String address) {
        admitAddress(address);
        long until = catalogue.read(h -> h.createQuery("select locked_until from sign_in_failures where name = :name")
                .bind("name", name)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
        if (until > clock.millis()) {
            throw new RetryLater(ServerError.LOCKED_OUT, Duration.ofMillis(until - clock.millis()));
        }
    }

    /** Refuses an address that tries too often, whatever name it uses. */
    void admitAddress(String address) {
        Bucket bucket = byAddress.computeIfAbsent(address, a -> Bucket.builder()
                .addLimit(l -> l.capacity(PER_MINUTE).refillGreedy(PER_MINUTE, Duration.ofMinutes(1)))
                .build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new RetryLater(ServerError.TOO_MANY_REQUESTS, Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    void failed(String name) {
        long now = clock.millis();
        catalogue.change(h -> {
            h.createUpdate("delete from sign_in_failures where last_at < :old")
                    .bind("old", now - FORGOTTEN_AFTER.toMillis())
                    .execute();
            h.createUpdate(
                            "insert into sign_in_failures (name, failures, locked_until, last_at) values (:name, 1, 0, :now)"
                                    + " on conflict (name) do update set failures = sign_in_failures.failures + 1, last_at = :now")
                    .bind("name", name)
                    .bind("now", now)
                    .execute();
            int failures = h.createQuery("select failures from sign_in_failures where name = :name")
                    .bind("name", name)
                    .mapTo(Integer.class)
                    .one();
            h.createUpdate("update sign_in_failures set locked_until = :until where name = :name")
                    .bind("until", lockedUntil(now, failures))
                    .bind("name", name)
                    .execute();
        });
    }

    void succeeded(String name) {
        catalogue.change(h -> h.createUpdate("delete from sign_in_failures where name = :name")
                .bind("name", name)
                .execute());
    }

    private long lockedUntil(long now, int failures) {
        if (failures < limits.attempts()) {
            return 0;
        }
        int doublings = Math.min(failures - limits.attempts(), 12);
        return now + Math.min(limits.lockOut().toMillis() << doublings, LONGEST_LOCK.toMillis());
    }
}
