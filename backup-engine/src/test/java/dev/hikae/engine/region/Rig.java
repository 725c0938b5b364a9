package dev.hikae.engine.region;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.Ed25519;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Outcome.Previous;
import dev.hikae.engine.snapshot.Trust;
import dev.hikae.engine.store.FaultStore;
import dev.hikae.engine.store.MemoryStore;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Three regions in memory, each behind planned faults, and a writer whose packs are random bytes. */
final class Rig implements AutoCloseable {
    static final RegionName TOKYO = new RegionName("tokyo");
    static final RegionName OSAKA = new RegionName("osaka");
    static final RegionName SINGAPORE = new RegionName("singapore");
    static final List<RegionName> ALL = List.of(TOKYO, OSAKA, SINGAPORE);

    /** Long enough that a region gets it in three pieces. */
    static final int PACK = 2 * FanOutUpload.PART + 3000;

    private static final Instant BEGIN = Instant.parse("2026-11-23T00:00:00Z");

    final Map<RegionName, MemoryStore> memory = new LinkedHashMap<>();
    final Map<RegionName, FaultStore> faults = new LinkedHashMap<>();
    final Random random = new Random(42);
    final SecureRandom secure = new SecureRandom();
    final byte[] repositoryId = bytes(16);
    final Ed25519.KeyPair owner = Ed25519.generate(secure);
    final Ed25519.KeyPair writer = Ed25519.generate(secure);
    final Ed25519.KeyPair maintainer = Ed25519.generate(secure);
    final Trust trust = new Trust(repositoryId, owner.publicKey());
    /** Stores that stand in for those above. */
    final Map<RegionName, Store> instead = new LinkedHashMap<>();

    private int sessions;

    Rig() {
        for (RegionName name : ALL) {
            MemoryStore store = new MemoryStore(name.value());
            memory.put(name, store);
            faults.put(name, new FaultStore(store));
            store.putIfAbsent(ObjectNames.MARKER, ByteBuffer.wrap(marker(name)));
            store.putIfAbsent(ObjectNames.home(0), ByteBuffer.wrap(home().sign(maintainer.seed())));
            store.putIfAbsent(ObjectNames.keySlot(new byte[16]), ByteBuffer.wrap(withCrc(new byte[40])));
        }
    }

    byte[] marker(RegionName name) {
        return new Marker(repositoryId, name, owner.publicKey(), 0, 0, BEGIN).sign(owner.seed());
    }

    HomeStatement home() {
        var certificate = Certificate.issue(
                repositoryId, Certificate.Role.MAINTAINER, 1, new byte[16], maintainer.publicKey(), owner.seed());
        return new HomeStatement(repositoryId, certificate, 0, TOKYO, ALL, 2);
    }

    /** A fresh handle on all regions, as another process has it. */
    RegionSet open(int quorum) {
        var identity = new Region.Identity();
        var regions = ALL.stream()
                .map(name -> new Region(name, name.value(), () -> instead.getOrDefault(name, faults(name)), identity))
                .toList();
        regions.forEach(Region::refresh);
        var stores = new Stores(secure, Pause.SLEEP);
        return new RegionSet(new RegionSet.Shape(home(), quorum, trust, stores, identity), regions, false);
    }

    MemoryStore memory(RegionName region) {
        return java.util.Objects.requireNonNull(memory.get(region));
    }

    FaultStore faults(RegionName region) {
        return java.util.Objects.requireNonNull(faults.get(region));
    }

    /** What a session made: for the next one to follow, and to compare with. */
    record Session(Outcome outcome, byte[] object, Map<String, byte[]> packs, RegionWriter.Published published) {
        Previous asPrevious() {
            return new Previous(outcome.name(), Outcome.digest(object));
        }
    }

    /** One pack and one index object, then the commit. */
    Session backup(RegionSet regions, List<Session> before) {
        return backup(regions, before, CommitGuard.ALWAYS);
    }

    Session backup(RegionSet regions, List<Session> before, CommitGuard guard) {
        return backup(regions, before, before, guard);
    }

    /** @param reused whose objects the new snapshot needs too */
    Session backup(RegionSet regions, List<Session> before, List<Session> reused, CommitGuard guard) {
        Map<String, byte[]> packs = new LinkedHashMap<>();
        packs.put(ObjectNames.pack(bytes(16)), bytes(PACK));
        packs.put(ObjectNames.index(bytes(16)), bytes(1000));
        try (RegionWriter writing = regions.writer()) {
            packs.forEach((name, content) -> write(writing, name, content));
            List<NeededObject> needed = new ArrayList<>();
            reused.forEach(s -> s.outcome().objects().forEach(needed::add));
            packs.forEach((name, content) -> needed.add(needed(name, content)));
            Outcome outcome = outcome(before, needed);
            byte[] object = outcome.sign(writer.seed());
            return new Session(outcome, object, packs, writing.commit(outcome, object, guard));
        }
    }

    private static void write(RegionWriter writing, String name, byte[] content) {
        if (name.startsWith(ObjectNames.INDEX)) {
            writing.put(name, ByteBuffer.wrap(content));
            return;
        }
        try (Store.Upload upload = writing.upload(name)) {
            upload.write(ByteBuffer.wrap(content, 0, 1000));
            upload.write(ByteBuffer.wrap(content, 1000, 1000));
            upload.write(ByteBuffer.wrap(content, 2000, content.length - 2000));
            upload.commit();
        }
    }

    Outcome outcome(List<Session> before, List<NeededObject> needed) {
        int number = ++sessions;
        var certificate = Certificate.issue(
                repositoryId, Certificate.Role.WRITER, 1, new byte[16], writer.publicKey(), owner.seed());
        long sequence =
                1 + before.stream().mapToLong(s -> s.outcome().sequence()).max().orElse(0);
        return new Outcome(
                ObjectNames.outcome(ObjectNames.session(0, 0, bytes(16))),
                repositoryId,
                certificate,
                sequence,
                before.stream().map(Session::asPrevious).toList(),
                new Ids(() -> BEGIN.plusSeconds(number), secure).snapshot(),
                BEGIN.plusSeconds(number),
                needed,
                bytes(100));
    }

    static NeededObject needed(String name, byte[] content) {
        return new NeededObject(
                name,
                content.length,
                Digests.crc32c(ByteBuffer.wrap(content)),
                new ObjectDigest(ObjectDigest.Form.BYTES, Digests.sha256(content)));
    }

    /** Snapshots' outcome names that a region shows, after making sure that it can restore each alone. */
    List<String> shown(RegionName region) {
        MemoryStore store = memory(region);
        List<String> names = new ArrayList<>();
        store.list(ObjectNames.SESSIONS, item -> names.add(item.name()));
        names.removeIf(n -> !ObjectNames.isOutcome(n));
        for (String name : names) {
            Outcome outcome = Outcome.parse(name, store.get(name).orElseThrow(), trust);
            outcome.previous()
                    .forEach(p -> assertArrayEquals(
                            p.sha256(), Outcome.digest(store.get(p.name()).orElseThrow()), "predecessor of " + name));
            outcome.objects()
                    .forEach(o -> assertArrayEquals(
                            o.digest().value(),
                            Digests.sha256(store.get(o.name()).orElseThrow()),
                            "object of " + name));
        }
        return names;
    }

    /** Replaces an object's bytes as a bad disk would. */
    void damage(RegionName region, String name) {
        byte[] content = memory(region).get(name).orElseThrow();
        content[content.length / 2] ^= 1;
        memory(region).delete(name);
        assertTrue(memory(region).putIfAbsent(name, ByteBuffer.wrap(content)));
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] withCrc(byte[] content) {
        return ByteBuffer.allocate(content.length + 4)
                .put(content)
                .putInt(Digests.crc32c(ByteBuffer.wrap(content)))
                .array();
    }

    static TreeSet<String> names(Session... sessions) {
        TreeSet<String> names = new TreeSet<>();
        for (Session session : sessions) {
            names.add(session.outcome().name());
        }
        return names;
    }

    /** Fails the test when a planned fault never fired. */
    @Override
    public void close() {
        faults.values().forEach(FaultStore::close);
    }
}
