package dev.hikae.engine.chunk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** What files made of pages, and archives, begin with. */
final class PageSignatures {
    private static final List<Signature> PAGED = List.of(
            // databases: SQLite, LMDB, Berkeley DB (B-tree, hash; either byte order), Access, ESE, WiredTiger
            text(0, "SQLite format 3\0"),
            hex(16, "dec0efbe"),
            hex(12, "62310500"),
            hex(12, "00053162"),
            hex(12, "61150600"),
            hex(12, "00061561"),
            text(4, "Standard Jet DB"),
            text(4, "Standard ACE DB"),
            hex(4, "efcdab89"),
            hex(0, "41d80100"),
            // images of disks: qcow, VMDK, VHD, VHDX, VDI
            hex(0, "514649fb"),
            text(0, "KDMV"),
            text(0, "conectix"),
            text(0, "vhdxfile"),
            hex(64, "7f10dabe"),
            // partitions and file systems: GPT, LVM, LUKS, ext2-4, XFS, btrfs, NTFS, swap
            text(512, "EFI PART"),
            text(512, "LABELONE"),
            hex(0, "4c554b53babe"),
            hex(1080, "53ef"),
            text(0, "XFSB"),
            text(65_600, "_BHRfS_M"),
            text(3, "NTFS    "),
            text(4086, "SWAPSPACE2"));

    /** gzip, bzip2, xz, zstd, lz4, ZIP, 7-Zip, cpio: an initial RAM disk may be named like an image. */
    private static final List<Signature> ARCHIVES = List.of(
            hex(0, "1f8b"),
            text(0, "BZh"),
            hex(0, "fd377a585a"),
            hex(0, "28b52ffd"),
            hex(0, "04224d18"),
            hex(0, "504b0304"),
            hex(0, "377abcaf271c"),
            text(0, "070701"),
            text(0, "070702"));

    private PageSignatures() {}

    private record Signature(int at, byte[] bytes) {
        boolean matches(MemorySegment head) {
            return head.byteSize() >= at + bytes.length
                    && head.asSlice(at, bytes.length).mismatch(MemorySegment.ofArray(bytes)) < 0;
        }
    }

    private static Signature text(int at, String text) {
        return new Signature(at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Signature hex(int at, String hex) {
        return new Signature(at, HexFormat.of().parseHex(hex));
    }

    static boolean match(MemorySegment head) {
        return PAGED.stream().anyMatch(s -> s.matches(head)) || isPartitioned(head) || isPostgres(head);
    }

    static boolean isArchive(MemorySegment head) {
        return ARCHIVES.stream().anyMatch(s -> s.matches(head));
    }

    /** A master boot record: its last two bytes, and four entries whose first byte is one of two. */
    private static boolean isPartitioned(MemorySegment head) {
        if (head.byteSize() < 512 || u16(head, 510) != 0xaa55) {
            return false;
        }
        int types = 0;
        for (int entry = 446; entry < 510; entry += 16) {
            int status = head.get(ValueLayout.JAVA_BYTE, entry) & 0xff;
            if (status != 0 && status != 0x80) {
                return false;
            }
            types |= head.get(ValueLayout.JAVA_BYTE, entry + 4);
        }
        return types != 0;
    }

    /**
     * Tables and indexes of PostgreSQL have no signature, but every page's header tells its size and three ordered
     * offsets. A few pages may be new and all zero.
     */
    private static boolean isPostgres(MemorySegment head) {
        for (int page = 4 << 10; page <= 32 << 10; page *= 2) {
            if (isPostgres(head, page)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPostgres(MemorySegment head, int page) {
        long pages = head.byteSize() / page;
        int good = 0;
        long step = Math.max(1, pages / 32);
        for (long i = 0; i < pages; i += step) {
            long at = i * page;
            if (isPostgresPage(head, at, page)) {
                good++;
            } else if (u16(head, at + 18) != 0 || u16(head, at + 12) != 0) {
                return false;
            }
        }
        return good >= 4;
    }

    private static boolean isPostgresPage(MemorySegment head, long at, int page) {
        int lower = u16(head, at + 12);
        int upper = u16(head, at + 14);
        int special = u16(head, at + 16);
        int sizeAndVersion = u16(head, at + 18);
        int version = sizeAndVersion & 0xff;
        return (sizeAndVersion & 0xff00) == page
                && version >= 1
                && version <= 15
                && lower >= 24
                && lower <= upper
                && upper <= special
                && special <= page;
    }

    private static int u16(MemorySegment head, long at) {
        return (head.get(ValueLayout.JAVA_BYTE, at) & 0xff) | (head.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff) << 8;
    }
}
