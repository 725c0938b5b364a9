package dev.hikae.engine.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.file.SourceEntry.Stat;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.PendingId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HardLinksTest {
    /** A backup has 64 MiB, and more to keep there than this. */
    private static final String HEAP = "-Xmx16m";

    private final HardLinks links = new HardLinks();

    @Test
    void contentOfAnInode_isFound_untilItChanges() {
        FileContent content = content(1, 3);
        links.put(inode(1, 5), content, false);
        assertSame(content, links.find(inode(1, 5)).orElseThrow().content());
        assertTrue(links.find(inode(1, 6)).isEmpty());
        assertTrue(links.find(inode(2, 5)).isEmpty());
    }

    @Test
    void finishedContent_staysTheSame() {
        FileContent content = content(1, 3);
        assertSame(content.finish(), content.finish());
        assertTrue(content.ready());
        assertEquals(3, content.size());
    }

    @Test
    void manyInodes_takeLittleMemory() throws IOException, InterruptedException {
        Process many = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HardLinksTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(many.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, many.waitFor(), said);
    }

    /** Small files, then files of many chunks, whose content is in pages. */
    public static void main(String[] arguments) {
        var links = new HardLinks();
        for (int i = 0; i < 100_000; i++) {
            put(links, i, 1);
        }
        assertTrue(links.find(inode(99_999, 0)).isPresent());
        assertTrue(links.find(inode(92_000, 0)).isPresent());
        assertFalse(links.find(inode(0, 0)).isPresent());
        for (int i = 100_000; i < 110_000; i++) {
            put(links, i, 60);
        }
        for (int i = 110_000; i < 112_000; i++) {
            put(links, i, 2_000);
        }
    }

    private static void put(HardLinks links, int inode, int parts) {
        FileContent content = content(inode, parts);
        links.put(inode(inode, 0), content, false);
        content.finish();
    }

    private static FileContent content(long of, int parts) {
        var content = new FileContent((page, length) -> new BlobId(of, length, 0, 0));
        for (int i = 0; i < parts; i++) {
            content.data(new Known(new BlobId(of, i, i * 31L, 7)), 1);
        }
        return content;
    }

    private static Stat inode(long inode, long ctime) {
        return new Stat(false, true, 1, 0, 0, ctime, 0, 1, inode, 2, 0);
    }

    private record Known(BlobId id) implements PendingId {
        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public BlobId get() {
            return id;
        }
    }
}
