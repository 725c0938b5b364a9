package dev.hikae.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/** Asks the kernel how wide the terminal of standard error is, each time, since people resize windows. */
final class WindowSize {
    private static final long TIOCGWINSZ = 0x5413;
    private static final int STANDARD_ERROR = 2;
    private static final MethodHandle IOCTL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));

    private WindowSize() {}

    static OptionalInt columns() {
        try (Arena arena = Arena.ofConfined()) {
            // struct winsize: rows, columns, and two in pixels
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            int failed = (int) IOCTL.invokeExact(STANDARD_ERROR, TIOCGWINSZ, size);
            int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            return failed != 0 || columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns);
        } catch (Throwable e) {
            throw new IllegalStateException("bug: ioctl cannot be called", e);
        }
    }
}
