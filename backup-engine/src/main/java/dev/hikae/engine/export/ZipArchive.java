package dev.hikae.engine.export;

import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.zip.X000A_NTFS;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.X7875_NewUnix;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * ZIP with Unix modes, owners, symbolic links and times to 100 nanoseconds. Names are UTF-8; what is not, is shown with {@code \xNN}.
 * Devices, fifos and sockets are left out, other names of an inode become copies, attributes and flags are lost: each is a warning.
 * Holes are stored as zeros. The metadata of the directory that all lies in has no place.
 */
final class ZipArchive implements Archive {
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int SYMLINK = 0120000;
    private static final Instant FIRST_DOS = Instant.parse("1980-01-02T00:00:00Z");
    private static final Instant LAST_DOS = Instant.parse("2107-12-30T00:00:00Z");
    private static final Instant FIRST_NTFS = Instant.parse("1601-01-01T00:00:00Z");
    private static final byte[] ZEROS = new byte[64 << 10];

    private final ZipArchiveOutputStream out;
    private byte[] buffer = new byte[0];

    ZipArchive(OutputStream to, int level) {
        out = new ZipArchiveOutputStream(to);
        out.setEncoding("UTF-8");
        out.setUseLanguageEncodingFlag(true);
        out.setUseZip64(Zip64Mode.AsNeeded);
        out.setLevel(level);
    }

    @Override
    public boolean hasHardLinks() {
        return false;
    }

    @Override
    public boolean begin(Item item, Consumer<Text> warnings) throws IOException {
        Entry entry = item.entry();
        if (item.name().isEmpty()) {
            return true;
        }
        if (!hasPlace(entry.kind())) {
            warnings.accept(text("export.zip-kind", kindName(entry.kind())));
            return false;
        }
        String name = name(item, warnings) + (entry.kind() instanceof Kind.Directory ? "/" : "");
        var zip = new UnixEntry(name, type(entry.kind()) | entry.mode());
        if (entry.kind() instanceof Kind.File) {
            zip.setSize(entry.size());
        }
        time(entry, zip, warnings);
        var owner = new X7875_NewUnix();
        owner.setUID(entry.uid());
        owner.setGID(entry.gid());
        zip.addExtraField(owner);
        losses(entry, warnings);
        out.putArchiveEntry(zip);
        if (entry.kind() instanceof Kind.Symlink(RawPath target)) {
            out.write(target.toBytes());
        }
        if (!item.hasContent()) {
            out.closeArchiveEntry();
        }
        return true;
    }

    /** Named again once it is known to be of Unix: before that a backslash in a name is taken for a slash. */
    private static final class UnixEntry extends ZipArchiveEntry {
        UnixEntry(String name, int mode) {
            super(name);
            setUnixMode(mode);
            setName(name);
        }
    }

    private static boolean hasPlace(Kind kind) {
        return kind instanceof Kind.Directory || kind instanceof Kind.File || kind instanceof Kind.Symlink;
    }

    private static String kindName(Kind kind) {
        return switch (kind) {
            case Kind.Fifo f -> "fifo";
            case Kind.Socket s -> "socket";
            case Kind.BlockDevice b -> "block device";
            case Kind.CharDevice c -> "character device";
            case Kind.Directory d -> "directory";
            case Kind.File f -> "file";
            case Kind.Symlink s -> "symbolic link";
        };
    }

    private static int type(Kind kind) {
        return kind instanceof Kind.Directory ? DIRECTORY : kind instanceof Kind.Symlink ? SYMLINK : FILE;
    }

    private static Text text(String key, Object... params) {
        return Text.of(EngineError.BUNDLE, key, params);
    }

    /** A shown name holds a backslash and an x, and so do those that look like one: no two names become one. */
    private static String name(Item item, Consumer<Text> warnings) {
        byte[] bytes = item.name().toBytes();
        String plain = new String(bytes, StandardCharsets.UTF_8);
        if (TarArchive.isUtf8(bytes) && !plain.contains("\\x")) {
            return plain;
        }
        String shown = item.name().toString();
        warnings.accept(text("export.zip-name", shown));
        return shown;
    }

    private static void time(Entry entry, ZipArchiveEntry zip, Consumer<Text> warnings) {
        Instant mtime = entry.mtime();
        Instant dos = mtime.isBefore(FIRST_DOS) ? FIRST_DOS : mtime.isAfter(LAST_DOS) ? LAST_DOS : mtime;
        zip.setTime(dos.toEpochMilli());
        long seconds = mtime.getEpochSecond();
        if (seconds == (int) seconds) {
            var stamp = new X5455_ExtendedTimestamp();
            stamp.setModifyFileTime(FileTime.from(Instant.ofEpochSecond(seconds)));
            zip.addExtraField(stamp);
        }
        if (!mtime.isBefore(FIRST_NTFS)) {
            var ntfs = new X000A_NTFS();
            ntfs.setModifyFileTime(FileTime.from(mtime));
            zip.addExtraField(ntfs);
        }
        if (seconds != (int) seconds) {
            warnings.accept(text("export.zip-time", mtime));
        }
    }

    private static void losses(Entry entry, Consumer<Text> warnings) {
        if (entry.hardLink().isPresent() && entry.kind() instanceof Kind.File) {
            warnings.accept(text("export.zip-link"));
        }
        if (!entry.xattrs().isEmpty()) {
            warnings.accept(text("export.zip-xattrs", entry.xattrs().size()));
        }
        InodeFlags.names(entry.flags()).ifPresent(names -> warnings.accept(text("export.zip-flags", names)));
    }

    @Override
    public void data(ByteBuffer content) throws IOException {
        int length = content.remaining();
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        content.get(buffer, 0, length);
        out.write(buffer, 0, length);
    }

    @Override
    public void hole(long length) throws IOException {
        for (long left = length; left > 0; left -= ZEROS.length) {
            out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
        }
    }

    @Override
    public void end() throws IOException {
        out.closeArchiveEntry();
    }

    @Override
    public void finish() throws IOException {
        out.finish();
        out.flush();
    }
}
