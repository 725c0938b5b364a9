package dev.hikae.engine.survey;

import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.FindRequest;
import dev.hikae.engine.FindRequest.Type;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.Excludes;
import java.util.Arrays;

/** Patterns and filters of one search. */
final class Wanted {
    private final FindRequest request;
    private final Excludes patterns;

    Wanted(FindRequest request) {
        this.request = request;
        this.patterns = Excludes.of(
                request.patterns().stream().map(Wanted::fromAnyPlace).toList(), request.ignoreCase());
    }

    /** A slash in the middle would tie the pattern to the root. */
    private static String fromAnyPlace(String pattern) {
        String sign = pattern.startsWith("!") ? "!" : "";
        String rest = pattern.substring(sign.length());
        int slash = rest.indexOf('/');
        boolean middle = slash > 0 && slash < rest.length() - 1;
        return middle && !rest.startsWith("**/") ? sign + "**/" + rest : pattern;
    }

    boolean path(RawPath path, boolean directory) {
        byte[] bytes = path.toBytes();
        int from = bytes.length > 1 && bytes[0] == '/' ? 1 : 0;
        RawPath relative = RawPath.ofBytes(Arrays.copyOfRange(bytes, from, bytes.length));
        return patterns.excludes(relative, directory);
    }

    boolean entry(Entry entry) {
        boolean sized = request.larger().isPresent() || request.smaller().isPresent();
        return (request.types().isEmpty() || request.types().contains(type(entry.kind())))
                && (!sized || entry.kind() instanceof Kind.File)
                && entry.size() > request.larger().orElse(-1)
                && (request.smaller().isEmpty()
                        || entry.size() < request.smaller().getAsLong())
                && request.newer().map(t -> entry.mtime().isAfter(t)).orElse(true)
                && request.older().map(t -> entry.mtime().isBefore(t)).orElse(true);
    }

    private static Type type(Kind kind) {
        return switch (kind) {
            case Kind.File f -> Type.FILE;
            case Kind.Directory d -> Type.DIRECTORY;
            case Kind.Symlink s -> Type.SYMLINK;
            case Kind.Fifo f -> Type.OTHER;
            case Kind.Socket s -> Type.OTHER;
            case Kind.BlockDevice b -> Type.OTHER;
            case Kind.CharDevice c -> Type.OTHER;
        };
    }
}
