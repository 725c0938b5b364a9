package dev.hikae.engine.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.engine.Cancellation;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SameContentTest {
    private final Blobs blobs = new Blobs();
    private final SameContent contents = new SameContent(new BlobTreeReader(blobs::read), blobs);

    /** Chunks as texts; one of digits alone is a hole so long. */
    private Node file(String... chunks) {
        List<Extent> extents = new ArrayList<>();
        long size = 0;
        for (String chunk : chunks) {
            Extent extent = chunk.matches("\\d+")
                    ? new Extent.Hole(Long.parseLong(chunk))
                    : new Extent.Data(blobs.put(chunk), chunk.length());
            extents.add(extent);
            size += extent.length();
        }
        var entry = new Entry(
                RawPath.of("f"),
                new Entry.Kind.File(),
                0644,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                size,
                List.of(),
                0,
                Optional.empty(),
                false);
        return new Node(entry, 1, false, new Content.Extents(extents));
    }

    /** The same with a page for each chunk, and one above them. */
    private Node paged(String... chunks) {
        List<BlobId> leaves = new ArrayList<>();
        for (String chunk : chunks) {
            ByteBuffer page = ByteBuffer.allocate(3 + BlobId.LENGTH);
            page.put((byte) 3).put((byte) 1).put((byte) (chunk.length() << 1));
            blobs.put(chunk).write(page);
            leaves.add(blobs.put(new String(page.array(), StandardCharsets.ISO_8859_1)));
        }
        ByteBuffer top = ByteBuffer.allocate(2 + leaves.size() * (1 + BlobId.LENGTH));
        top.put((byte) 4).put((byte) leaves.size());
        for (BlobId leaf : leaves) {
            leaf.write(top.put((byte) 0));
        }
        BlobId page = blobs.put(new String(top.array(), StandardCharsets.ISO_8859_1));
        return new Node(file(chunks).entry(), 1, false, new Content.ExtentPages(page));
    }

    @Test
    void listsInPages_arePulledUpToTheFirstDifference() {
        same(true, paged("abc", "def"), file("abcd", "ef"));
        blobs.reads = 0;
        assertEquals(false, contents.of(paged("abc", "def", "ghi"), paged("xyz", "def", "ghj")));
        assertEquals(4, blobs.reads, "the top and the first leaf of each");
    }

    private void same(boolean expected, Node one, Node other) {
        assertEquals(expected, contents.of(one, other));
        assertEquals(expected, contents.of(other, one));
    }

    @Test
    void sameBytesInOtherChunks_areTheSame() {
        same(true, file("abc", "defg", "h"), file("abcd", "ef", "gh"));
        same(true, file("abc"), file("abc"));
        same(true, file(), file());
    }

    @Test
    void otherBytes_differ() {
        same(false, file("abc", "defg"), file("abcd", "efX"));
        same(false, file("abc"), file("abX"));
        same(false, file("abc"), file("ab"));
    }

    @Test
    void idsAlone_tellWhereChunksEndAlike() {
        same(false, file("abc", "def"), file("abc", "xyz"));
        assertEquals(0, blobs.reads);
    }

    @Test
    void holesAreZeros() {
        same(true, file("a", "3", "b"), file("a\0", "\0\0b"));
        same(true, file("2", "3"), file("5"));
        same(false, file("a", "3"), file("a\0\0x"));
        same(false, file("a", "3", "b"), file("a", "4"));
    }

    private static final class Blobs implements BlobReader {
        private final Map<BlobId, byte[]> content = new HashMap<>();
        private int reads;

        BlobId put(String text) {
            var id = new BlobId(text.hashCode(), text.length(), 0, 0);
            content.put(id, text.getBytes(StandardCharsets.ISO_8859_1));
            return id;
        }

        @Override
        public ByteBuffer read(BlobId id) {
            reads++;
            byte[] found = content.get(id);
            if (found == null) {
                throw new AssertionError("no blob " + id);
            }
            return ByteBuffer.wrap(found);
        }

        @Override
        public Place locate(BlobId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void readAll(Collection<BlobId> ids, Sink sink, Cancellation cancellation) {
            throw new UnsupportedOperationException();
        }
    }
}
