package dev.hikae.engine.export;

import dev.hikae.engine.RawPath;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** POSIX ACLs as star writes them, for readers that do not take the kernel's form: {@code linux/posix_acl_xattr.h}. */
final class AclText {
    private static final RawPath ACCESS = RawPath.of("system.posix_acl_access");
    private static final RawPath DEFAULT = RawPath.of("system.posix_acl_default");
    private static final int VERSION = 2;
    private static final int ENTRY = 8;

    private AclText() {}

    /** The pax key for an attribute that is an ACL. */
    static Optional<String> key(RawPath xattr) {
        return xattr.equals(ACCESS)
                ? Optional.of("SCHILY.acl.access")
                : xattr.equals(DEFAULT) ? Optional.of("SCHILY.acl.default") : Optional.empty();
    }

    /** Entries separated by commas, accounts by number; empty when the value is of an unknown form. */
    static Optional<String> of(RawPath value) {
        var in = ByteBuffer.wrap(value.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 4 || in.getInt() != VERSION || in.remaining() % ENTRY != 0) {
            return Optional.empty();
        }
        List<String> entries = new ArrayList<>();
        while (in.hasRemaining()) {
            Optional<String> entry = entry(in.getShort(), in.getShort(), in.getInt() & 0xffffffffL);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            entries.add(entry.get());
        }
        return Optional.of(String.join(",", entries));
    }

    private static Optional<String> entry(int tag, int bits, long id) {
        String may = ((bits & 4) != 0 ? "r" : "-") + ((bits & 2) != 0 ? "w" : "-") + ((bits & 1) != 0 ? "x" : "-");
        return switch (tag) {
            case 0x01 -> Optional.of("user::" + may);
            case 0x02 -> Optional.of("user:" + id + ":" + may + ":" + id);
            case 0x04 -> Optional.of("group::" + may);
            case 0x08 -> Optional.of("group:" + id + ":" + may + ":" + id);
            case 0x10 -> Optional.of("mask::" + may);
            case 0x20 -> Optional.of("other::" + may);
            default -> Optional.empty();
        };
    }
}
