package dev.hikae.engine.file;

import dev.hikae.engine.Exclusions.Reason;
import dev.hikae.engine.RawPath;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What holds for a whole walk.
 *
 * @param root the path that the walk began at
 * @param device of the root's file system
 * @param markers names that make a directory's other entries be left out
 */
record Walk(
        RawPath root,
        long device,
        SourceReader.Options options,
        Excludes patterns,
        List<RawPath> markers,
        Accounts accounts) {
    static final RawPath CACHE_TAG = RawPath.of("CACHEDIR.TAG");

    private static final RawPath SIGNATURE = RawPath.of("Signature: 8a477f597d28d172789f06886806bc55");
    private static final int NODUMP_FLAG = 0x40;

    static Walk of(RawPath root, long device, SourceReader.Options options, Accounts accounts) {
        var exclude = options.exclude();
        return new Walk(
                root,
                device,
                options,
                Excludes.of(exclude.patterns(), exclude.ignoreCase()),
                exclude.ifPresent().stream().map(RawPath::parse).toList(),
                accounts);
    }

    /** Whether a directory is where another file system is mounted, which is not to be read. */
    boolean stopsAt(Inode inode) {
        return options.oneFileSystem() && inode.device() != device;
    }

    /** Why an entry is left out, if it is. */
    Optional<Reason> leavesOut(Descriptor directory, RawPath relative, RawPath name, Inode inode)
            throws LinuxException {
        if (patterns != Excludes.NONE && patterns.excludes(relative, name, inode.isDirectory())) {
            return Optional.of(Reason.PATTERN);
        }
        OptionalLong largest = options.exclude().largerThan();
        if (largest.isPresent() && inode.isFile() && inode.size() > largest.getAsLong()) {
            return Optional.of(Reason.SIZE);
        }
        return options.exclude().nodump() && isNodump(directory, name, inode)
                ? Optional.of(Reason.NODUMP)
                : Optional.empty();
    }

    /** Whether a name of which nothing else is known any more would have been left out as a file. */
    boolean leavesOutVanished(RawPath relative, RawPath name) {
        return patterns != Excludes.NONE && patterns.excludes(relative, name, false);
    }

    /** Older file systems tell only by the flags of an opened inode. */
    private static boolean isNodump(Descriptor directory, RawPath name, Inode inode) throws LinuxException {
        if (inode.tellsNodump() || !(inode.isFile() || inode.isDirectory())) {
            return inode.nodump();
        }
        try (Descriptor opened = directory.openForReading(name, 0)) {
            return (opened.flags() & NODUMP_FLAG) != 0;
        } catch (LinuxException e) {
            if (e.denied() || e.vanished()) {
                return false;
            }
            throw e;
        }
    }

    /** Keeps of a directory's names only those that say that the others are to be left out; says why it did. */
    Optional<Reason> reduce(SortedNames names, Descriptor directory) {
        if (options.exclude().caches() && names.contains(CACHE_TAG) && isCache(directory)) {
            return names.keep(List.of(CACHE_TAG)) ? Optional.of(Reason.CACHE) : Optional.empty();
        }
        List<RawPath> found = markers.isEmpty()
                ? List.of()
                : markers.stream().filter(names::contains).toList();
        return !found.isEmpty() && names.keep(found) ? Optional.of(Reason.MARKER) : Optional.empty();
    }

    /** A file of this name alone means nothing: it must begin as the specification of cache directories says. */
    private static boolean isCache(Descriptor directory) {
        try (Descriptor tag = directory.openForReading(CACHE_TAG, 0)) {
            byte[] start = new byte[SIGNATURE.length()];
            return tag.stat().isFile()
                    && tag.read(java.nio.ByteBuffer.wrap(start), start.length, 0) == start.length
                    && RawPath.ofBytes(start).equals(SIGNATURE);
        } catch (LinuxException e) {
            return false;
        }
    }

    void left(RawPath relative, Reason reason) {
        options.observer().left(root.resolve(relative), reason);
    }
}
