package dev.hikae.drills.bundle;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import dev.hikae.drills.sign.NotVerified;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A ZIP that has exactly one form for given files: stored, {@code mimetype} first and then by name, every time
 * 1980-01-01, no comments, no extra fields, nothing between, before or after.
 *
 * <p>Reading rebuilds the ZIP from the files found and requires the same bytes: whatever hides in a ZIP differs then.
 */
public final class Archive {
    /** Largest archive in bytes; it is held in memory. */
    public static final long MAX_BYTES = 1L << 30;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final short VERSION = 10;
    private static final short DATE = 0x21;
    private static final int MAX_FILES = 65_534;

    private Archive() {}

    /** The order of files: {@code mimetype} first, as ASiC wants it, then by name. */
    static Comparator<String> order() {
        return Comparator.<String, Boolean>comparing(name -> !name.equals("mimetype"))
                .thenComparing(Comparator.naturalOrder());
    }

    /** The one ZIP of these files. */
    public static byte[] write(Map<String, byte[]> files) {
        SortedMap<String, byte[]> sorted = new TreeMap<>(order());
        sorted.putAll(files);
        ByteBuffer zip = ByteBuffer.allocate(size(sorted)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer directory = ByteBuffer.allocate(zip.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        sorted.forEach((name, content) -> {
            int offset = zip.position();
            zip.putInt(LOCAL);
            describe(zip, name, content);
            zip.put(ascii(name)).put(content);
            directory.putInt(CENTRAL).putShort(VERSION);
            describe(directory, name, content);
            directory
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt(offset);
            directory.put(ascii(name));
        });
        int start = zip.position();
        zip.put(directory.flip());
        int length = zip.position() - start;
        short count = (short) sorted.size();
        zip.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
        zip.putInt(length).putInt(start).putShort((short) 0);
        return zip.array();
    }

    /** What local header and directory share: version, flags, method, time, date, CRC, sizes, lengths. */
    private static void describe(ByteBuffer out, String name, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        out.putShort(VERSION)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(DATE);
        out.putInt((int) crc.getValue()).putInt(content.length).putInt(content.length);
        out.putShort((short) name.length()).putShort((short) 0);
    }

    private static int size(SortedMap<String, byte[]> files) {
        long size = END_BYTES;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!NAME.matcher(file.getKey()).matches() || file.getKey().length() > 255) {
                throw new HikaeException(EvidenceError.BUNDLE_ENTRY_NAME, file.getKey());
            }
            size += LOCAL_BYTES + CENTRAL_BYTES + 2L * file.getKey().length() + file.getValue().length;
        }
        if (size > MAX_BYTES || files.size() > MAX_FILES) {
            throw new HikaeException(EvidenceError.BUNDLE_TOO_LARGE, MAX_BYTES);
        }
        return (int) size;
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** The files of an archive that {@link #write} made, and of no other. */
    public static SortedMap<String, byte[]> read(byte[] zip) throws NotVerified {
        SortedMap<String, byte[]> files = new TreeMap<>(order());
        ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (in.getInt(in.position()) == LOCAL) {
                next(in, files);
            }
            if (Arrays.equals(write(files), zip)) {
                return Collections.unmodifiableSortedMap(files);
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException | HikaeException e) {
            throw new NotVerified("not a ZIP of the expected form: " + e.getMessage(), e);
        }
        throw new NotVerified("the ZIP differs from the one rebuilt from its own files");
    }

    private static void next(ByteBuffer in, SortedMap<String, byte[]> files) throws NotVerified {
        int start = in.position();
        int size = in.getInt(start + 22);
        int nameLength = in.getShort(start + 26) & 0xffff;
        if (size < 0 || size > in.remaining()) {
            throw new NotVerified("a file in the ZIP is cut short");
        }
        byte[] name = new byte[nameLength];
        byte[] content = new byte[size];
        in.position(start + LOCAL_BYTES).get(name).get(content);
        if (files.put(new String(name, StandardCharsets.ISO_8859_1), content) != null) {
            throw new NotVerified("a file is in the ZIP twice");
        }
    }
}
