package dev.hikae.engine.file;

import dev.hikae.engine.RawPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Makes a tree with everything that backup tools lose: the same content for the same seed.
 *
 * <p>Hard links across directories, dangling links, attributes, ACLs, capabilities, holes, fifo, socket, devices, names
 * that are not UTF-8 or hold newlines or 255 bytes, times before 1970 and after 2106, setuid and sticky
 * modes, empty files, deep paths. Needs root for owners, devices and capabilities; without it those are left out
 * and a line says so.
 */
public final class OddTree {
    private static final long BEFORE_1970 = -1_000_000_000L;
    private static final long AFTER_2106 = 5_000_000_000L;

    private final SplittableRandom random;
    private final boolean root = "root".equals(System.getProperty("user.name"));
    private int made;

    private OddTree(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Makes the tree in an existing, empty directory. */
    public static void make(Path folder, long seed) throws IOException {
        var tree = new OddTree(seed);
        try (Descriptor top = Descriptor.openNamed(LinuxSource.rawPath(folder), Libc.O_RDONLY | Libc.O_DIRECTORY)) {
            tree.fill(top);
            tree.date(top, RawPath.of("."), 1_234_567_890L, 123_456_789);
        }
        if (!tree.root) {
            System.out.println("SKIPPED: owners, devices and capabilities in the odd tree: not root");
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("CI must run the odd tree as root");
            }
        }
        attributes(folder, tree.root);
    }

    /** Makes directories one in the other until the path is longer than any call takes; tidy up with {@code rm}. */
    public static void makeDeeperThanAnyPath(Path folder) throws IOException {
        try (Descriptor top = Descriptor.openNamed(LinuxSource.rawPath(folder), Libc.O_RDONLY | Libc.O_DIRECTORY)) {
            new OddTree(1).deep(top, 300);
        }
    }

    private void fill(Descriptor top) throws IOException {
        plain(top);
        names(top);
        others(top);
        links(top);
        times(top);
        sparse(top, "holes", 9 << 20);
        sparse(top, "only a hole", 5 << 20);
        deep(top, 30);
    }

    private void plain(Descriptor top) throws IOException {
        file(top, RawPath.of("empty"), 0, 0644);
        file(top, RawPath.of("small"), 100, 0600);
        file(top, RawPath.of("read only"), 5000, 0400);
        file(top, RawPath.of("nobody may"), 10, 0);
        file(top, RawPath.of("large"), 7_000_000, 0644);
        file(top, RawPath.of("setuid"), 20, 04755);
        file(top, RawPath.of("setgid"), 20, 02755);
        try (Descriptor sticky = directory(top, RawPath.of("sticky"))) {
            for (int i = 0; i < 40; i++) {
                file(sticky, RawPath.of("f" + i), random.nextInt(3000), 0640);
            }
        }
        mode(top, RawPath.of("sticky"), 01777);
        directory(top, RawPath.of("empty directory")).close();
        directory(top, RawPath.of("closed directory")).close();
        mode(top, RawPath.of("closed directory"), 0);
        if (root) {
            file(top, RawPath.of("somebody's"), 33, 06711, 12_345, 54_321);
            file(top, RawPath.of("far owner"), 33, 0644, (int) 4_000_000_000L, (int) 4_000_000_001L);
        }
    }

    private void names(Descriptor top) throws IOException {
        try (Descriptor odd = directory(top, RawPath.of("names"))) {
            for (String shown : new String[] {
                "line\\x0abreak",
                "\\xff\\xfe not UTF-8",
                "日本語",
                " leading",
                "trailing ",
                "-dash",
                "back\\x5cslash",
                "\\x01\\x7f",
                "quote'\"$(x)`",
                "*?[a]",
                "x".repeat(255),
                "\\xe3\\x81"
            }) {
                file(odd, RawPath.parse(shown), 1 + random.nextInt(50), 0644);
            }
            directory(odd, RawPath.parse("dir\\xc3\\x0a")).close();
        }
    }

    private void others(Descriptor top) throws IOException {
        top.makeNode(RawPath.of("fifo"), Inode.S_IFIFO, 0, 0);
        top.makeNode(RawPath.of("socket"), Inode.S_IFSOCK, 0, 0);
        mode(top, RawPath.of("fifo"), 0640);
        mode(top, RawPath.of("socket"), 0755);
        if (root) {
            top.makeNode(RawPath.of("character device"), Inode.S_IFCHR, 1, 3);
            top.makeNode(RawPath.of("block device"), Inode.S_IFBLK, 259, 0x12345);
        }
        top.makeSymlink(RawPath.of("link"), RawPath.of("small"));
        top.makeSymlink(RawPath.of("dangling"), RawPath.of("/nowhere/at all"));
        top.makeSymlink(RawPath.of("loop"), RawPath.of("loop"));
        top.makeSymlink(RawPath.of("up"), RawPath.of(".."));
        top.makeSymlink(RawPath.of("odd target"), RawPath.parse("\\xff\\x0a"));
        top.makeSymlink(RawPath.of("long target"), RawPath.of("t/".repeat(2000)));
        date(top, RawPath.of("link"), 1_000_000_000L, 1);
    }

    private void links(Descriptor top) throws IOException {
        try (Descriptor a = directory(top, RawPath.of("links a"));
                Descriptor b = directory(top, RawPath.of("links b"))) {
            file(a, RawPath.of("one"), 400_000, 0644);
            b.link(a, RawPath.of("one"), RawPath.of("two"));
            top.link(a, RawPath.of("one"), RawPath.of("zz three"));
            a.makeSymlink(RawPath.of("symlink"), RawPath.of("one"));
            b.link(a, RawPath.of("symlink"), RawPath.of("symlink too"));
            a.makeNode(RawPath.of("fifo"), Inode.S_IFIFO, 0, 0);
            b.link(a, RawPath.of("fifo"), RawPath.of("fifo too"));
            file(a, RawPath.of("empty"), 0, 0644);
            b.link(a, RawPath.of("empty"), RawPath.of("empty too"));
        }
    }

    private void times(Descriptor top) throws IOException {
        file(top, RawPath.of("old"), 10, 0644);
        date(top, RawPath.of("old"), BEFORE_1970, 999_999_999);
        file(top, RawPath.of("future"), 10, 0644);
        date(top, RawPath.of("future"), AFTER_2106, 1);
        directory(top, RawPath.of("old directory")).close();
        date(top, RawPath.of("old directory"), -1, 500_000_000);
    }

    /** Data at the start, a hole, data, and a hole as the tail; or nothing but a hole. */
    private void sparse(Descriptor top, String name, long size) throws IOException {
        try (Descriptor file = top.openAt(RawPath.of(name), Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL, 0644)) {
            if (name.equals("holes")) {
                file.write(bytes(70_000), 0);
                file.write(bytes(1_500_000), 4 << 20);
            }
            file.truncate(size);
        }
    }

    private void deep(Descriptor top, int levels) throws IOException {
        Descriptor at = top.openAt(RawPath.of("."), Libc.O_RDONLY | Libc.O_DIRECTORY);
        for (int i = 0; i < levels; i++) {
            try (Descriptor parent = at) {
                at = directory(parent, RawPath.of("level " + i + " of a deep path whose names are long".repeat(2)));
            }
        }
        file(at, RawPath.of("bottom"), 77, 0644);
        at.close();
    }

    private Descriptor directory(Descriptor in, RawPath name) throws IOException {
        in.makeDirectory(name);
        mode(in, name, 0755);
        return in.openAt(name, Libc.O_RDONLY | Libc.O_DIRECTORY);
    }

    private void file(Descriptor in, RawPath name, int size, int mode) throws IOException {
        file(in, name, size, mode, -1, -1);
    }

    private void file(Descriptor in, RawPath name, int size, int mode, int uid, int gid) throws IOException {
        try (Descriptor file = in.openAt(name, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL, 0600)) {
            file.write(bytes(size), 0);
            var place = new OpenedPlace(file);
            place.chown(uid, gid);
            place.chmod(mode);
        }
        date(in, name, 1_600_000_000L + made++ * 1000L, random.nextInt(1_000_000_000));
    }

    private void mode(Descriptor in, RawPath name, int mode) throws IOException {
        new NamedPlace(in, name).chmod(mode);
    }

    private void date(Descriptor in, RawPath name, long seconds, int nanos) throws IOException {
        try (Scratch s = Scratch.take()) {
            var long64 = java.lang.foreign.ValueLayout.JAVA_LONG;
            s.data.set(long64, 0, seconds);
            s.data.set(long64, 8, 0);
            s.data.set(long64, 16, seconds);
            s.data.set(long64, 24, nanos);
            new NamedPlace(in, name).setTimes(s, s.data);
        }
    }

    private ByteBuffer bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static void attributes(Path folder, boolean root) throws IOException {
        try (Descriptor top = Descriptor.openNamed(LinuxSource.rawPath(folder), Libc.O_RDONLY)) {
            xattr(top, "small", "user.comment", "hello".getBytes(StandardCharsets.UTF_8));
            xattr(top, "small", "user.empty", new byte[0]);
            xattr(top, "small", "user.binary", new byte[] {0, 1, (byte) 0xff, 10});
            xattr(top, "empty directory", "user.big", new byte[1500]);
            if (root) {
                xattr(top, "link", "trusted.on a link", new byte[] {1});
                xattr(top, "fifo", "trusted.on a fifo", new byte[] {2});
                // VFS_CAP_REVISION_2, effective: cap_net_bind_service, as setcap writes it.
                xattr(top, "setuid", "security.capability", capability());
            }
            xattr(top, "large", "system.posix_acl_access", acl());
            xattr(top, "sticky", "system.posix_acl_default", acl());
        }
    }

    private static byte[] capability() {
        return ByteBuffer.allocate(20)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(0x02000001)
                .putInt(1 << 10)
                .array();
    }

    /** user::rw- user:1234:r-- group::r-- mask::r-- other::r--, as linux/posix_acl_xattr.h lays it out. */
    private static byte[] acl() {
        var acl = ByteBuffer.allocate(4 + 5 * 8)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(2);
        int[][] entries = {{0x01, 6, -1}, {0x02, 4, 1234}, {0x04, 4, -1}, {0x10, 4, -1}, {0x20, 4, -1}};
        for (int[] e : entries) {
            acl.putShort((short) e[0]).putShort((short) e[1]).putInt(e[2]);
        }
        return acl.array();
    }

    private static void xattr(Descriptor top, String name, String xattr, byte[] value) throws IOException {
        Xattrs.setAt(
                top, RawPath.of(name), new dev.hikae.engine.Entry.Xattr(RawPath.of(xattr), RawPath.ofBytes(value)));
    }

    /**
     * Compares two trees with rsync: content by checksum, modes, owners, times, links, ACLs, attributes, devices.
     *
     * @return what differs, one line each; empty when nothing does
     */
    public static String rsyncDifferences(Path one, Path other) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/rsync"))) {
            System.out.println("SKIPPED: comparison by rsync: it is not installed (apt-get install rsync)");
            return "true".equals(System.getenv("CI")) ? "rsync is missing" : "";
        }
        var process = new ProcessBuilder(
                        "/usr/bin/rsync",
                        "-aHAXn",
                        "--checksum",
                        "--itemize-changes",
                        "--delete",
                        one + "/",
                        other + "/")
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            return "rsync failed: " + out;
        }
        return out;
    }
}
