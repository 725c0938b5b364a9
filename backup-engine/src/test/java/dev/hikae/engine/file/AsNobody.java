package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Runs something with the rights of an ordinary user, inside a test that runs as root.
 *
 * <p>Linux keeps user ids per thread; only the C library makes them the same for a process. So a thread of its own drops
 * its rights by the bare system call, the threads it starts inherit that, and all the others stay root. Classes
 * must have been loaded before, since that user may not read the class path.
 */
public final class AsNobody {
    public static final int ID = 65534;

    private static final long SETRESUID = Libc.ARM ? 147 : 117;
    private static final long SETRESGID = Libc.ARM ? 149 : 119;

    private AsNobody() {}

    /** False, with a line that says so, where the test does not run as root; CI must. */
    public static boolean possible(String what) {
        if (LinuxSource.isRoot()) {
            return true;
        }
        System.out.println("SKIPPED: " + what + ": not root");
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI must run this as root");
        }
        return false;
    }

    /** Loads every class of the engine, for work whose classes cannot be known beforehand. */
    public static void loadEngine() throws Exception {
        Path classes = Path.of(LinuxSource.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (!Files.isDirectory(classes)) {
            return;
        }
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                Class.forName(name.substring(0, name.length() - ".class".length()));
            }
        }
    }

    public static <T> T call(Callable<T> work) throws Exception {
        var task = new FutureTask<T>(() -> {
            drop();
            return work.call();
        });
        Thread thread = new Thread(task, "nobody");
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @SuppressWarnings("restricted")
    private static void drop() throws Exception {
        Linker linker = Linker.nativeLinker();
        var syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT),
                Linker.Option.firstVariadicArg(1));
        try {
            long group = (long) syscall.invokeExact(SETRESGID, -1, ID, -1);
            long user = (long) syscall.invokeExact(SETRESUID, -1, ID, -1);
            if (group != 0 || user != 0) {
                throw new IllegalStateException("rights could not be dropped");
            }
        } catch (Exception e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
