package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.repository.Location;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.store.StoreFacts;
import dev.hikae.engine.store.StoreFacts.Answer;
import dev.hikae.engine.store.StoreFacts.Lock;
import dev.hikae.engine.store.StoreFacts.Retention;
import dev.hikae.engine.store.StoreFacts.Rule;
import dev.hikae.engine.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the settings of a bucket would do to a region in it. */
final class Hazards {
    private final StoreFacts facts;
    private final String prefix;
    private final String place;

    /** @param prefix of the keys of the region's objects */
    Hazards(StoreFacts facts, String prefix, String place) {
        this.facts = facts;
        this.prefix = prefix;
        this.place = place;
    }

    /** Refuses a place whose settings would destroy what is put there, or that does not take packs as they will be put. */
    static void refuse(Location location, Stores stores) {
        if (location instanceof Location.S3 s3) {
            stores.facts(s3).stream()
                    .flatMap(f -> new Hazards(f, s3.prefix(), Places.show(s3)).unsafe().stream())
                    .findFirst()
                    .ifPresent(e -> {
                        throw e;
                    });
            stores.keptClass(s3);
        }
    }

    /** Reasons not to use it. */
    List<HikaeException> unsafe() {
        List<HikaeException> reasons = new ArrayList<>();
        for (Rule rule : rules()) {
            if (rule.expires() && rule.touches(prefix)) {
                reasons.add(new HikaeException(RegionError.EXPIRES, place, rule.id()));
            }
            if (rule.archives() && rule.touches(prefix)) {
                reasons.add(new HikaeException(RegionError.ARCHIVES, place, rule.id()));
            }
        }
        boolean unversioned = facts.versioning().value().map(on -> !on).orElse(false);
        if (locked() && unversioned) {
            reasons.add(new HikaeException(RegionError.LOCK_UNVERSIONED, place));
        }
        return reasons;
    }

    /** What could be better. */
    List<Text> advice() {
        List<Text> advice = new ArrayList<>();
        if (facts.rules().value().isPresent() && rules().stream().noneMatch(r -> r.aborts() && r.covers(prefix))) {
            advice.add(text("probe.advice.uploads"));
        }
        boolean versioned = facts.versioning().value().orElse(false);
        boolean cleared = rules().stream().anyMatch(r -> r.noncurrent() && r.touches(prefix));
        if (versioned && !locked() && !cleared && facts.rules().value().isPresent()) {
            advice.add(text("probe.advice.versions"));
        }
        if (locked() && cleared) {
            advice.add(text("probe.advice.noncurrent"));
        }
        retention().ifPresent(r -> advice.add(text("probe.advice.retention", r.days(), r.mode())));
        unknown(facts.versioning(), "GetBucketVersioning", advice);
        unknown(facts.lock(), "GetBucketObjectLockConfiguration", advice);
        unknown(facts.rules(), "GetLifecycleConfiguration", advice);
        return advice;
    }

    private static void unknown(Answer<?> answer, String right, List<Text> advice) {
        if (answer.value().isEmpty()) {
            advice.add(text("probe.advice.unknown", "s3:" + right, answer.why()));
        }
    }

    private boolean locked() {
        return facts.lock().value().map(Lock::enabled).orElse(false);
    }

    private Optional<Retention> retention() {
        return facts.lock().value().flatMap(Lock::standard);
    }

    private List<Rule> rules() {
        return facts.rules().value().orElse(List.of());
    }

    private static Text text(String key, Object... params) {
        return Text.of(EngineError.BUNDLE, key, params);
    }
}
