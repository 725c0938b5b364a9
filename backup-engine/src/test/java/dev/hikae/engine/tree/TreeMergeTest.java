package dev.hikae.engine.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.tree.TreeMerge.Version;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TreeMergeTest {
    private static final int NAMES = 20_000;

    private final Map<BlobId, byte[]> pages = new HashMap<>();
    private final List<BlobId> read = new ArrayList<>();
    private final TreeMerge merge = new TreeMerge(id -> {
        read.add(id);
        byte[] page = pages.get(id);
        if (page == null) {
            throw new FormatException("is gone");
        }
        return ByteBuffer.wrap(page);
    });

    /** A directory of many names, without one, and with another mode for one. */
    private BlobId directory(String without, String other) {
        var writer = new DirectoryWriter((page, length) -> {
            byte[] kept = Arrays.copyOf(page, length);
            var hash = ByteBuffer.wrap(kept);
            long a = hash.hashCode() * 0x9e3779b97f4a7c15L;
            var id = new BlobId(a, Arrays.hashCode(kept), length, 0);
            pages.put(id, kept);
            return id;
        });
        for (int i = 0; i < NAMES; i++) {
            String name = String.format("name %06d", i);
            if (!name.equals(without)) {
                writer.add(node(name, name.equals(other) ? 0600 : 0644));
            }
        }
        return writer.finish();
    }

    private static Node node(String name, int mode) {
        var entry = new Entry(
                RawPath.of(name),
                new Entry.Kind.Fifo(),
                mode,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                0,
                List.of(),
                0,
                Optional.empty(),
                false);
        return new Node(entry, 1, false, new Content.None());
    }

    private static BitSet bits(int... numbers) {
        var set = new BitSet();
        for (int number : numbers) {
            set.set(number);
        }
        return set;
    }

    private final class Told implements TreeMerge.Visitor {
        private final int notWanted;
        private final Map<String, List<Version<Node>>> names = new HashMap<>();
        private final List<String> order = new ArrayList<>();
        private final BitSet unreadable = new BitSet();

        Told(int notWanted) {
            this.notWanted = notWanted;
        }

        private List<Version<Node>> of(String name) {
            return names.getOrDefault(name, List.of());
        }

        @Override
        public boolean wanted(BitSet snapshots) {
            return snapshots.cardinality() != notWanted;
        }

        @Override
        public void name(RawPath name, List<Version<Node>> versions) {
            names.put(name.toString(), versions);
            order.add(name.toString());
        }

        @Override
        public void unreadable(BitSet snapshots, RuntimeException why) {
            unreadable.or(snapshots);
        }
    }

    @Test
    void whatTwoHaveAlike_isNotRead() {
        BlobId one = directory("name 007000", "");
        BlobId other = directory("", "name 013000");
        int all = pages.size();
        var told = new Told(2);
        merge.directory(List.of(new Version<>(one, bits(0)), new Version<>(other, bits(1))), told);
        assertTrue(read.size() <= 8, read.size() + " of " + all + " pages read");
        assertTrue(told.order.contains("name 007000"));
        assertEquals(
                List.of(bits(1)),
                told.of("name 007000").stream().map(Version::snapshots).toList());
        assertEquals(2, told.of("name 013000").size());
        long differ = told.names.values().stream()
                .filter(v -> v.size() > 1 || v.getFirst().snapshots().cardinality() < 2)
                .count();
        assertEquals(2, differ);
    }

    @Test
    void eachPageIsReadOnce_andEveryNameToldOnce_withItsVersions() {
        List<Version<BlobId>> versions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            versions.add(new Version<>(directory("", String.format("name %06d", 1000 * i)), bits(i)));
        }
        var told = new Told(-1);
        merge.directory(versions, told);
        Set<BlobId> different = new HashSet<>(read);
        assertEquals(different.size(), read.size(), "pages read twice");
        assertEquals(NAMES, told.order.size());
        assertEquals(told.order.stream().sorted().toList(), told.order);
        assertEquals(
                bits(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
                told.of("name 000001").getFirst().snapshots());
        var three = told.of("name 003000");
        assertEquals(2, three.size());
        assertTrue(three.stream().anyMatch(v -> v.snapshots().equals(bits(3))));
    }

    @Test
    void pageThatIsGone_isToldOfThoseThatNeedIt_andTheOthersGoOn() {
        BlobId one = directory("", "");
        Set<BlobId> before = new HashSet<>(pages.keySet());
        BlobId other = directory("", "name 013000");
        Set<BlobId> lost = new HashSet<>(pages.keySet());
        lost.removeAll(before);
        lost.remove(other);
        lost.forEach(pages::remove);
        var told = new Told(-1);
        merge.directory(List.of(new Version<>(one, bits(0)), new Version<>(other, bits(1))), told);
        assertEquals(bits(1), told.unreadable);
        assertEquals(NAMES, told.order.size());
    }
}
