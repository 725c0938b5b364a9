package dev.hikae.engine.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Empty directories that trying a folder out leaves; one that holds anything stays. */
final class FolderRemains {
    private FolderRemains() {}

    static void remove(Path root, String folder) {
        try {
            removeIfEmpty(root.resolve(folder));
            removeIfEmpty(root.resolve(StoreProbe.PREFIX));
            Path temporary = root.resolve(FolderStore.TEMPORARY);
            if (isAlone(root, temporary)) {
                removeIfEmpty(temporary);
            }
        } catch (IOException notAllowed) {
            // Empty directories harm nobody.
        }
    }

    /** Beside anything else it is a region's, and whoever has that open writes there. */
    private static boolean isAlone(Path root, Path directory) throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.allMatch(directory::equals);
        }
    }

    private static void removeIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException used) {
            // Another's.
        }
    }
}
