package dev.hikae.engine.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Inode flags ({@code linux/fs.h}, {@code FS_*_FL}) under the names that libarchive gives them. */
final class InodeFlags {
    private static final Map<Integer, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(0x01, "securedeletion");
        NAMES.put(0x02, "undel");
        NAMES.put(0x04, "compress");
        NAMES.put(0x08, "sync");
        NAMES.put(0x10, "schg");
        NAMES.put(0x20, "sappnd");
        NAMES.put(0x40, "nodump");
        NAMES.put(0x80, "noatime");
        NAMES.put(0x4000, "journal");
        NAMES.put(0x8000, "notail");
        NAMES.put(0x10000, "dirsync");
        NAMES.put(0x20000, "topdir");
        NAMES.put(0x800000, "nocow");
        NAMES.put(0x20000000, "projinherit");
    }

    private InodeFlags() {}

    /** Separated by commas; empty when none has a name. */
    static Optional<String> names(int flags) {
        String names = NAMES.entrySet().stream()
                .filter(e -> (flags & e.getKey()) != 0)
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(","));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }
}
