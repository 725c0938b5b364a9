package dev.hikae.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a store's administration tells about the bucket that a region lies in, as far as the rights go.
 *
 * @param versioning whether every version of an object is kept
 * @param rules life-cycle rules that are switched on
 * @param serverTime by the store's clock, when it answered
 */
public record StoreFacts(
        Answer<Boolean> versioning, Answer<Lock> lock, Answer<List<Rule>> rules, Optional<Instant> serverTime) {
    /** An answer, or why there is none. */
    public record Answer<T>(Optional<T> value, String why) {
        static <T> Answer<T> of(T value) {
            return new Answer<>(Optional.of(value), "");
        }
    }

    /** Object lock, and the retention that every new object gets by itself. */
    public record Lock(boolean enabled, Optional<Retention> standard) {}

    /**
     * How long objects cannot be deleted.
     *
     * @param mode {@code GOVERNANCE} or {@code COMPLIANCE}
     */
    public record Retention(String mode, int days) {}

    /**
     * A life-cycle rule.
     *
     * @param prefix of the keys that it is about, in the whole bucket
     * @param tagged whether only objects with certain tags are meant; ours have none
     * @param expires deletes objects some time after they were made
     * @param archives moves them to where they cannot be read at once
     * @param noncurrent deletes versions that were replaced or deleted
     * @param aborts ends uploads that were never completed
     */
    public record Rule(
            String id,
            String prefix,
            boolean tagged,
            boolean expires,
            boolean archives,
            boolean noncurrent,
            boolean aborts) {
        /** Whether it can hit an object of a region whose keys begin with this; what a probe leaves does not count. */
        public boolean touches(String region) {
            boolean overlaps = prefix.startsWith(region) || region.startsWith(prefix);
            return !tagged && overlaps && !prefix.startsWith(region + Stores.PROBE);
        }

        /** Whether it is about all objects of a region whose keys begin with this. */
        public boolean covers(String region) {
            return !tagged && region.startsWith(prefix);
        }
    }
}
