package dev.hikae.server.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.server.settings.ServerError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Remembers which repositories were made by this service, and how far that came, in empty files of a folder.
 *
 * <p>Recovery kits cannot tell: they are to be printed and taken away.
 */
final class MadeHere {
    private final Path folder;

    MadeHere(Path folder) {
        this.folder = folder;
    }

    /** How far the making of a repository came. */
    enum Stage {
        /** Its regions may hold a part of it, or all. */
        MAKING,
        /** It is whole, but has no recovery kit. */
        WITHOUT_KIT,
        /** Nothing is lacking. */
        DONE
    }

    boolean is(RepositoryName name, Stage stage) {
        return Files.exists(file(name, stage));
    }

    /** On disk when it returns. */
    void reached(RepositoryName name, Stage stage) {
        Path file = file(name, stage);
        try {
            Files.createDirectories(folder);
            switch (stage) {
                case MAKING -> Files.write(file, new byte[0]);
                case WITHOUT_KIT -> Files.move(file(name, Stage.MAKING), file, StandardCopyOption.ATOMIC_MOVE);
                case DONE -> Files.move(file(name, Stage.WITHOUT_KIT), file, StandardCopyOption.ATOMIC_MOVE);
            }
            try (FileChannel forced = FileChannel.open(folder, StandardOpenOption.READ)) {
                forced.force(true);
            }
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.DATA_FOLDER, file, e.toString());
        }
    }

    private Path file(RepositoryName name, Stage stage) {
        return folder.resolve(name + "."
                + switch (stage) {
                    case MAKING -> "making";
                    case WITHOUT_KIT -> "without-kit";
                    case DONE -> "made";
                });
    }
}
