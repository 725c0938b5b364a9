package dev.hikae.engine.region;

import dev.hikae.config.repository.ObjectLock;
import dev.hikae.engine.store.ForwardingStore;
import dev.hikae.engine.store.LockPolicy;
import dev.hikae.engine.store.Locking;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Remembers until when it would keep objects, and counts what it is asked. */
final class LockingMemoryStore extends ForwardingStore implements Locking {
    static final Duration PERIOD = Duration.ofDays(30);

    final Map<String, Instant> until = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger extended = new AtomicInteger();
    final AtomicInteger listed = new AtomicInteger();
    volatile boolean refuses;
    /** What happens before each extension. */
    volatile Runnable extending = () -> {};

    private final LockPolicy policy;

    LockingMemoryStore(Store store, InstantSource clock, Path notes) {
        super(store);
        this.policy = new LockPolicy(new ObjectLock(ObjectLock.Mode.COMPLIANCE, PERIOD), clock, notes);
    }

    @Override
    public Optional<Locking> locking() {
        return Optional.of(this);
    }

    @Override
    public LockPolicy policy() {
        return policy;
    }

    @Override
    public void requireLockable() {}

    @Override
    public boolean putIfAbsent(String name, ByteBuffer content) {
        boolean created = super.putIfAbsent(name, content);
        if (created) {
            until.put(name, policy.until());
        }
        return created;
    }

    @Override
    public Upload upload(String name) {
        Upload upload = super.upload(name);
        return new Upload() {
            @Override
            public void write(ByteBuffer part) {
                upload.write(part);
            }

            @Override
            public void commit() {
                upload.commit();
                until.put(name, policy.until());
            }

            @Override
            public void close() {
                upload.close();
            }
        };
    }

    @Override
    public void versions(String prefix, Consumer<Versions> each) {
        asked.incrementAndGet();
        listed.incrementAndGet();
        list(prefix, item -> each.accept(versions(item.name(), item.size())));
    }

    @Override
    public Optional<Versions> versionsOf(String name) {
        asked.incrementAndGet();
        return size(name).map(size -> versions(name, size));
    }

    private static Versions versions(String name, long size) {
        return new Versions(name, List.of(new Version(name, "1", size, Instant.EPOCH)), List.of(), false);
    }

    @Override
    public Lock lock(Version version) {
        asked.incrementAndGet();
        return new Lock(Optional.ofNullable(until.get(version.name())), false);
    }

    @Override
    public Instant extend(Version version, Instant to) {
        if (refuses) {
            throw new StoreException(null, false, StoreError.DENIED, describe(), "AccessDenied");
        }
        extending.run();
        extended.incrementAndGet();
        return until.merge(version.name(), to, (a, b) -> a.isAfter(b) ? a : b);
    }

    @Override
    public void hold(Version version, boolean on) {
        throw new UnsupportedOperationException("holds are tested on a real server");
    }
}
