package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the build leaves for a fast start. */
class StartFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @Test
    void coreJar_holdsOurClassesAsTheyAre_andNothingOfOthers() throws IOException {
        Path program = temporary.resolve("hikae.jar");
        try (var out = new ZipOutputStream(Files.newOutputStream(program))) {
            for (String name : List.of("dev/hikae/engine/a.txt", "dev/hikae/server/b.txt", "META-INF/MANIFEST.MF")) {
                put(out, name, name.getBytes(StandardCharsets.UTF_8));
            }
            put(out, "linux/amd64/libzstd-jni-1.so", new byte[] {1});
            put(out, "linux/aarch64/libzstd-jni-1.so", new byte[] {2});
        }
        StartFiles.make(program, temporary.resolve("start"));
        try (var core = new ZipFile(temporary.resolve("start/hikae-core.jar").toFile())) {
            assertEquals(
                    List.of("META-INF/MANIFEST.MF", "dev/hikae/engine/a.txt"),
                    Collections.list(core.entries()).stream()
                            .map(ZipEntry::getName)
                            .sorted()
                            .toList());
        }
        byte wanted = (byte) (System.getProperty("os.arch").equals("amd64") ? 1 : 2);
        assertArrayEquals(new byte[] {wanted}, Files.readAllBytes(temporary.resolve("start/libzstd-jni.so")));
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    /** An AOT cache takes no class older than version 50; a class with bad stack maps would not verify. */
    @Test
    void picocli_isRaised_andStillVerifiesAndParses() throws Exception {
        var loader = new Raising();
        Path jar = Path.of(CommandLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        int classes = 0;
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().startsWith("picocli/") && entry.getName().endsWith(".class")) {
                    String name = entry.getName().replace('/', '.').replaceFirst("\\.class$", "");
                    // Initialising verifies; those for Groovy need what is not there.
                    Class.forName(name, !name.contains("groovy") && !name.startsWith("picocli.AutoComplete"), loader);
                    classes++;
                }
            }
        }
        assertTrue(classes > 100, () -> "few classes in " + jar);
        assertEquals(classes, loader.raised);
    }

    /** Loads picocli's classes raised. */
    private static final class Raising extends ClassLoader {
        private int raised;

        Raising() {
            super(CommandLine.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("picocli.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? raised(name) : loaded;
        }

        private Class<?> raised(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = StartFiles.raised(in.readAllBytes());
                assertTrue(bytes[7] >= 50, name);
                raised++;
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** With content for packs of several parts. */
    @Test
    void training_doesWhatItSays_inAFolderAndInABucket() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("training"));
        var training = new StartTraining(folder, 20, 2, 10 << 20);
        assertTrue(training.run(OutputStream.nullOutputStream()));
        assertTrue(training.runInBucket(OutputStream.nullOutputStream()));
        for (String copy : List.of("target2", "target3")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("source/big/1")),
                    Files.readAllBytes(folder.resolve(copy).resolve("big/1")));
        }
    }
}
