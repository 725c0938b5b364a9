package dev.hikae.engine.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Proves that a store keeps the two promises on which commits stand: of racing creations of one name exactly one
 * succeeds, and a listing after a put shows the object.
 *
 * <p>Leaves nothing behind where deleting is allowed, else a few small objects below {@code probe/}.
 */
final class StoreProbe {
    /** Begins the names of what a probe puts; whoever looks for an empty store passes over them. */
    static final String PREFIX = "probe/";

    private static final int ROUNDS = 3;
    private static final int RACERS = 16;

    private final Store store;
    private final String folder;

    StoreProbe(Store store, SecureRandom random) {
        this(store, freshFolder(random));
    }

    /** @param folder that nobody else uses, with the slash */
    StoreProbe(Store store, String folder) {
        this.store = store;
        this.folder = folder;
    }

    /** A name below {@link #PREFIX}, with the slash. */
    static String freshFolder(SecureRandom random) {
        byte[] unique = new byte[16];
        random.nextBytes(unique);
        return PREFIX + HexFormat.of().formatHex(unique) + "/";
    }

    void run() {
        Set<String> names = new HashSet<>();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String name = folder + "race-" + round;
                names.add(name);
                race(name);
            }
            requireListed(folder, names);
        } finally {
            names.forEach(this::cleanUp);
        }
    }

    private void race(String name) {
        List<Integer> winners = winners(name);
        if (winners.size() != 1 || !holds(name, content(winners.getFirst()))) {
            throw new StoreException(null, false, StoreError.NOT_CREATE_IF_ABSENT, store.describe(), winners.size());
        }
    }

    private List<Integer> winners(String name) {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> puts = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                byte[] content = content(i);
                puts.add(racers.submit(() -> {
                    start.await();
                    return store.putIfAbsent(name, ByteBuffer.wrap(content));
                }));
            }
            start.countDown();
            List<Integer> winners = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                if (puts.get(i).get()) {
                    winners.add(i);
                }
            }
            return winners;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException failure) {
                throw failure;
            }
            throw new IllegalStateException("bug: probe of " + store.describe(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(e, store.describe());
        }
    }

    private static byte[] content(int racer) {
        return ("racer " + racer).getBytes(StandardCharsets.US_ASCII);
    }

    private boolean holds(String name, byte[] content) {
        return store.get(name)
                .filter(there -> java.util.Arrays.equals(there, content))
                .isPresent();
    }

    private void requireListed(String folder, Set<String> names) {
        Set<String> listed = new HashSet<>();
        store.list(folder, item -> listed.add(item.name()));
        if (!listed.equals(names)) {
            throw new StoreException(null, false, StoreError.NOT_LISTED_AFTER_PUT, store.describe());
        }
    }

    private void cleanUp(String name) {
        try {
            store.delete(name);
        } catch (StoreException notAllowed) {
            // A writer's rights need not include deleting.
        }
    }
}
