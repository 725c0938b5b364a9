package dev.hikae.engine.file;

import dev.hikae.engine.Exclusions;
import dev.hikae.engine.RawPath;
import java.nio.file.Path;
import java.util.List;

/** Reads file trees for a backup. Symbolic links are entries, never followed (the path to a root itself may contain some). */
public interface SourceReader {
    /**
     * Opens one root.
     *
     * @param options what to leave out
     * @throws dev.hikae.config.error.HikaeException when the root does not exist or cannot be read at all, or a pattern
     *     cannot be one
     */
    SourceEntry open(Path root, Options options);

    /**
     * What to leave out.
     *
     * @param oneFileSystem mount points below the root become empty directories
     * @param observer told of everything that is left out
     */
    record Options(Exclusions exclude, boolean oneFileSystem, Observer observer) {
        public Options(List<String> exclude, boolean oneFileSystem) {
            this(Exclusions.of(exclude), oneFileSystem, Observer.NONE);
        }

        /** The same, told to nobody. */
        public Options unobserved() {
            return new Options(exclude, oneFileSystem, Observer.NONE);
        }
    }

    /** Is told what a walk leaves out, in the order of the walk. */
    @FunctionalInterface
    interface Observer {
        Observer NONE = (path, reason) -> {};

        /** @param path with the root's */
        void left(RawPath path, Exclusions.Reason reason);
    }
}
