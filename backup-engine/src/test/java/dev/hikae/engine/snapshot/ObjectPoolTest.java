package dev.hikae.engine.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.crypto.Ed25519;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A pool gives back what was put into it, whatever else it holds, and holds once what is the same. */
final class ObjectPoolTest {
    private static final Ed25519.KeyPair KEY = Ed25519.generate(new SecureRandom());
    private static final Certificate WRITER =
            Certificate.issue(new byte[16], Certificate.Role.WRITER, 1, new byte[16], KEY.publicKey(), KEY.seed());

    private final Random random = new Random(7);
    private final ObjectPool pool = new ObjectPool();

    @Test
    void everyListIsTheSame_andEveryObjectIsThereOnce() {
        List<NeededObject> all = objects(40_000);
        for (int share : new int[] {1, 2, 7, 3000}) {
            List<NeededObject> some = new ArrayList<>();
            for (int i = random.nextInt(1000); i < all.size(); i += 1 + random.nextInt(share)) {
                some.add(all.get(i));
            }
            Outcome held = pool.share(outcome(some));
            assertTrue(held.objects() instanceof SharedObjects);
            assertEquals(some.size(), held.objects().size());
            assertEquals(new HashSet<>(some), new HashSet<>(held.objects()));
            for (int i = 0; i < some.size(); i += 97) {
                NeededObject one = held.objects().get(i);
                assertTrue(held.objects().contains(one));
                assertEquals(i, held.objects().indexOf(one));
            }
            assertEquals(some.size(), Set.copyOf(held.objects()).size());
            assertSame(held, pool.share(held));
        }
        assertTrue(pool.size() <= all.size());
        int before = pool.size();
        Collections.shuffle(all, random);
        pool.share(outcome(all));
        assertEquals(all.size(), pool.size());
        assertTrue(before < pool.size());
    }

    @Test
    void emptyList_isEmpty() {
        assertEquals(List.of(), pool.share(outcome(List.of())).objects());
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> pool.share(outcome(List.of())).objects().get(0));
    }

    @Test
    void objectsOfOneName_areToldApart() {
        NeededObject good = objects(1).getFirst();
        var longer = new NeededObject(good.name(), good.size() + 1, good.crc32c(), good.digest());
        var other = new NeededObject(good.name(), good.size(), good.crc32c() ^ 1, good.digest());
        Outcome one = pool.share(outcome(List.of(good)));
        Outcome two = pool.share(outcome(List.of(longer, other)));
        assertEquals(List.of(good), one.objects());
        assertEquals(List.of(longer, other), two.objects());
        assertTrue(two.objects().contains(other));
        assertFalse(one.objects().contains(other));
        assertFalse(two.objects().contains(good));
    }

    @Test
    void veryManyOfOneName_orOddNames_areHeldAsTheyCame() {
        NeededObject good = objects(1).getFirst();
        List<NeededObject> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(new NeededObject(good.name(), i, 0, good.digest()));
        }
        assertEquals(many, pool.share(outcome(many)).objects());
        for (String odd : List.of(
                "",
                "packs/",
                good.name().replace("packs/", "packs/f"),
                good.name().toUpperCase(java.util.Locale.ROOT),
                "home/00000000",
                "index/0123456789abcdef0123456789abcdeF",
                ObjectNames.PACKS + "00/11" + "0".repeat(30))) {
            List<NeededObject> list = List.of(new NeededObject(odd, 1, 2, good.digest()), good);
            assertEquals(list, pool.share(outcome(list)).objects(), odd);
        }
    }

    @Test
    void union_hasEveryObject_ofAllPoolsAndOfNone() {
        List<NeededObject> all = objects(300);
        var otherPool = new ObjectPool();
        List<Outcome> outcomes = List.of(
                pool.share(outcome(all.subList(0, 100))),
                pool.share(outcome(all.subList(50, 150))),
                otherPool.share(outcome(all.subList(150, 250))),
                outcome(all.subList(250, 300)));
        List<NeededObject> union = ObjectPool.union(outcomes);
        assertEquals(all.size(), union.size());
        assertEquals(Set.copyOf(all), Set.copyOf(union));
    }

    @Test
    void whatIsReadOtherwise_isHeldInTheSamePool() {
        List<NeededObject> all = objects(100);
        Outcome held = pool.share(outcome(all));
        Outcome with = held.with(all.subList(10, 20));
        assertEquals(all.subList(10, 20), with.objects());
        assertSame(with, pool.share(with));
        byte[] again = with.sign(KEY.seed());
        var trust = new Trust(new byte[16], KEY.publicKey());
        assertEquals(
                all.subList(10, 20), Outcome.parse(with.name(), again, trust).objects());
    }

    private List<NeededObject> objects(int count) {
        List<NeededObject> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[16];
            random.nextBytes(id);
            byte[] digest = new byte[32];
            random.nextBytes(digest);
            objects.add(
                    i % 50 == 1
                            ? new NeededObject(ObjectNames.index(id), i, i, ObjectDigest.ofBytes(digest))
                            : new NeededObject(
                                    ObjectNames.pack(id),
                                    1L << random.nextInt(40),
                                    random.nextInt(),
                                    new ObjectDigest(ObjectDigest.Form.TAGS, digest)));
        }
        return objects;
    }

    private static Outcome outcome(List<NeededObject> objects) {
        return new Outcome(
                ObjectNames.outcome(ObjectNames.session(0, 0, new byte[16])),
                new byte[16],
                WRITER,
                1,
                List.of(),
                new SnapshotId("snap_018f0000-0000-7000-8000-000000000000"),
                Instant.EPOCH,
                objects,
                new byte[10]);
    }
}
