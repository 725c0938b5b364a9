package dev.hikae.engine.retention;

import java.util.Locale;

/** What keeps a snapshot. */
public enum KeepRule {
    /** There is no rule that would let anything go. */
    NO_RULE,
    /** The newest of its group always stays. */
    NEWEST,
    /** So does the newest that is complete. */
    NEWEST_COMPLETE,
    /** One of the newest that a restore test has proven. */
    VERIFIED,
    /** Stands in while fewer are proven than must be kept. */
    UNTIL_VERIFIED,
    LAST,
    /** The newest of one of the last windows, however many later ones there are. */
    SPREAD,
    HOURLY,
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY,
    /** The oldest stays while a rule has periods left. */
    OLDEST,
    WITHIN,
    /** Committed later than now: kept, and counts for nothing. */
    IN_FUTURE,
    /** Nobody knows the making of it: kept, and counts for nothing. */
    OUT_OF_BAND,
    /** Another snapshot has the same id: kept, and counts for nothing. */
    SAME_ID;

    /** Its name in results and message keys: {@code newest-complete}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
