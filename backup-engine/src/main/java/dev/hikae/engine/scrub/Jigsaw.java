package dev.hikae.engine.scrub;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Puts an object together from copies that are each damaged in other places. Needs no key: the copies are compared, and
 * where they differ every choice is tried, what most copies say first, until a checksum says that it is right.
 *
 * <p>A CRC is linear: what one choice changes in the checksum does not depend on the others. So choices are tried by
 * XOR, and only what has the right CRC is put together and looked at.
 */
final class Jigsaw {
    /** Differences so near to each other are one: bytes that are equal by chance do not part them. Nearer in small objects. */
    private static final int NEAR = 512;

    private static final int MOST_PLACES = 256;
    private static final int MOST_CHOICES = 1 << 16;

    private final List<ByteBuffer> copies;
    /** One of full length, to compare the others with. */
    private final Optional<ByteBuffer> reference;

    private final int size;
    private final int near;

    /** @param copies of any size: what one is too short for, the others say */
    Jigsaw(List<ByteBuffer> copies, int size) {
        this.copies = List.copyOf(copies);
        this.reference = copies.stream().filter(c -> c.limit() >= size).findFirst();
        this.size = size;
        this.near = Math.clamp(size / 64, 1, NEAR);
    }

    /** Where copies differ, and what they say there, the most frequent first: numbers of copies. */
    private record Place(int from, int to, List<Integer> choices) {}

    /**
     * The object.
     *
     * @param crc32c of the whole
     * @param right whether it is the object
     */
    Optional<byte[]> solve(int crc32c, Predicate<byte[]> right) {
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer first = reference.get();
        List<Place> places = places(first);
        if (places.size() > MOST_PLACES) {
            return Optional.empty();
        }
        byte[] base = base(first, places);
        long wanted = Integer.toUnsignedLong(crc32c) ^ crc(base);
        long[][] changes = changes(places, base);
        int[] chosen = new int[places.size()];
        for (int tried = 0; tried < MOST_CHOICES; tried++) {
            long change = 0;
            for (int i = 0; i < chosen.length; i++) {
                change ^= changes[i][chosen[i]];
            }
            if (change == wanted) {
                put(places, chosen, base);
                if (right.test(base)) {
                    return Optional.of(base);
                }
            }
            if (!next(chosen, changes)) {
                break;
            }
        }
        return Optional.empty();
    }

    /** The same without a checksum to go by: for small objects. */
    Optional<byte[]> solve(Predicate<byte[]> right) {
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer first = reference.get();
        List<Place> places = places(first);
        if (places.size() > MOST_PLACES) {
            return Optional.empty();
        }
        byte[] base = base(first, places);
        long[][] changes = new long[places.size()][];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = new long[places.get(i).choices().size()];
        }
        int[] chosen = new int[places.size()];
        long work = 0;
        do {
            put(places, chosen, base);
            if (right.test(base)) {
                return Optional.of(base);
            }
            work += size;
        } while (work < 1L << 28 && next(chosen, changes));
        return Optional.empty();
    }

    /** Counts up; false after the last. */
    private static boolean next(int[] chosen, long[][] changes) {
        for (int i = 0; i < chosen.length; i++) {
            if (++chosen[i] < changes[i].length) {
                return true;
            }
            chosen[i] = 0;
        }
        return false;
    }

    private List<Place> places(ByteBuffer first) {
        List<Place> places = new ArrayList<>();
        int from = -1;
        int last = -1;
        for (int at = 0; at < size; at++) {
            if (differ(first, at)) {
                if (from >= 0 && at - last > near) {
                    places.add(place(from, last + 1));
                    from = -1;
                }
                from = from < 0 ? at : from;
                last = at;
            } else if (from < 0) {
                at = skip(first, at);
            }
            if (places.size() > MOST_PLACES) {
                return places;
            }
        }
        if (from >= 0) {
            places.add(place(from, last + 1));
        }
        return places;
    }

    private boolean differ(ByteBuffer first, int at) {
        for (ByteBuffer copy : copies) {
            if (at < copy.limit() && copy.get(at) != first.get(at)) {
                return true;
            }
        }
        return false;
    }

    /** The last place from here on up to which all copies are alike. */
    private int skip(ByteBuffer first, int at) {
        int alike = size - at;
        for (ByteBuffer copy : copies) {
            int length = Math.min(size, copy.limit()) - at;
            if (length > 0) {
                int differs = copy.slice(at, length).mismatch(first.slice(at, length));
                alike = Math.min(alike, differs < 0 ? alike : differs);
            }
        }
        return at + alike - 1;
    }

    private Place place(int from, int to) {
        List<Integer> distinct = new ArrayList<>();
        List<Integer> votes = new ArrayList<>();
        for (int copy = 0; copy < copies.size(); copy++) {
            if (copies.get(copy).limit() >= to) {
                int like = like(distinct, copy, from, to);
                if (like < 0) {
                    distinct.add(copy);
                    votes.add(1);
                } else {
                    votes.set(like, votes.get(like) + 1);
                }
            }
        }
        List<Integer> sorted = new ArrayList<>(distinct);
        sorted.sort((a, b) -> votes.get(distinct.indexOf(b)) - votes.get(distinct.indexOf(a)));
        return new Place(from, to, sorted);
    }

    private int like(List<Integer> distinct, int copy, int from, int to) {
        for (int i = 0; i < distinct.size(); i++) {
            ByteBuffer other = copies.get(distinct.get(i)).slice(from, to - from);
            if (other.equals(copies.get(copy).slice(from, to - from))) {
                return i;
            }
        }
        return -1;
    }

    private byte[] base(ByteBuffer first, List<Place> places) {
        byte[] base = new byte[size];
        first.get(0, base);
        places.forEach(place -> copy(place, 0, base));
        return base;
    }

    private void copy(Place place, int choice, byte[] to) {
        copies.get(place.choices().get(choice)).get(place.from(), to, place.from(), place.to() - place.from());
    }

    private long[][] changes(List<Place> places, byte[] base) {
        long of = crc(base);
        long[][] changes = new long[places.size()][];
        for (int i = 0; i < changes.length; i++) {
            Place place = places.get(i);
            changes[i] = new long[place.choices().size()];
            for (int choice = 1; choice < changes[i].length; choice++) {
                copy(place, choice, base);
                changes[i][choice] = crc(base) ^ of;
            }
            copy(place, 0, base);
        }
        return changes;
    }

    private void put(List<Place> places, int[] chosen, byte[] into) {
        for (int i = 0; i < chosen.length; i++) {
            copy(places.get(i), chosen[i], into);
        }
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return crc.getValue();
    }
}
