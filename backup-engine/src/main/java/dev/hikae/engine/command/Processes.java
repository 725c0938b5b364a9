package dev.hikae.engine.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ends what commands started. A process is known by a mark in its environment, so that one which left
 * its parent is found, too (Linux).
 */
public final class Processes {
    private static final int ROUNDS = 20;
    private static final Duration TO_TIDY_UP = Duration.ofSeconds(10);

    private Processes() {}

    /**
     * Ends the process and all that descend from it or carry the mark. They are asked first (SIGTERM), so that they can put
     * right what they began; what is still there ten seconds later is killed.
     */
    static void endTree(Process process, String mark) {
        Set<ProcessHandle> tree = new LinkedHashSet<>(marked(mark));
        tree.add(process.toHandle());
        process.descendants().forEach(tree::add);
        tree.forEach(ProcessHandle::destroy);
        awaitEnd(tree);
        process.descendants().forEach(tree::add);
        tree.forEach(ProcessHandle::destroyForcibly);
        killMarked(mark);
    }

    private static void awaitEnd(Set<ProcessHandle> tree) {
        long deadline = System.nanoTime() + TO_TIDY_UP.toNanos();
        while (tree.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Ends all that carry the mark; again and again, as one may just be starting another. */
    public static void killMarked(String mark) {
        for (int i = 0; i < ROUNDS; i++) {
            List<ProcessHandle> marked = marked(mark);
            if (marked.isEmpty()) {
                return;
            }
            marked.forEach(ProcessHandle::destroyForcibly);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static List<ProcessHandle> marked(String text) {
        byte[] mark = text.getBytes(StandardCharsets.UTF_8);
        var found = new ArrayList<ProcessHandle>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (carries(process.resolve("environ"), mark)) {
                    handle(process).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static Optional<ProcessHandle> handle(Path process) {
        return ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                .filter(ProcessHandle::isAlive);
    }

    private static boolean carries(Path environ, byte[] mark) {
        try {
            byte[] all = Files.readAllBytes(environ);
            int from = 0;
            for (int i = 0; i <= all.length; i++) {
                if (i == all.length || all[i] == 0) {
                    if (Arrays.equals(all, from, i, mark, 0, mark.length)) {
                        return true;
                    }
                    from = i + 1;
                }
            }
            return false;
        } catch (IOException e) {
            // Ended meanwhile, or another account's.
            return false;
        }
    }
}
