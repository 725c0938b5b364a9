package dev.hikae.drills.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.config.text.Text;
import dev.hikae.drills.DrillError;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Isolated places as folders of mode 0700, one for each run, below a folder of the service's own. */
public final class FolderPlaces implements IsolatedPlaces {
    private final Path parent;

    public FolderPlaces(Path parent) {
        this.parent = parent;
    }

    @Override
    public Place open(RunId run) {
        Path root = parent.resolve(run.value());
        try {
            Files.createDirectories(parent);
            Files.createDirectory(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectory(root.resolve("work"));
            return new Folder(root);
        } catch (FileAlreadyExistsException e) {
            throw new HikaeException(e, DrillError.PLACE_TAKEN, root);
        } catch (IOException e) {
            throw new HikaeException(e, DrillError.PLACE_FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** One run's folder. */
    private record Folder(Path root) implements Place {
        @Override
        public Path target() {
            return root.resolve("restored");
        }

        @Override
        public Path work() {
            return root.resolve("work");
        }

        @Override
        public Removed destroy() {
            var removal = new Removal();
            try {
                if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
                    Files.walkFileTree(root, removal);
                }
            } catch (IOException e) {
                return new Removed(removal.entries, gone(), Optional.of(problem(String.valueOf(e.getMessage()))));
            }
            return new Removed(
                    removal.entries, gone(), gone() ? Optional.empty() : Optional.of(problem(root.toString())));
        }

        private boolean gone() {
            return Files.notExists(root, LinkOption.NOFOLLOW_LINKS);
        }

        private static Text problem(String what) {
            return Text.of("dev.hikae.drills.messages", "drill.place.problem", what);
        }
    }

    /** Deletes from the leaves up; follows no link, and opens folders that their own mode closes to us. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        private long entries;

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            open(folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || accessible(path)) {
                throw failure;
            }
            open(path);
            Files.walkFileTree(path, this);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            delete(folder);
            return FileVisitResult.CONTINUE;
        }

        private void delete(Path path) throws IOException {
            Files.delete(path);
            entries++;
        }

        private static void open(Path folder) throws IOException {
            if (!accessible(folder)) {
                Files.setPosixFilePermissions(
                        folder,
                        EnumSet.of(
                                PosixFilePermission.OWNER_READ,
                                PosixFilePermission.OWNER_WRITE,
                                PosixFilePermission.OWNER_EXECUTE));
            }
        }

        private static boolean accessible(Path folder) {
            return Files.isReadable(folder) && Files.isWritable(folder) && Files.isExecutable(folder);
        }
    }
}
