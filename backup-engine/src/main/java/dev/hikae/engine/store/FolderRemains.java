package dev.hikae.engine.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Empty directories that trying a folder out leaves; one that holds anything stays. */
final class FolderRemains {
    private FolderRemains() {}

    static void remove(Path root, String folder) {
        try {
            for (Path directory :
                    List.of(root.resolve(folder), root.resolve(StoreProbe.PREFIX), root.resolve("_tmp"))) {
                removeIfEmpty(directory);
            }
        } catch (IOException notAllowed) {
            // Empty directories harm nobody.
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
