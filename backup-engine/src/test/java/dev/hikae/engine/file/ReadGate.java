package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.hikae.engine.store.Skipped;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds a file's reader until something was done: a race whose outcome is known.
 *
 * <p>Linux asks this process before each read of the file (fanotify) and lets the reader wait for the answer. Right before
 * one of these reads the deed is done, by the thread of the gate. Needs root.
 */
@SuppressWarnings("restricted")
public final class ReadGate implements AutoCloseable {
    private static final int FAN_CLASS_CONTENT = 0x4;
    private static final int FAN_CLOEXEC = 0x1;
    private static final int FAN_MARK_ADD = 0x1;
    private static final long FAN_ACCESS_PERM = 0x20000;
    private static final int FAN_ALLOW = 1;
    private static final int AT_FDCWD = -100;
    private static final short POLLIN = 1;
    private static final int LOOK_MILLIS = 50;
    private static final int EVENT = 24;
    private static final int EVENT_FD = 16;
    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle INIT = call("fanotify_init", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle MARK =
            call("fanotify_mark", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS));
    private static final MethodHandle READ =
            call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle POLL =
            call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle WRITE =
            call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int group;
    private final IntPredicate moment;
    private final Deed deed;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile int reads;
    private volatile boolean done;
    private volatile boolean closed;

    /** What is done while the reader waits. */
    public interface Deed {
        void run() throws Exception;
    }

    private ReadGate(int group, IntPredicate moment, Deed deed) {
        this.group = group;
        this.moment = moment;
        this.deed = deed;
        this.thread = Thread.ofPlatform().daemon().name("read gate").unstarted(this::answer);
    }

    /** Before the file's first, second, … read. Empty, with a line that says so, where this process may not do that. */
    public static Optional<ReadGate> before(int read, Path file, Deed deed) throws Exception {
        return when(reads -> reads == read, List.of(file), deed);
    }

    /** Before the first read of any of these files at which something is so. */
    public static Optional<ReadGate> when(IntPredicate moment, List<Path> files, Deed deed) throws Exception {
        if (!AsNobody.possible("files that change at a certain moment")) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            int group = (int) INIT.invokeExact(FAN_CLASS_CONTENT | FAN_CLOEXEC, 0);
            boolean marked = group >= 0;
            for (Path file : files) {
                marked = marked
                        && 0
                                == (int) MARK.invokeExact(
                                        group,
                                        FAN_MARK_ADD,
                                        FAN_ACCESS_PERM,
                                        AT_FDCWD,
                                        arena.allocateFrom(file.toString()));
            }
            if (!marked) {
                Skipped.because(
                        "files that change at a certain moment", "the kernel has no fanotify permission events");
                return Optional.empty();
            }
            var gate = new ReadGate(group, moment, deed);
            gate.thread.start();
            return Optional.of(gate);
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle call(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    private void answer() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(EVENT, 8);
            MemorySegment response = arena.allocate(8, 4);
            MemorySegment wait = arena.allocate(8, 4);
            wait.set(JAVA_INT, 0, group);
            wait.set(JAVA_SHORT, 4, POLLIN);
            while (!closed) {
                int ready = (int) POLL.invokeExact(wait, 1L, LOOK_MILLIS);
                if (ready <= 0 || (long) READ.invokeExact(group, event, (long) EVENT) != EVENT) {
                    continue;
                }
                int fd = event.get(JAVA_INT, EVENT_FD);
                reads++;
                if (!done && moment.test(reads)) {
                    done = true;
                    act();
                }
                response.set(JAVA_INT, 0, fd);
                response.set(JAVA_INT, 4, FAN_ALLOW);
                long written = (long) WRITE.invokeExact(group, response, 8L);
                int let = (int) CLOSE.invokeExact(fd);
                if (written != 8 || let != 0) {
                    throw new IllegalStateException("the kernel takes no answer");
                }
            }
            // Only this thread closes it: its number may be another file's right after.
            int end = (int) CLOSE.invokeExact(group);
            if (end != 0) {
                throw new IllegalStateException("the gate does not close");
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, new IllegalStateException(e));
        }
    }

    private void act() {
        try {
            deed.run();
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Lets every reader go; a deed that was never done, or failed, is a failure. */
    @Override
    public void close() throws Exception {
        closed = true;
        thread.join();
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        if (!done) {
            throw new AssertionError("the moment did not come in " + reads + " reads");
        }
    }
}
