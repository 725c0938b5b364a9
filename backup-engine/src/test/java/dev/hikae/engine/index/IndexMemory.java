package dev.hikae.engine.index;

import dev.hikae.config.repository.Location;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeySlot;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures the index at any size, without data: {@code make FOLDER BLOBS} writes index objects, {@code use FOLDER BLOBS}
 * makes the look-up that a backup makes and asks it. See {@code bench/index-memory}.
 */
public final class IndexMemory {
    private static final int ASKED = 2_000_000;
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));

    private IndexMemory() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[1]).toAbsolutePath());
        int blobs = Integer.parseInt(arguments[2]);
        var stores = new Stores(new SecureRandom(), Pause.SLEEP);
        var region = new Location.Folder(folder.resolve("region"));
        boolean making = arguments[0].equals("make");
        try (Store store = making ? stores.create(region) : stores.open(region)) {
            if (making) {
                make(folder, store, blobs);
            } else {
                use(folder, store, blobs);
            }
        }
    }

    private static void make(Path folder, Store store, int blobs) throws IOException {
        var random = new SecureRandom();
        Keyring keyring = Keyring.generate(random);
        Files.write(folder.resolve("slot"), KeySlot.seal(keyring, KEY, random));
        var keys = new RepositoryKeys(keyring);
        var objects = new SyntheticIndex(store, keys, folder.resolve("scratch")).write(blobs);
        Outcome outcome = new IndexRig(store, folder.resolve("unused"), keys).outcome(objects);
        var signer = keyring.signer(Certificate.Role.WRITER).orElseThrow();
        Files.write(folder.resolve("outcome"), outcome.sign(signer.seed()));
        Files.writeString(folder.resolve("name"), outcome.name());
    }

    private static void use(Path folder, Store store, int blobs) throws IOException {
        Keyring keyring = KeySlot.parse(Files.readAllBytes(folder.resolve("slot")))
                .open(KEY)
                .orElseThrow();
        var rig = new IndexRig(store, folder.resolve("cache"), new RepositoryKeys(keyring));
        String name = Files.readString(folder.resolve("name"));
        Outcome outcome = Outcome.parse(name, Files.readAllBytes(folder.resolve("outcome")), keyring.trust());
        say("%,d blobs, %,d objects listed", blobs, outcome.objects().size());
        report("ready to begin");

        long from = System.nanoTime();
        BlobIndex known = rig.loader().forSession(rig.regions, List.of(outcome));
        say("look-up made in %s, %,d bytes read from the region", since(from), rig.regions.bytesRead);
        report("look-up made");

        SessionIndex session = rig.loader().session(known, o -> true, rig.regions, rig.regions, rig.random);
        var random = new SplittableRandom(1);
        from = System.nanoTime();
        for (int i = 0; i < ASKED; i++) {
            if (session.claim(IndexRig.blob(random.nextLong(blobs)))) {
                throw new AssertionError("a stored blob was not found");
            }
        }
        rate("hits", from);
        report("after hits");
        from = System.nanoTime();
        for (int i = 0; i < ASKED; i++) {
            if (!session.claim(IndexRig.blob(1L << 40 | i))) {
                throw new AssertionError("a blob was found that is not stored");
            }
        }
        rate("misses, each claimed by the session", from);
        report("after misses");
        from = System.nanoTime();
        for (int i = 0; i < ASKED; i++) {
            if (session.claim(IndexRig.blob(1L << 40 | i))) {
                throw new AssertionError("a blob was claimed twice");
            }
        }
        rate("misses that the session has claimed", from);
        report("after those");
    }

    private static void rate(String what, long from) {
        double seconds = (System.nanoTime() - from) / 1e9;
        say("%s: %,d in %.2f s, %,.0f a second", what, ASKED, seconds, ASKED / seconds);
    }

    private static String since(long from) {
        return "%.2f s".formatted(Duration.ofNanos(System.nanoTime() - from).toMillis() / 1e3);
    }

    /** Heap in use after a collection, and the process's memory with and without mapped files. */
    private static void report(String when) throws IOException {
        System.gc();
        Runtime heap = Runtime.getRuntime();
        long used = heap.totalMemory() - heap.freeMemory();
        Map<String, Long> rss = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
            String[] words = line.split(" +", -1);
            if (words.length == 3 && words[0].endsWith(":")) {
                rss.put(words[0].substring(0, words[0].length() - 1), Long.parseLong(words[1]));
            }
        }
        long all = rss.getOrDefault("Rss", 0L) >> 10;
        long anonymous = rss.getOrDefault("Anonymous", 0L) >> 10;
        say(
                "  %-16s heap %d MiB of %d, RSS %d MiB: %d without mapped files",
                when, used >> 20, heap.maxMemory() >> 20, all, anonymous);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
