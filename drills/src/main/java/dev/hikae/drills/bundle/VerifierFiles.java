package dev.hikae.drills.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The verifier as scripts: {@code verify.sh}, {@code verify.py} and how to use them, in two languages.
 *
 * <p>Every bundle holds a copy, but who fears a forged bundle fears its scripts: hand them out by another way, too.
 */
public final class VerifierFiles {
    private static final List<String> NAMES = List.of("README.en.md", "README.ja.md", "verify.py", "verify.sh");

    private VerifierFiles() {}

    /** Name to content. */
    public static SortedMap<String, byte[]> all() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        NAMES.forEach(name -> files.put(name, read(name)));
        return files;
    }

    /** Writes them into a folder, which is made when it is not there. */
    public static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var file : all().entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.write(target, file.getValue());
            if (file.getKey().endsWith(".sh")) {
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = VerifierFiles.class.getResourceAsStream("/dev/hikae/drills/verifier/" + name)) {
            if (in == null) {
                throw new IllegalStateException("bug: no " + name + " among the resources");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
