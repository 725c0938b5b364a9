package dev.hikae.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Objects as files below a folder of a local file system, sub-folders as the names give them.
 *
 * <p>An object is written under a temporary name in {@code _tmp}, forced to disk, linked to its name by link(2),
 * which succeeds for one caller only, and then the folder is forced. {@code _tmp} also tells a store from the bare
 * mount point of a disk that is not there: it is made with the store and never again while the folder is empty.
 */
public final class FolderStore implements Store {
    /** No object can have this name: {@code _} is no letter of theirs. */
    static final String TEMPORARY = "_tmp";

    /** The JDK copies each write from the heap through a buffer of its size, and keeps that for every thread. */
    private static final int PART = 256 << 10;

    private static final Duration LEFT_BEHIND = Duration.ofDays(7);
    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "fuse.sshfs");

    private final Path root;
    private final SecureRandom random;
    private final FolderTree tree;

    private FolderStore(Path root, SecureRandom random) {
        this.root = root;
        this.random = random;
        this.tree = new FolderTree(root);
    }

    /** Opens a store whose folder must be there; the folder is never made here. */
    public static FolderStore open(Path folder, SecureRandom random) {
        FolderStore store = new FolderStore(folder.toAbsolutePath().normalize(), random);
        store.attempt(() -> {
            store.requireLocal();
            store.requirePresent();
            store.adoptCopy();
            store.sweep();
            return true;
        });
        return store;
    }

    /** Makes the folder where it is missing, and a store in it. What lies in it already stays as it is. */
    public static FolderStore create(Path folder, SecureRandom random) {
        FolderStore store = new FolderStore(folder.toAbsolutePath().normalize(), random);
        store.attempt(() -> {
            store.makeFolder();
            store.requireLocal();
            Files.createDirectories(store.temporaryFolder(), FolderTree.PRIVATE_FOLDER);
            store.tree.force(store.root);
            return true;
        });
        return store;
    }

    @Override
    public String describe() {
        return "folder:" + root;
    }

    @Override
    public boolean putIfAbsent(String name, ByteBuffer content) {
        Path target = path(name);
        if (content.remaining() > Store.largest(name)) {
            throw Failures.tooLarge(describe(), name, content.remaining());
        }
        return attempt(() -> {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Path temporary = temporaryFile();
            try {
                try (FileChannel out = createFile(temporary)) {
                    writeFully(out, content.duplicate());
                    out.force(true);
                }
                return publish(temporary, target);
            } finally {
                Files.deleteIfExists(temporary);
            }
        });
    }

    @Override
    public Upload upload(String name) {
        Path target = path(name);
        return attempt(() -> {
            Path temporary = temporaryFile();
            return new FolderUpload(this, name, temporary, target, createFile(temporary));
        });
    }

    @Override
    public Optional<byte[]> get(String name) {
        Path file = path(name);
        return attempt(() -> {
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                if (in.size() > Store.largest(name)) {
                    throw Failures.tooLarge(describe(), name, in.size());
                }
                ByteBuffer bytes = ByteBuffer.allocate((int) in.size());
                while (bytes.hasRemaining() && in.read(bytes) >= 0) {}
                return Optional.of(bytes.array());
            } catch (NoSuchFileException | NotDirectoryException e) {
                return this.<byte[]>absent();
            }
        });
    }

    @Override
    public Optional<InputStream> read(String name, long offset, long length) {
        Path file = path(name);
        return attempt(() -> {
            try {
                FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                return Optional.of(new ChannelRange(in, offset, length, e -> Failures.ofRead(e, describe())));
            } catch (NoSuchFileException | NotDirectoryException e) {
                return this.<InputStream>absent();
            }
        });
    }

    @Override
    public Optional<Long> size(String name) {
        Path file = path(name);
        return attempt(() -> {
            try {
                return Optional.of(
                        Files.readAttributes(file, BasicFileAttributes.class).size());
            } catch (NoSuchFileException | NotDirectoryException e) {
                return this.<Long>absent();
            }
        });
    }

    @Override
    public Optional<Integer> crc32c(String name) {
        return Optional.empty();
    }

    @Override
    public void list(String prefix, Consumer<Item> each) {
        Names.checkPrefix(prefix);
        attempt(() -> {
            requirePresent();
            tree.list(prefix, each);
            return true;
        });
    }

    @Override
    public boolean delete(String name) {
        Path file = path(name);
        return attempt(() -> {
            requirePresent();
            boolean existed = Files.deleteIfExists(file);
            if (existed) {
                tree.force(FolderTree.parent(file));
            }
            return existed;
        });
    }

    @Override
    public void close() {}

    /** Gives a forced temporary file its name; false when the name is taken. Durable when it returns. */
    boolean publish(Path temporary, Path target) throws IOException {
        Path folder = FolderTree.parent(target);
        tree.ensure(folder);
        try {
            link(temporary, target);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (NoSuchFileException e) {
            // Someone removed the empty sub-folder under us: once more from the root, which is never made here.
            tree.forget();
            tree.ensure(folder);
            link(temporary, target);
        }
        tree.force(folder);
        return true;
    }

    private void link(Path temporary, Path target) throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (UnsupportedOperationException e) {
            throw new StoreException(e, false, StoreError.NO_HARD_LINKS, describe());
        } catch (FileSystemException e) {
            String reason = String.valueOf(e.getReason()).toLowerCase(Locale.ROOT);
            if (reason.contains("operation not permitted") || reason.contains("not supported")) {
                throw new StoreException(e, false, StoreError.NO_HARD_LINKS, describe());
            }
            throw e;
        }
    }

    <T> T attempt(FolderTask<T> task) {
        try {
            return task.run();
        } catch (IOException e) {
            throw Failures.ofFile(e, describe(), root);
        } catch (DirectoryIteratorException e) {
            throw Failures.ofFile(Objects.requireNonNull(e.getCause()), describe(), root);
        }
    }

    static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            ByteBuffer part = bytes.slice(bytes.position(), Math.min(PART, bytes.remaining()));
            bytes.position(bytes.position() + out.write(part));
        }
    }

    static boolean isNetwork(String fileSystemType) {
        return NETWORK.contains(fileSystemType.toLowerCase(Locale.ROOT));
    }

    private FileChannel createFile(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private Path path(String name) {
        return root.resolve(Names.check(name));
    }

    private Path temporaryFolder() {
        return root.resolve(TEMPORARY);
    }

    private Path temporaryFile() {
        byte[] unique = new byte[16];
        random.nextBytes(unique);
        return temporaryFolder().resolve(HexFormat.of().formatHex(unique));
    }

    /** A file that is not there means "no such object" only while the store itself is there. */
    private <T> Optional<T> absent() throws IOException {
        requirePresent();
        return Optional.empty();
    }

    private void requirePresent() throws IOException {
        if (!Files.isDirectory(temporaryFolder()) && !tree.holdsSomething()) {
            throw new NoSuchFileException(temporaryFolder().toString());
        }
    }

    /** A plain copy of a store's files need not have the empty {@code _tmp}, and may lie on a read-only medium. */
    private void adoptCopy() {
        try {
            Files.createDirectory(temporaryFolder(), FolderTree.PRIVATE_FOLDER);
        } catch (IOException readOnlyOrThere) {
            // Reading works without it; a write says what is wrong.
        }
    }

    private void makeFolder() throws IOException {
        try {
            Files.createDirectories(root, FolderTree.PRIVATE_FOLDER);
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(e, false, StoreError.NOT_A_FOLDER, root.toString());
        }
        if (root.getParent() != null) {
            tree.force(root.getParent());
        }
    }

    private void requireLocal() throws IOException {
        String type = Files.getFileStore(root).type();
        if (isNetwork(type)) {
            throw new StoreException(null, false, StoreError.FOLDER_ON_NETWORK, describe(), type);
        }
    }

    /**
     * Removes what crashed writers left behind. Ages are told by the file system's own clock; a writer that is still
     * at work after so long only fails, because its link then finds no file.
     */
    private void sweep() throws IOException {
        FileTime now = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(temporaryFolder())) {
            for (Path file : files) {
                now = now == null ? fileSystemTime() : now;
                FileTime then = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
                if (Duration.between(then.toInstant(), now.toInstant()).compareTo(LEFT_BEHIND) > 0) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException readOnlyOrRaced) {
            // Tidying is nobody's need: the next opening tries again.
        }
    }

    private FileTime fileSystemTime() throws IOException {
        Path file = temporaryFile();
        try (FileChannel probe = createFile(file)) {
            return Files.getLastModifiedTime(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Work on files. */
    @FunctionalInterface
    interface FolderTask<T> {
        T run() throws IOException;
    }
}
