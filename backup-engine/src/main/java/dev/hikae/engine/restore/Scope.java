package dev.hikae.engine.restore;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestoreOptions;
import dev.hikae.engine.file.Excludes;
import java.util.Optional;

/**
 * Which entries below a selected one are asked for, and whose they become.
 *
 * @param includes empty when everything is
 * @param taken everything from here on is asked for, unless it is excluded; else this directory only leads on
 */
record Scope(Excludes excludes, Optional<Excludes> includes, OwnerMap owners, boolean taken) {
    static Scope of(RestoreOptions options) {
        Optional<Excludes> includes =
                options.include().isEmpty() ? Optional.empty() : Optional.of(Excludes.of(options.include()));
        return new Scope(Excludes.of(options.exclude()), includes, new OwnerMap(options.owners()), includes.isEmpty());
    }

    /**
     * The scope of an entry in a directory of this one; empty when it is left out.
     *
     * @param below its path in the target
     */
    Optional<Scope> of(RawPath below, boolean directory) {
        if (excludes.excludes(below, directory)) {
            return Optional.empty();
        }
        if (taken) {
            return Optional.of(this);
        }
        // A pattern that "excludes" names here what is wanted.
        if (includes.orElse(Excludes.NONE).excludes(below, directory)) {
            return Optional.of(new Scope(excludes, includes, owners, true));
        }
        return directory ? Optional.of(this) : Optional.empty();
    }
}
