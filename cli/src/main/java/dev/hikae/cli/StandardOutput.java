package dev.hikae.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process's standard output is, and a way to it that hides no failure. */
final class StandardOutput {
    /** As a shell reports a process that SIGPIPE ended; what asked to read it wanted no more. */
    static final int READER_GONE = 128 + 13;

    private static final Path LINK = Path.of("/proc/self/fd/1");

    private StandardOutput() {}

    /** Raw bytes; in tests, where {@code out} is no process's, that itself. Not to be closed: then it is no pipe any more. */
    static OutputStream stream(PrintStream out) {
        return isOurs(out) ? new FileOutputStream(FileDescriptor.out) : out;
    }

    private static boolean isOurs(PrintStream out) {
        return out == System.out;
    }

    static boolean isTerminal(PrintStream out) {
        String target = isOurs(out) ? target() : "";
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    /** Writing to a pipe fails for one reason: nobody reads it any more. */
    static boolean isPipe(PrintStream out) {
        String target = isOurs(out) ? target() : "";
        return target.startsWith("pipe:") || target.startsWith("socket:");
    }

    private static String target() {
        try {
            return Files.readSymbolicLink(LINK).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
