package dev.hikae.engine.region;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.repository.Location;
import dev.hikae.config.text.Text;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionProbe;
import dev.hikae.engine.RegionProbe.Abilities;
import dev.hikae.engine.RegionProbe.Bucket;
import dev.hikae.engine.RegionProbe.Latency;
import dev.hikae.engine.RegionProbe.Reason;
import dev.hikae.engine.RegionProbe.Speed;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import dev.hikae.engine.store.StoreFacts;
import dev.hikae.engine.store.StoreFacts.Lock;
import dev.hikae.engine.store.StoreFacts.Retention;
import dev.hikae.engine.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Tries out a place before anything of value is put there, with the credentials that backups will use. What it puts lies below
 * {@code probe/} and is taken away again.
 */
public final class PlaceProbe {
    private static final int SAMPLES = 20;
    private static final int SMALL = 200;
    private static final int MEDIUM = 64 << 10;
    private static final int LARGE = 8 << 20;
    private static final Duration SKEWED = Duration.ofSeconds(60);

    private final Stores stores;
    private final SecureRandom random;
    private final InstantSource clock;

    public PlaceProbe(Stores stores, SecureRandom random, InstantSource clock) {
        this.stores = stores;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Reports also what is unsafe.
     *
     * @throws HikaeException when the place does not answer, or nothing may be put there
     */
    public RegionProbe run(Location location, Cancellation cancellation) {
        Optional<Known> known = stores.facts(location).map(this::dated);
        try (Store store = open(location)) {
            String folder = stores.freshFolder();
            var trial = new Trial(store, folder, cancellation);
            try {
                return report(location, known, trial);
            } finally {
                trial.cleanUp();
                stores.purge(location, folder);
            }
        }
    }

    /** A folder that is there may be empty here; one that is not is never made. */
    private Store open(Location location) {
        boolean empty = location instanceof Location.Folder(java.nio.file.Path path) && Files.isDirectory(path);
        return empty ? stores.create(location) : stores.open(location);
    }

    private record Known(StoreFacts facts, Optional<Duration> skew) {}

    private Known dated(StoreFacts facts) {
        Instant now = clock.instant();
        return new Known(facts, facts.serverTime().map(t -> Duration.between(now, t)));
    }

    private RegionProbe report(Location location, Optional<Known> known, Trial trial) {
        String place = Places.show(location);
        List<HikaeException> unsafe = new ArrayList<>();
        List<Text> advice = new ArrayList<>();
        trial.promises(unsafe);
        boolean reads = trial.reads();
        if (!reads) {
            unsafe.add(new HikaeException(RegionError.READS_WRONG, place));
        }
        Speed speed = trial.speed();
        if (!trial.readsLarge) {
            unsafe.add(new HikaeException(RegionError.READS_WRONG, place));
        }
        boolean deletes = trial.deletes();
        Optional<String> packs = keptClass(location, unsafe, advice);
        known.ifPresent(k -> {
            var hazards = new Hazards(k.facts(), ((Location.S3) location).prefix(), place);
            unsafe.addAll(hazards.unsafe());
            advice.addAll(hazards.advice());
            k.skew()
                    .filter(s -> s.abs().compareTo(SKEWED) >= 0)
                    .ifPresent(s -> advice.add(Text.of(EngineError.BUNDLE, "probe.advice.clock", s.toSeconds())));
        });
        return new RegionProbe(
                place,
                unsafe.stream()
                        .map(e -> new Reason(e.code().id(), e.text(), e.hint()))
                        .toList(),
                advice,
                new Abilities(
                        trial.createsOnce, trial.listsAtOnce, reads && trial.readsLarge, deletes, trial.checksums),
                known.map(k -> bucket(k, ((Location.S3) location).prefix(), packs)),
                speed);
    }

    /** In which class packs are kept, where one is asked for. */
    private Optional<String> keptClass(Location location, List<HikaeException> unsafe, List<Text> advice) {
        try {
            Optional<String> kept = stores.keptClass(location);
            if (location instanceof Location.S3 s3) {
                s3.storageClass()
                        .map(Enum::name)
                        .filter(asked -> !kept.equals(Optional.of(asked)))
                        .ifPresent(asked ->
                                advice.add(Text.of(EngineError.BUNDLE, "probe.advice.class", asked, kept.orElse("?"))));
            }
            return kept;
        } catch (StoreException e) {
            if (e.code() != StoreError.STORAGE_CLASS) {
                throw e;
            }
            unsafe.add(e);
            return Optional.empty();
        }
    }

    private static Bucket bucket(Known known, String prefix, Optional<String> packs) {
        StoreFacts facts = known.facts();
        Optional<Lock> lock = facts.lock().value();
        Optional<Retention> retention = lock.flatMap(Lock::standard);
        return new Bucket(
                facts.versioning().value(),
                lock.map(Lock::enabled),
                retention.map(Retention::mode),
                retention.map(Retention::days),
                facts.rules().value().map(rules -> rules.stream().anyMatch(r -> r.aborts() && r.covers(prefix))),
                packs,
                known.skew());
    }

    /** One place on trial. */
    private final class Trial {
        private final Store store;
        private final String folder;
        private final Cancellation cancellation;
        private final List<String> names = new ArrayList<>();
        private boolean createsOnce = true;
        private Optional<Boolean> listsAtOnce = Optional.of(true);
        private boolean readsLarge;
        private boolean checksums;

        Trial(Store store, String folder, Cancellation cancellation) {
            this.store = store;
            this.folder = folder;
            this.cancellation = cancellation;
        }

        void promises(List<HikaeException> unsafe) {
            step();
            try {
                stores.probe(store, folder);
            } catch (StoreException e) {
                if (e.code() == StoreError.NOT_CREATE_IF_ABSENT) {
                    createsOnce = false;
                    listsAtOnce = Optional.empty();
                } else if (e.code() == StoreError.NOT_LISTED_AFTER_PUT) {
                    listsAtOnce = Optional.of(false);
                } else {
                    throw e;
                }
                unsafe.add(e);
            }
        }

        boolean reads() {
            step();
            byte[] content = content(MEDIUM);
            String name = put("whole", content);
            int from = MEDIUM / 3;
            byte[] part = Arrays.copyOfRange(content, from, from + SMALL);
            byte[] end = Arrays.copyOfRange(content, MEDIUM - SMALL, MEDIUM);
            boolean right = store.get(name)
                            .filter(there -> Arrays.equals(there, content))
                            .isPresent()
                    && Arrays.equals(range(name, from, SMALL), part)
                    && Arrays.equals(range(name, MEDIUM - SMALL, 2 * SMALL), end)
                    && store.size(name).equals(Optional.of((long) MEDIUM));
            int crc = Digests.crc32c(ByteBuffer.wrap(content));
            checksums = store.crc32c(name).filter(kept -> kept == crc).isPresent();
            return right;
        }

        Speed speed() {
            List<Duration> puts = new ArrayList<>();
            List<Duration> gets = new ArrayList<>();
            List<Duration> lists = new ArrayList<>();
            for (int i = 0; i < SAMPLES; i++) {
                step();
                byte[] content = content(SMALL);
                String name = folder + "small-" + i;
                puts.add(time(() -> put(name.substring(folder.length()), content)));
                gets.add(time(() -> store.get(name)));
                lists.add(time(() -> store.list(name, item -> {})));
            }
            byte[] large = content(LARGE);
            String name = folder + "large";
            Duration up = time(() -> upload(name, large));
            byte[][] back = new byte[1][];
            Duration down = time(() -> back[0] = range(name, 0, LARGE));
            readsLarge = Arrays.equals(back[0], large);
            return new Speed(latency(puts), latency(gets), latency(lists), rate(up), rate(down));
        }

        boolean deletes() {
            step();
            String name = put("delete", content(SMALL));
            try {
                store.delete(name);
                return store.size(name).isEmpty();
            } catch (StoreException e) {
                if (e.code().failure() != Failure.FORBIDDEN) {
                    throw e;
                }
                return false;
            }
        }

        void cleanUp() {
            for (String name : names) {
                try {
                    store.delete(name);
                } catch (StoreException notAllowed) {
                    // A writer's rights need not include deleting.
                    return;
                }
            }
        }

        private String put(String last, byte[] content) {
            String name = folder + last;
            names.add(name);
            if (!store.putIfAbsent(name, ByteBuffer.wrap(content))) {
                throw new StoreException(null, false, StoreError.EXISTS, store.describe(), name);
            }
            return name;
        }

        private void upload(String name, byte[] content) {
            names.add(name);
            try (Store.Upload upload = store.upload(name)) {
                upload.write(ByteBuffer.wrap(content));
                upload.commit();
            }
        }

        private byte[] range(String name, long from, int length) {
            try (InputStream in = store.read(name, from, length)
                    .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, store.describe()))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new StoreException(
                        e, true, StoreError.UNREACHABLE, store.describe(), String.valueOf(e.getMessage()));
            }
        }

        private void step() {
            if (cancellation.requested()) {
                throw new HikaeException(EngineError.CANCELLED);
            }
        }

        private byte[] content(int length) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            return content;
        }
    }

    private static Duration time(Runnable call) {
        long begin = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static Latency latency(List<Duration> samples) {
        Collections.sort(samples);
        return new Latency(samples.get(samples.size() / 2), samples.get(samples.size() * 95 / 100));
    }

    private static long rate(Duration took) {
        return (long) (LARGE / Math.max(took.toNanos() / 1e9, 1e-9));
    }
}
