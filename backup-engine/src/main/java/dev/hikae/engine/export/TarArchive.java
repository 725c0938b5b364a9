package dev.hikae.engine.export;

import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.tree.TreeReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * POSIX tar. What does not fit the old header goes into a pax header of our own before it, because names and attributes are bytes
 * and Commons Compress writes texts; numbers too large stand in the old header in base 256, too.
 *
 * <p>Holes as GNU tar's sparse format 1.0, attributes as {@code SCHILY.xattr}, ACLs as {@code SCHILY.acl} too, inode flags as
 * {@code SCHILY.fflags}. Sockets have no place in a tar.
 */
final class TarArchive implements Archive {
    /** Latin 1 gives each byte of a name one character and takes it back unchanged. */
    private static final String BYTES = "ISO-8859-1";

    private static final int NAME = 100;
    private static final int ACCOUNT = 31;
    private static final int BLOCK = 10_240;
    private static final long MOST_ID = 07777777;
    private static final long MOST_SIZE = 077777777777L;

    private final TreeReader trees;
    private final TarArchiveOutputStream out;
    private byte[] buffer = new byte[0];
    private boolean sparse;

    TarArchive(OutputStream to, TreeReader trees) {
        this.trees = trees;
        out = new TarArchiveOutputStream(to, BLOCK, BYTES);
        out.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
        out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    }

    @Override
    public boolean hasHardLinks() {
        return true;
    }

    @Override
    public boolean begin(Item item, Consumer<Text> warnings) throws IOException {
        if (item.entry().kind() instanceof Kind.Socket && item.linkedTo().isEmpty()) {
            warnings.accept(Text.of(EngineError.BUNDLE, "export.no-socket"));
            return false;
        }
        var pax = new Pax();
        byte[] name = name(item);
        SparseMap map = SparseMap.of(trees, item.node());
        sparse = item.hasContent() && map.hasHoles();
        TarArchiveEntry header = new TarArchiveEntry(shortName(name), type(item));
        name(name, pax);
        owner(item.entry(), header, pax);
        time(item.entry(), header, pax);
        target(item, header, pax);
        if (item.hasContent()) {
            size(item.entry(), map, header, pax);
        }
        if (item.linkedTo().isEmpty()) {
            attributes(item.entry(), pax);
        }
        putPax(pax);
        out.putArchiveEntry(header);
        if (sparse) {
            map.write(out);
        }
        if (!item.hasContent()) {
            out.closeArchiveEntry();
        }
        return true;
    }

    private static byte[] name(Item item) {
        byte[] name = item.name().isEmpty() ? new byte[] {'.'} : item.name().toBytes();
        if (item.entry().kind() instanceof Kind.Directory) {
            name = Arrays.copyOf(name, name.length + 1);
            name[name.length - 1] = '/';
        }
        return name;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** For readers without pax a long name's last component is there, cut. */
    private static String shortName(byte[] name) {
        if (name.length <= NAME) {
            return latin1(name);
        }
        String whole = latin1(name);
        String bare = whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
        String last = bare.substring(bare.lastIndexOf('/') + 1);
        return (last.length() < NAME ? last : last.substring(0, NAME - 1)) + (whole.equals(bare) ? "" : "/");
    }

    /** Names that are no UTF-8 stay in the old header where they fit: there every reader takes them as bytes. */
    private void name(byte[] name, Pax pax) {
        if (sparse) {
            pax.add("GNU.sparse.name", name);
        } else if (name.length > NAME || !isAscii(name) && isUtf8(name)) {
            pax.add("path", name);
        }
    }

    private static boolean isAscii(byte[] name) {
        for (byte b : name) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isUtf8(byte[] name) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte type(Item item) {
        if (item.linkedTo().isPresent()) {
            return TarConstants.LF_LINK;
        }
        return switch (item.entry().kind()) {
            case Kind.Directory d -> TarConstants.LF_DIR;
            case Kind.File f -> TarConstants.LF_NORMAL;
            case Kind.Symlink s -> TarConstants.LF_SYMLINK;
            case Kind.Fifo f -> TarConstants.LF_FIFO;
            case Kind.BlockDevice b -> TarConstants.LF_BLK;
            case Kind.CharDevice c -> TarConstants.LF_CHR;
            case Kind.Socket s -> throw new IllegalArgumentException("bug: a socket in a tar");
        };
    }

    private static void owner(Entry entry, TarArchiveEntry header, Pax pax) {
        header.setMode(entry.mode());
        header.setUserId(entry.uid());
        header.setGroupId(entry.gid());
        if (entry.uid() > MOST_ID) {
            pax.add("uid", entry.uid());
        }
        if (entry.gid() > MOST_ID) {
            pax.add("gid", entry.gid());
        }
        header.setUserName(account("uname", entry.user().orElse(""), pax));
        header.setGroupName(account("gname", entry.group().orElse(""), pax));
    }

    private static String account(String key, String name, Pax pax) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= ACCOUNT && isAscii(bytes)) {
            return name;
        }
        pax.add(key, bytes);
        return "";
    }

    private static void time(Entry entry, TarArchiveEntry header, Pax pax) {
        Instant mtime = entry.mtime();
        long seconds = Math.clamp(mtime.getEpochSecond(), 0, MOST_SIZE);
        header.setModTime(FileTime.from(Instant.ofEpochSecond(seconds)));
        if (mtime.getNano() != 0 || seconds != mtime.getEpochSecond()) {
            pax.addTime("mtime", mtime);
        }
    }

    private static void target(Item item, TarArchiveEntry header, Pax pax) {
        item.linkedTo().ifPresent(to -> linkName(to, header, pax));
        if (item.linkedTo().isPresent()) {
            return;
        }
        switch (item.entry().kind()) {
            case Kind.Symlink(RawPath to) -> linkName(to, header, pax);
            case Kind.BlockDevice(long major, long minor) -> device(major, minor, header);
            case Kind.CharDevice(long major, long minor) -> device(major, minor, header);
            case Kind.Directory d -> {}
            case Kind.File f -> {}
            case Kind.Fifo f -> {}
            case Kind.Socket s -> {}
        }
    }

    private static void linkName(RawPath to, TarArchiveEntry header, Pax pax) {
        byte[] bytes = to.toBytes();
        header.setLinkName(latin1(bytes.length <= NAME ? bytes : Arrays.copyOf(bytes, NAME)));
        if (bytes.length > NAME || !isAscii(bytes) && isUtf8(bytes)) {
            pax.add("linkpath", bytes);
        }
    }

    private static void device(long major, long minor, TarArchiveEntry header) {
        header.setDevMajor((int) major);
        header.setDevMinor((int) minor);
    }

    private void size(Entry entry, SparseMap map, TarArchiveEntry header, Pax pax) {
        long size = sparse ? map.storedBytes() : entry.size();
        header.setSize(size);
        if (size > MOST_SIZE) {
            pax.add("size", size);
        }
        if (sparse) {
            pax.add("GNU.sparse.major", 1);
            pax.add("GNU.sparse.minor", 0);
            pax.add("GNU.sparse.realsize", entry.size());
        }
    }

    private static void attributes(Entry entry, Pax pax) {
        for (Entry.Xattr xattr : entry.xattrs()) {
            pax.addXattr(xattr.name(), xattr.value());
            AclText.key(xattr.name()).ifPresent(key -> AclText.of(xattr.value()).ifPresent(text -> pax.add(key, text)));
        }
        InodeFlags.names(entry.flags()).ifPresent(names -> pax.add("SCHILY.fflags", names));
    }

    private void putPax(Pax pax) throws IOException {
        if (pax.isEmpty()) {
            return;
        }
        byte[] records = pax.toBytes();
        var header = new TarArchiveEntry("./PaxHeaders/entry", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
        header.setSize(records.length);
        header.setModTime(FileTime.from(Instant.EPOCH));
        out.putArchiveEntry(header);
        out.write(records);
        out.closeArchiveEntry();
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

    /** In a sparse entry the map tells it. */
    @Override
    public void hole(long length) {
        if (!sparse && length > 0) {
            throw new IllegalStateException("bug: a hole that the map does not know");
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
