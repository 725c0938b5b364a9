package dev.hikae.engine;

import java.util.List;
import java.util.Map;

/**
 * How to restore, beyond what and where to.
 *
 * @param include patterns as {@code exclude}'s; only what matches one, and what lies in a directory that does, is
 *     restored. Empty means everything
 * @param exclude patterns in the manner of gitignore, from the target's root; they win over {@code include}
 * @param owners whose the entries become
 * @param delete what the snapshot does not hold is deleted from the directories that are restored, once everything is
 *     written; nothing that {@code include} and {@code exclude} leave out. Only with {@link RestoreRequest.Overwrite#DELTA}
 * @param resume goes on with a restore of the same request that was interrupted; begins one where the target is empty
 */
public record RestoreOptions(
        List<String> include, List<String> exclude, Owners owners, boolean delete, boolean resume) {
    /** Everything, as it was. */
    public static final RestoreOptions NONE =
            new RestoreOptions(List.of(), List.of(), Owners.AS_RECORDED, false, false);

    public RestoreOptions {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** Whether part of the selected entries is left out. */
    public boolean filters() {
        return !include.isEmpty() || !exclude.isEmpty();
    }

    /** What an owner that no mapping names becomes. */
    public enum Unmapped {
        /** The recorded number. */
        NUMBER,
        /** The account of the recorded name on this machine; the recorded number where there is none. */
        NAME,
        /** Whoever restores; setuid and setgid bits, which would be theirs then, are dropped. */
        RESTORER
    }

    /**
     * @param users by recorded name or number; to a name on this machine or a number
     * @param groups the same of groups
     */
    public record Owners(Unmapped unmapped, Map<String, String> users, Map<String, String> groups) {
        public static final Owners AS_RECORDED = new Owners(Unmapped.NUMBER, Map.of(), Map.of());

        public Owners {
            users = Map.copyOf(users);
            groups = Map.copyOf(groups);
        }
    }
}
