package dev.hikae.server.run;

import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Where restores through the service may write: strictly below the configured folders, links followed. */
public final class RestoreRoots {
    private final List<Path> roots;

    public RestoreRoots(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /** The target as an absolute path; throws {@code HKE-6304} or {@code HKE-6305} when nothing may be restored there. */
    public Path require(String target) {
        if (roots.isEmpty()) {
            throw new HikaeException(RunError.NO_RESTORE_ROOTS);
        }
        Path wanted = path(target);
        if (!wanted.isAbsolute() || roots.stream().noneMatch(root -> below(wanted, root))) {
            throw new HikaeException(RunError.TARGET_OUTSIDE, target);
        }
        return wanted;
    }

    private static Path path(String target) {
        try {
            return Path.of(target).normalize();
        } catch (InvalidPathException e) {
            throw new HikaeException(e, RunError.TARGET_OUTSIDE, target);
        }
    }

    private static boolean below(Path wanted, Path root) {
        try {
            Path real = real(wanted);
            Path realRoot = real(root.toAbsolutePath().normalize());
            return real.startsWith(realRoot) && !real.equals(realRoot);
        } catch (IOException e) {
            return false;
        }
    }

    /** The path with the links of its existing part followed. */
    private static Path real(Path path) throws IOException {
        Path existing = path;
        while (!Files.exists(existing, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Path parent = existing.getParent();
            if (parent == null) {
                return path;
            }
            existing = parent;
        }
        return existing.toRealPath().resolve(existing.relativize(path)).normalize();
    }
}
