package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What many outcomes list, each object once. Outcomes of one repository list mostly the same, so each list is a set of numbers
 * here, one bit for every object of the pool. Nothing ever leaves a pool. Safe for several threads.
 */
public final class ObjectPool {
    /** What stands after the name in an outcome: size, CRC-32C, form, digest. */
    private static final int PROOF = 8 + 4 + 1 + ObjectDigest.LENGTH;

    private static final int ID = 16;
    private static final int RECORD = ID + 1 + PROOF;
    private static final int IN_A_CHUNK = 1 << 14;
    /** Different objects under one name are told apart, but only so many: only an attacker makes any. */
    private static final int MOST_OF_A_NAME = 16;

    private static final int DIGITS = 2 * ID;
    private static final int PACK_NAME = ObjectNames.PACKS.length() + 3 + DIGITS;
    private static final int INDEX_NAME = ObjectNames.INDEX.length() + DIGITS;

    private final ObjectTable numbers = new ObjectTable();
    /** The next object of the same name. */
    private final Map<Integer, Integer> others = new HashMap<>();

    private volatile byte[][] chunks = new byte[0][];
    private int count;

    /** The same outcome, with its list held here. One that lists what is no pack or index object stays as it is. */
    public Outcome share(Outcome outcome) {
        List<NeededObject> shared = share(outcome.objects());
        return shared == outcome.objects() ? outcome : outcome.holding(shared);
    }

    List<NeededObject> share(List<NeededObject> objects) {
        if (objects instanceof SharedObjects shared && shared.pool() == this) {
            return objects;
        }
        byte[] encoded = NeededObjects.copyOf(objects).encoded();
        var in = ByteBuffer.wrap(encoded);
        var listed = new BitSet();
        synchronized (this) {
            while (in.hasRemaining()) {
                int number = number(encoded, in);
                if (number < 0) {
                    return objects;
                }
                listed.set(number);
            }
        }
        return new SharedObjects(this, listed);
    }

    /** How many objects there are. */
    public synchronized int size() {
        return count;
    }

    /** All that some of these outcomes list; what several list mostly comes once. */
    public static List<NeededObject> union(Collection<Outcome> outcomes) {
        Map<ObjectPool, BitSet> shared = new IdentityHashMap<>();
        List<List<NeededObject>> lists = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome.objects() instanceof SharedObjects objects) {
                objects.addTo(shared.computeIfAbsent(objects.pool(), p -> new BitSet()));
            } else {
                lists.add(outcome.objects());
            }
        }
        shared.forEach((pool, numbers) -> lists.add(new SharedObjects(pool, numbers)));
        return lists.size() == 1
                ? lists.getFirst()
                : lists.stream().flatMap(List::stream).toList();
    }

    NeededObject get(int number) {
        byte[] chunk = chunks[number / IN_A_CHUNK];
        var in = ByteBuffer.wrap(chunk, number % IN_A_CHUNK * RECORD, RECORD);
        byte[] id = new byte[ID];
        in.get(id);
        String name = in.get() == 1 ? ObjectNames.pack(id) : ObjectNames.index(id);
        long size = in.getLong();
        int crc = in.getInt();
        var form = ObjectDigest.Form.of(in.get());
        byte[] digest = new byte[ObjectDigest.LENGTH];
        in.get(digest);
        return new NeededObject(name, size, crc, new ObjectDigest(form, digest));
    }

    /** The number of an object that is held here. */
    synchronized OptionalInt find(NeededObject object) {
        Integer number = (int) numbers.get(object.name());
        while (number != null && number >= 0) {
            if (get(number).equals(object)) {
                return OptionalInt.of(number);
            }
            number = others.get(number);
        }
        return OptionalInt.empty();
    }

    /** Of the next object, new or known; -1 when it cannot be held here. */
    private int number(byte[] encoded, ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        int name = in.position();
        int proof = name + length;
        boolean pack = isPack(encoded, name, length);
        if (!pack && !isIndex(encoded, name, length)) {
            return -1;
        }
        in.position(proof + PROOF);
        long high = hex(encoded, proof - DIGITS);
        long low = hex(encoded, proof - DIGITS / 2);
        int number = (int) numbers.get(high, low);
        if (number < 0) {
            numbers.put(high, low, count);
            return add(high, low, pack, encoded, proof);
        }
        for (int i = 0; i < MOST_OF_A_NAME; i++) {
            if (is(number, pack, encoded, proof)) {
                return number;
            }
            Integer other = others.get(number);
            if (other == null) {
                others.put(number, count);
                return add(high, low, pack, encoded, proof);
            }
            number = other;
        }
        return -1;
    }

    private boolean is(int number, boolean pack, byte[] encoded, int proof) {
        byte[] chunk = chunks[number / IN_A_CHUNK];
        int at = number % IN_A_CHUNK * RECORD + ID;
        return chunk[at] == (pack ? 1 : 0)
                && Arrays.equals(chunk, at + 1, at + 1 + PROOF, encoded, proof, proof + PROOF);
    }

    private int add(long high, long low, boolean pack, byte[] encoded, int proof) {
        int number = count++;
        if (number / IN_A_CHUNK == chunks.length) {
            byte[][] more = Arrays.copyOf(chunks, chunks.length + 1);
            more[chunks.length] = new byte[IN_A_CHUNK * RECORD];
            chunks = more;
        }
        ByteBuffer.wrap(chunks[number / IN_A_CHUNK], number % IN_A_CHUNK * RECORD, RECORD)
                .putLong(high)
                .putLong(low)
                .put((byte) (pack ? 1 : 0))
                .put(encoded, proof, PROOF);
        return number;
    }

    private static boolean isPack(byte[] encoded, int name, int length) {
        int digits = name + length - DIGITS;
        return length == PACK_NAME
                && begins(encoded, name, ObjectNames.PACKS)
                && encoded[digits - 3] == encoded[digits]
                && encoded[digits - 2] == encoded[digits + 1]
                && encoded[digits - 1] == '/'
                && isHex(encoded, digits);
    }

    private static boolean isIndex(byte[] encoded, int name, int length) {
        return length == INDEX_NAME
                && begins(encoded, name, ObjectNames.INDEX)
                && isHex(encoded, name + length - DIGITS);
    }

    private static boolean begins(byte[] encoded, int at, String with) {
        for (int i = 0; i < with.length(); i++) {
            if (encoded[at + i] != with.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(byte[] encoded, int at) {
        for (int i = at; i < at + DIGITS; i++) {
            if (digit(encoded[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    private static long hex(byte[] encoded, int at) {
        long value = 0;
        for (int i = at; i < at + DIGITS / 2; i++) {
            value = value << 4 | digit(encoded[i]);
        }
        return value;
    }

    /** Lower case only, as names are. */
    private static int digit(byte character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
    }
}
