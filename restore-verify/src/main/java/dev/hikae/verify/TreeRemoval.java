package dev.hikae.verify;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Removes a restored tree: through directory handles, so that links are never followed and paths may be longer than
 * the system allows; with the rights and flags that stand in the way taken off first.
 */
final class TreeRemoval {
    private static final int MOST_PROBLEMS = 100;
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private final List<String> problems = new ArrayList<>();
    private long removed;

    long removed() {
        return removed;
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    void remove(Path folder) {
        attempt(folder);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            clearFlags(folder);
            problems.clear();
            attempt(folder);
        }
    }

    private void attempt(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            open(folder);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                if (entries instanceof SecureDirectoryStream<Path> secure) {
                    empty(secure, folder);
                } else {
                    problem(folder, "this file system has no directory handles");
                }
            }
            Files.delete(folder);
            removed++;
        } catch (NoSuchFileException e) {
            // Gone already, which is what was wanted.
        } catch (IOException | DirectoryIteratorException e) {
            problem(folder, e.toString());
        }
    }

    private void empty(SecureDirectoryStream<Path> directory, Path shown) {
        var names = new ArrayList<Path>();
        directory.forEach(e -> names.add(e.getFileName()));
        for (Path name : names) {
            try {
                removeEntry(directory, name, shown.resolve(name));
            } catch (IOException | DirectoryIteratorException e) {
                problem(shown.resolve(name), e.toString());
            }
        }
    }

    private void removeEntry(SecureDirectoryStream<Path> directory, Path name, Path shown) throws IOException {
        var attributes = directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (attributes.isDirectory()) {
            open(directory, name, shown);
            try (SecureDirectoryStream<Path> below = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                empty(below, shown);
            }
            directory.deleteDirectory(name);
        } else {
            directory.deleteFile(name);
        }
        removed++;
    }

    /** A restored directory may be one that its owner cannot write. */
    private static void open(Path folder) throws IOException {
        if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
            Files.setPosixFilePermissions(folder, OWNER);
        }
    }

    private static void open(SecureDirectoryStream<Path> directory, Path name, Path shown) throws IOException {
        var view = directory.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().permissions().containsAll(OWNER)) {
            // By path: through a handle Java must first open the directory for reading, which its mode may forbid.
            Files.setPosixFilePermissions(shown, OWNER);
        }
    }

    /** Restored immutable and append-only flags; without the right to change them there were none to restore. */
    private static void clearFlags(Path folder) {
        try {
            var chattr = new ProcessBuilder("chattr", "-R", "-f", "-i", "-a", folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!chattr.waitFor(10, TimeUnit.MINUTES)) {
                chattr.destroyForcibly();
            }
        } catch (IOException e) {
            // No such program: the second attempt tells what is left.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void problem(Path path, String what) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(path + ": " + what);
        }
    }
}
