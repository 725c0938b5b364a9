package dev.hikae.server.api;

import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An entry of a directory as the API shows it.
 *
 * @param name last component; of a root its whole path
 * @param path from the root of the file system, as backed up
 * @param type {@code directory}, {@code file}, {@code symlink}, {@code fifo}, {@code socket}, {@code block-device} or
 *     {@code char-device}
 * @param mode permission bits, four octal digits
 * @param size bytes of a file, else 0
 * @param target where a symbolic link leads
 */
public record EntryView(
        String name,
        String path,
        String type,
        String mode,
        long uid,
        long gid,
        Optional<String> user,
        Optional<String> group,
        long size,
        Instant mtime,
        Optional<String> target) {
    static EntryView of(RawPath directory, Entry e) {
        return new EntryView(
                e.name().toString(),
                directory.resolve(e.name()).toString(),
                type(e.kind()),
                String.format(Locale.ROOT, "%04o", e.mode()),
                e.uid(),
                e.gid(),
                e.user(),
                e.group(),
                e.size(),
                e.mtime(),
                e.kind() instanceof Entry.Kind.Symlink(RawPath target)
                        ? Optional.of(target.toString())
                        : Optional.empty());
    }

    private static String type(Entry.Kind kind) {
        return switch (kind) {
            case Entry.Kind.Directory() -> "directory";
            case Entry.Kind.File() -> "file";
            case Entry.Kind.Symlink(RawPath target) -> "symlink";
            case Entry.Kind.Fifo() -> "fifo";
            case Entry.Kind.Socket() -> "socket";
            case Entry.Kind.BlockDevice(long major, long minor) -> "block-device";
            case Entry.Kind.CharDevice(long major, long minor) -> "char-device";
        };
    }
}
