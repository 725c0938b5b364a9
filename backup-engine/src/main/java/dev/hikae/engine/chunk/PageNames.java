package dev.hikae.engine.chunk;

import java.util.Locale;
import java.util.Set;

/** Names that databases and images of disks bear. */
final class PageNames {
    /** Their sizes are multiples of this. */
    static final int SECTOR = 512;

    private static final Set<String> EXTENSIONS = Set.of(
            // SQLite
            "sqlite",
            "sqlite3",
            "db",
            "db3",
            // InnoDB, MyISAM's indexes
            "ibd",
            "myi",
            // SQL Server
            "mdf",
            "ndf",
            // Oracle
            "dbf",
            // Access, Exchange and Active Directory
            "mdb",
            "accdb",
            "edb",
            "dit",
            // Firebird
            "fdb",
            // WiredTiger
            "wt",
            // disks of virtual machines
            "img",
            "qcow2",
            "qcow",
            "vdi",
            "vhd",
            "vhdx",
            "vmdk");

    private static final Set<String> NAMES = Set.of("ibdata1", "ibdata2");

    private PageNames() {}

    static boolean match(String name) {
        String lower = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        int dot = lower.lastIndexOf('.');
        return NAMES.contains(lower) || (dot >= 0 && EXTENSIONS.contains(lower.substring(dot + 1)));
    }
}
