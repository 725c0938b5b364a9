package dev.hikae.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes what lets a command start fast: the build runs it on the program's jar, the launcher uses the outcome.
 *
 * <p>{@code hikae-core.jar} stands before the program's jar in the class path. It holds what every command opens, so that
 * the big one stays closed, and picocli's classes raised from Java 5's class format, which an AOT cache cannot hold. Of
 * zstd-jni it holds the classes that call the library by JNI: those for newer JDKs make a method handle for each of its
 * functions at every start, a quarter of a second that no cache saves. The native libraries lie ready as files, so that no
 * command has to unpack them.
 */
public final class StartFiles {
    private static final String ZSTD = "com/github/luben/zstd/";
    private static final List<String> OURS =
            List.of("dev/hikae/cli/", "dev/hikae/config/", "dev/hikae/engine/", ZSTD, "META-INF/MANIFEST.MF");
    private static final String PICOCLI = "picocli/";

    private StartFiles() {}

    /** Arguments: the program's jar, and the folder to fill. */
    public static void main(String[] args) throws IOException {
        make(Path.of(args[0]), Path.of(args[1]));
    }

    static void make(Path program, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ZipFile jar = new ZipFile(program.toFile())) {
            libraries(jar, folder);
            Path made = folder.resolve("hikae-core.jar.new");
            core(jar, made);
            Files.move(made, folder.resolve("hikae-core.jar"), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void core(ZipFile jar, Path made) throws IOException {
        try (OutputStream file = Files.newOutputStream(made);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                boolean picocli = name.startsWith(PICOCLI) && name.endsWith(".class");
                if (!entry.isDirectory() && (picocli || OURS.stream().anyMatch(name::startsWith))) {
                    byte[] content = content(jar, entry);
                    put(out, name, picocli ? raised(content) : content);
                }
            }
        }
    }

    /** Stored, not deflated: it is read at every start. */
    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    /** The same class in a newer format, with the stack maps that the old one lacks. */
    static byte[] raised(byte[] old) {
        var classes = ClassHierarchyResolver.ofResourceParsing(StartFiles.class.getClassLoader())
                .orElse(ClassHierarchyResolver.defaultResolver());
        ClassFile format = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption.of(classes));
        return format.transformClass(
                format.parse(old),
                // Instruction by instruction, since a method copied whole would not get its stack maps.
                ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                        .andThen(ClassTransform.endHandler(
                                builder -> builder.withVersion(ClassFile.JAVA_17_VERSION, 0))));
    }

    private static void libraries(ZipFile jar, Path folder) throws IOException {
        boolean intel = System.getProperty("os.arch").equals("amd64");
        String zstd = "linux/" + System.getProperty("os.arch") + "/libzstd-jni-";
        for (ZipEntry entry : Collections.list(jar.entries())) {
            String name = entry.getName();
            if (intel && name.endsWith("/libamazonCorrettoCryptoProvider.so")) {
                Files.write(folder.resolve("libamazonCorrettoCryptoProvider.so"), content(jar, entry));
            } else if (name.startsWith(zstd) && name.endsWith(".so")) {
                Files.write(folder.resolve("libzstd-jni.so"), content(jar, entry));
            }
        }
    }

    private static byte[] content(ZipFile jar, ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
