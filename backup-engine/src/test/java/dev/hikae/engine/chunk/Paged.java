package dev.hikae.engine.chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Makes files of pages as database systems lay them out, with content that differs from page to page. */
public final class Paged {
    private static final int POSTGRES_PAGE = 8 << 10;
    private static final int INNODB_PAGE = 16 << 10;

    private Paged() {}

    /** A table of PostgreSQL: "Database Page Layout" in its manual. Every tenth page is new and still zero. */
    public static byte[] postgres(int pages, long seed) {
        var random = new SplittableRandom(seed);
        byte[] file = new byte[pages * POSTGRES_PAGE];
        for (int i = 0; i < pages; i++) {
            if (i % 10 != 9) {
                postgresPage(
                        ByteBuffer.wrap(file, i * POSTGRES_PAGE, POSTGRES_PAGE).slice(), random);
            }
        }
        return file;
    }

    private static void postgresPage(ByteBuffer page, SplittableRandom random) {
        page.order(ByteOrder.LITTLE_ENDIAN);
        int items = random.nextInt(20, 60);
        int upper = POSTGRES_PAGE;
        for (int i = 0; i < items; i++) {
            int length = random.nextInt(40, 120);
            byte[] tuple = new byte[length];
            random.nextBytes(tuple);
            upper -= (length + 7) & ~7;
            page.putInt(24 + 4 * i, upper | 1 << 15 | length << 17).put(upper, tuple);
        }
        page.putLong(0, random.nextLong())
                .putShort(12, (short) (24 + 4 * items))
                .putShort(14, (short) upper)
                .putShort(16, (short) POSTGRES_PAGE)
                .putShort(18, (short) (POSTGRES_PAGE | 4));
    }

    /** A table space of InnoDB: checksum, own number, two neighbours, log position, type and space in a page's head. */
    public static byte[] innodb(int pages, long seed) {
        var random = new SplittableRandom(seed);
        byte[] file = new byte[pages * INNODB_PAGE];
        random.nextBytes(file);
        var out = ByteBuffer.wrap(file);
        for (int i = 0; i < pages; i++) {
            int at = i * INNODB_PAGE;
            out.putInt(at + 4, i).putInt(at + 8, random.nextInt()).putInt(at + 12, random.nextInt());
            out.putLong(at + 16, random.nextLong() >>> 24).putShort(at + 24, (short) 17_855);
            out.putLong(at + 26, 0).putInt(at + 34, 5);
        }
        return file;
    }

    /** Pages of some length of a system nobody heard of, that begin with a word and whose content is random. */
    public static byte[] unknown(int page, int length, String word, long seed) {
        byte[] file = new byte[length];
        new SplittableRandom(seed).nextBytes(file);
        byte[] start = word.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int at = 0; at < length; at += page) {
            System.arraycopy(start, 0, file, at, start.length);
        }
        return file;
    }
}
