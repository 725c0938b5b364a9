package dev.hikae.config.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the data of a plan comes from. */
public sealed interface Source {
    /**
     * Directories and files of the host.
     *
     * @param roots absolute paths, at least one
     * @param exclude patterns in the manner of gitignore
     * @param oneFileSystem whether to stay on each root's file system
     * @param acceptUnreadable path prefixes whose unreadable entries only warn
     * @param skip what else to leave out; empty where nothing is, so that older revisions keep their hash
     */
    record Files(
            List<Path> roots,
            List<String> exclude,
            boolean oneFileSystem,
            List<String> acceptUnreadable,
            Optional<Skip> skip)
            implements Source {
        public Files {
            roots = List.copyOf(roots);
            exclude = List.copyOf(exclude);
            acceptUnreadable = List.copyOf(acceptUnreadable);
            skip = skip.filter(s -> !s.equals(Skip.NOTHING));
        }

        /** One that leaves out by patterns only. */
        public Files(List<Path> roots, List<String> exclude, boolean oneFileSystem, List<String> acceptUnreadable) {
            this(roots, exclude, oneFileSystem, acceptUnreadable, Optional.empty());
        }
    }

    /**
     * What to leave out besides patterns.
     *
     * @param caches whether of a directory with a valid {@code CACHEDIR.TAG} only that file is kept
     * @param ifPresent names; of a directory that holds one of them only those are kept
     * @param largerThan files of more bytes are left out
     * @param nodump whether entries with the inode flag {@code d} are left out
     * @param ignoreCase whether patterns match names in any case
     */
    record Skip(boolean caches, List<String> ifPresent, OptionalLong largerThan, boolean nodump, boolean ignoreCase) {
        public static final Skip NOTHING = new Skip(false, List.of(), OptionalLong.empty(), false, false);

        public Skip {
            ifPresent = List.copyOf(ifPresent);
        }
    }
}
