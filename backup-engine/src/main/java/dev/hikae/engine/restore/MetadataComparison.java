package dev.hikae.engine.restore;

import dev.hikae.config.text.Text;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.Entry.Xattr;
import dev.hikae.engine.RawPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares one entry's metadata, and sorts what differs into failures and observations.
 *
 * <p>Without root, owners and the attributes that only root may set cannot come back: these are observed.
 * Labels that a security module gives every new file are observed too.
 */
final class MetadataComparison {
    private static final int SETID_BITS = 06000;
    private static final String CAPABILITY = "security.capability";

    private final Entry expected;
    private final Entry found;
    private final boolean root;
    private final List<Text> differences = new ArrayList<>();
    private final List<Text> observations = new ArrayList<>();

    private MetadataComparison(Entry expected, Entry found, boolean root) {
        this.expected = expected;
        this.found = found;
        this.root = root;
    }

    static MetadataComparison of(Entry expected, Entry found, boolean root) {
        var comparison = new MetadataComparison(expected, found, root);
        comparison.kind();
        comparison.owner();
        comparison.mode();
        comparison.size();
        comparison.times();
        comparison.xattrs();
        comparison.flags();
        return comparison;
    }

    List<Text> differences() {
        return differences;
    }

    List<Text> observations() {
        return observations;
    }

    private void kind() {
        String wanted = name(expected.kind());
        compare("kind", wanted, name(found.kind()));
        if (wanted.equals(name(found.kind()))) {
            compare(expected.kind() instanceof Kind.Symlink ? "symlink" : "device", detail(expected), detail(found));
        }
    }

    private static String detail(Entry entry) {
        return switch (entry.kind()) {
            case Kind.Symlink(var target) -> target.toString();
            case Kind.BlockDevice(var major, var minor) -> major + ":" + minor;
            case Kind.CharDevice(var major, var minor) -> major + ":" + minor;
            case Kind.Directory(), Kind.File(), Kind.Fifo(), Kind.Socket() -> "";
        };
    }

    static String name(Kind kind) {
        return switch (kind) {
            case Kind.Directory() -> "directory";
            case Kind.File() -> "file";
            case Kind.Symlink(var target) -> "symlink";
            case Kind.Fifo() -> "fifo";
            case Kind.Socket() -> "socket";
            case Kind.BlockDevice(var major, var minor) -> "block device";
            case Kind.CharDevice(var major, var minor) -> "character device";
        };
    }

    private void owner() {
        String wanted = expected.uid() + ":" + expected.gid();
        String there = found.uid() + ":" + found.gid();
        if (!wanted.equals(there)) {
            add(!root, RestoreText.differs("owner", wanted, there));
        }
    }

    /** A symbolic link has no mode of its own on Linux. */
    private void mode() {
        if (expected.kind() instanceof Kind.Symlink || expected.mode() == found.mode()) {
            return;
        }
        boolean owned = expected.uid() == found.uid() && expected.gid() == found.gid();
        boolean onlyDropped = !owned && (expected.mode() & ~SETID_BITS) == found.mode();
        add(
                !root && onlyDropped,
                RestoreText.differs(
                        "mode", Integer.toOctalString(expected.mode()), Integer.toOctalString(found.mode())));
    }

    private void size() {
        compare("size", expected.size(), found.size());
    }

    private void times() {
        compare("mtime", expected.mtime(), found.mtime());
    }

    private void flags() {
        compare("flags", Integer.toHexString(expected.flags()), Integer.toHexString(found.flags()));
    }

    private void xattrs() {
        Map<RawPath, RawPath> wanted = byName(expected.xattrs());
        Map<RawPath, RawPath> there = byName(found.xattrs());
        wanted.forEach((name, value) -> {
            RawPath other = there.remove(name);
            if (!value.equals(other)) {
                String shown = other == null ? "-" : shown(other);
                add(!root && isRoots(name), RestoreText.differs("xattr", name, shown(value), shown));
            }
        });
        there.forEach((name, value) -> add(isLabel(name), RestoreText.differs("xattr", name, "-", shown(value))));
    }

    private static Map<RawPath, RawPath> byName(List<Xattr> xattrs) {
        var byName = new TreeMap<RawPath, RawPath>();
        xattrs.forEach(xattr -> byName.put(xattr.name(), xattr.value()));
        return byName;
    }

    private static boolean isRoots(RawPath name) {
        return startsWith(name, "security.") || startsWith(name, "trusted.");
    }

    private static boolean isLabel(RawPath name) {
        return startsWith(name, "security.") && !name.equals(RawPath.of(CAPABILITY));
    }

    private static boolean startsWith(RawPath name, String prefix) {
        return new String(name.toBytes(), StandardCharsets.ISO_8859_1).startsWith(prefix);
    }

    private static String shown(RawPath value) {
        return HexFormat.of().formatHex(value.toBytes());
    }

    private void compare(String attribute, Object wanted, Object there) {
        if (!wanted.equals(there)) {
            add(false, RestoreText.differs(attribute, wanted, there));
        }
    }

    private void add(boolean observed, Text text) {
        (observed ? observations : differences).add(text);
    }
}
