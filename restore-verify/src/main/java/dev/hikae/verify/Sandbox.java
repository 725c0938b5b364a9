package dev.hikae.verify;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.command.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A fresh private directory (mode 0700, unguessable name) below a configured root, to restore into.
 *
 * <p>It holds {@link #tree}, where the data goes, and {@link #home} for what probes write. {@link #destroy} removes it all,
 * looks whether it is gone, and says so; a sandbox that is left behind by a crash is found by {@link #leftovers}.
 */
public final class Sandbox {
    private static final String PREFIX = "hikae-sandbox-";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final InstantSource clock;

    private Sandbox(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Makes one; the root is made too if missing, and must not be a link. */
    public static Sandbox create(Path root, InstantSource clock) {
        try {
            Files.createDirectories(root);
            if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
                throw new HikaeException(VerifyError.SANDBOX_ROOT, root, "not a directory");
            }
            Path folder = Files.createTempDirectory(
                    root.toAbsolutePath(), PREFIX, PosixFilePermissions.asFileAttribute(PRIVATE));
            Files.createDirectory(folder.resolve("tree"), PosixFilePermissions.asFileAttribute(PRIVATE));
            Files.createDirectory(folder.resolve("home"), PosixFilePermissions.asFileAttribute(PRIVATE));
            return new Sandbox(folder, clock);
        } catch (IOException e) {
            throw new HikaeException(e, VerifyError.SANDBOX_ROOT, root, e);
        }
    }

    /** Sandboxes that lie below the root: when nothing runs, those of runs that did not get to their clean-up. */
    public static List<Sandbox> leftovers(Path root, InstantSource clock) {
        var found = new ArrayList<Sandbox>();
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        try (var entries = Files.newDirectoryStream(root.toAbsolutePath(), PREFIX + "*")) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(new Sandbox(entry, clock));
                }
            }
        } catch (IOException e) {
            throw new HikaeException(e, VerifyError.SANDBOX_ROOT, root, e);
        }
        return found;
    }

    /** The private directory itself. */
    public Path folder() {
        return folder;
    }

    /** Where data is restored to; {@code HIKAE_SANDBOX} of probes. */
    public Path tree() {
        return folder.resolve("tree");
    }

    /** A place for what probes write. */
    public Path home() {
        return folder.resolve("home");
    }

    /** Free bytes, for us, of the file system it lies on. */
    public long freeBytes() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new HikaeException(e, VerifyError.SANDBOX_ROOT, folder, e);
        }
    }

    /** Ends processes that probes left, removes everything, and looks. May be called again. */
    public Destruction destroy() {
        Processes.killMarked(ProbePlace.mark(tree()));
        var removal = new TreeRemoval();
        removal.remove(folder);
        boolean gone = !Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
        return new Destruction(gone, removal.removed(), Times.now(clock), gone ? List.of() : removal.problems());
    }

    /**
     * What became of a sandbox.
     *
     * @param gone whether the file system, asked afterwards, no longer knows it
     * @param removed entries deleted
     * @param problems what could not be deleted, at most 100; empty when gone
     */
    public record Destruction(boolean gone, long removed, java.time.Instant at, List<String> problems) {
        public Destruction {
            problems = List.copyOf(problems);
        }
    }
}
