package dev.hikae.engine.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions of stores; tells what an error of the file system means. */
final class Failures {
    /** Fewer usable bytes than this make a failed write a full disk, whatever the system's message says. */
    private static final long NEARLY_FULL = 64 << 10;

    private Failures() {}

    static StoreException tooLarge(String store, String object, long size) {
        return new StoreException(null, false, StoreError.TOO_LARGE, store, object, size);
    }

    static StoreException exists(String store, String object) {
        return new StoreException(null, false, StoreError.EXISTS, store, object);
    }

    static StoreException interrupted(@Nullable Throwable cause, String store) {
        return new StoreException(cause, false, StoreError.INTERRUPTED, store);
    }

    /** A file that is there and cannot be read. */
    static StoreException ofRead(IOException e, String store) {
        return e instanceof ClosedByInterruptException
                ? interrupted(e, store)
                : new StoreException(e, false, StoreError.INPUT_OUTPUT, store, String.valueOf(e.getMessage()));
    }

    /** A failure of the file system below {@code root}. */
    static StoreException ofFile(IOException e, String store, Path root) {
        if (e instanceof ClosedByInterruptException) {
            return interrupted(e, store);
        }
        if (e instanceof NoSuchFileException) {
            return new StoreException(e, false, StoreError.FOLDER_VANISHED, store);
        }
        if (e instanceof NotDirectoryException) {
            return new StoreException(e, false, StoreError.NOT_A_FOLDER, root.toString());
        }
        if (e instanceof AccessDeniedException || reason(e).contains("read-only file system")) {
            return new StoreException(e, false, StoreError.DENIED, store, place(e, root));
        }
        if (isFull(e, root)) {
            return new StoreException(e, false, StoreError.FULL, store);
        }
        return new StoreException(e, false, StoreError.INPUT_OUTPUT, store, String.valueOf(e.getMessage()));
    }

    private static String place(IOException e, Path root) {
        return e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : root.toString();
    }

    private static String reason(IOException e) {
        String told = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return Optional.ofNullable(told).orElse("").toLowerCase(Locale.ROOT);
    }

    /** The system's message is in the locale's language, so the space left is asked too. */
    private static boolean isFull(IOException e, Path root) {
        String reason = reason(e);
        if (reason.contains("no space left") || reason.contains("quota exceeded")) {
            return true;
        }
        try {
            return Files.getFileStore(root).getUsableSpace() < NEARLY_FULL;
        } catch (IOException unknown) {
            return false;
        }
    }
}
