package dev.hikae.engine.file;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.RawPath;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads file trees on Linux.
 *
 * <p>A root that is a symbolic link, or lies behind one, is followed: what it leads to is read under the root's own
 * path. Below the root no link is ever followed. A root may be a file. Of a walk, the names of the directories on the
 * way down are in memory, nothing else.
 */
public final class LinuxSource implements SourceReader {
    private final Accounts accounts = new Accounts();

    /** @throws HikaeException HKE-2530 on any other platform */
    public LinuxSource() {
        requireLinux();
    }

    /** The constants of the C library that are used here hold on these platforms only. */
    public static void requireLinux() {
        String system = System.getProperty("os.name");
        String machine = System.getProperty("os.arch");
        if (!system.equals("Linux") || !(machine.equals("amd64") || machine.equals("aarch64"))) {
            throw new HikaeException(FileError.PLATFORM, system + " " + machine);
        }
    }

    @Override
    public SourceEntry open(Path root, Options options) {
        return open(rawPath(root), options);
    }

    /** The same for a root whose bytes are known. */
    public SourceEntry open(RawPath root, Options options) {
        if (root.isEmpty() || root.toBytes()[0] != '/') {
            throw new HikaeException(FileError.ROOT_NOT_ABSOLUTE, root);
        }
        try {
            RawPath real = realPath(root);
            Inode inode = Descriptor.WORKING_DIRECTORY.statAt(real);
            var walk = Walk.of(root, inode.device(), options, accounts);
            return new LinuxEntry(walk, Descriptor.WORKING_DIRECTORY, real, root, RawPath.of(""), inode);
        } catch (LinuxException e) {
            throw new HikaeException(
                    e, e.vanished() ? FileError.ROOT_MISSING : FileError.ROOT_UNREADABLE, root, e.reason());
        }
    }

    /** Whether this process may give files away and set what only root may. */
    public static boolean isRoot() {
        try (Scratch s = Scratch.take()) {
            return Libc.geteuid(s) == 0;
        }
    }

    /** The absolute path's bytes, also where the process's charset cannot show them. */
    public static RawPath rawPath(Path path) {
        String encoded = path.toAbsolutePath().normalize().toUri().getRawPath();
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                out.write(Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(encoded.charAt(i));
            }
        }
        return withoutLastSlash(out.toByteArray());
    }

    /** A URI of a directory ends in a slash. */
    private static RawPath withoutLastSlash(byte[] bytes) {
        boolean slash = bytes.length > 1 && bytes[bytes.length - 1] == '/';
        return RawPath.ofBytes(slash ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
    }

    private static RawPath realPath(RawPath root) throws LinuxException {
        try (Descriptor opened = Descriptor.openNamed(root, Libc.O_PATH)) {
            return Descriptor.WORKING_DIRECTORY.readlinkAt(RawPath.of("/proc/self/fd/" + opened.number()));
        }
    }
}
