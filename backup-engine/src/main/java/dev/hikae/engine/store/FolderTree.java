package dev.hikae.engine.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The sub-folders of a folder store: made durably, listed in the order of names. */
final class FolderTree {
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    /** Folders whose own entry this process knows to be on disk, whoever made them. */
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    FolderTree(Path root) {
        this.root = root;
    }

    /** Makes a sub-folder and those above it, never the root, each on disk before the next. */
    void ensure(Path folder) throws IOException {
        if (folder.equals(root) || durable.contains(folder)) {
            return;
        }
        Path parent = parent(folder);
        ensure(parent);
        try {
            Files.createDirectory(folder, PRIVATE_FOLDER);
        } catch (FileAlreadyExistsException made) {
            // By someone else, perhaps a moment ago: force it all the same.
        }
        force(parent);
        durable.add(folder);
    }

    void forget() {
        durable.clear();
    }

    void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    boolean holdsSomething() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (Names.isComponent(fileName(entry))) {
                    return true;
                }
            }
            return false;
        }
    }

    void list(String prefix, Consumer<Store.Item> each) throws IOException {
        int slash = prefix.lastIndexOf('/');
        Path start = slash < 0 ? root : root.resolve(prefix.substring(0, slash));
        walk(start, prefix.substring(0, slash + 1), prefix, each);
    }

    private void walk(Path folder, String name, String prefix, Consumer<Store.Item> each) throws IOException {
        for (Child child : children(folder, name)) {
            if (child.folder()) {
                if (child.name().startsWith(prefix) || prefix.startsWith(child.name())) {
                    walk(folder.resolve(child.file()), child.name(), prefix, each);
                }
            } else if (child.name().startsWith(prefix)) {
                each.accept(new Store.Item(child.name(), child.size()));
            }
        }
    }

    /** Sorted as names: a folder counts with its slash, so that {@code a-b/x} comes before {@code a/x}. */
    private static List<Child> children(Path folder, String name) throws IOException {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                addChild(children, entry, name);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        children.sort(Comparator.comparing(Child::name));
        return children;
    }

    private static void addChild(List<Child> children, Path entry, String name) throws IOException {
        String file = fileName(entry);
        if (!Names.isComponent(file)) {
            return;
        }
        try {
            BasicFileAttributes a = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (a.isDirectory()) {
                children.add(new Child(file, name + file + "/", true, 0));
            } else if (a.isRegularFile()) {
                children.add(new Child(file, name + file, false, a.size()));
            }
        } catch (NoSuchFileException deletedMeanwhile) {
            // As if it had been gone before.
        }
    }

    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "bug: the root of the file system is no object");
    }

    private static String fileName(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    private record Child(String file, String name, boolean folder, long size) {}
}
