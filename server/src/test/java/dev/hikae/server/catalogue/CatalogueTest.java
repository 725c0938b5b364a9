package dev.hikae.server.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueTest {
    private final InstantSource clock = InstantSource.system();

    private static long tables(Catalogue catalogue) {
        return catalogue.read(h -> h.createQuery("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
                .mapTo(Long.class)
                .one());
    }

    @Test
    void freshFolder_getsTheWholeSchemaAndOpensAgain(@TempDir Path dir) {
        try (DataFolder folder = DataFolder.hold(dir.resolve("data"))) {
            long tables;
            try (Catalogue catalogue = Catalogue.open(folder, clock)) {
                tables = tables(catalogue);
                assertTrue(tables > 4);
                assertEquals(List.of(), catalogue.problems());
                assertEquals("wal", pragma(catalogue, "journal_mode"));
                assertEquals("2", pragma(catalogue, "synchronous"));
                assertEquals("1", pragma(catalogue, "foreign_keys"));
            }
            try (Catalogue again = Catalogue.open(folder, clock)) {
                assertEquals(tables, tables(again));
            }
        }
    }

    private static String pragma(Catalogue catalogue, String name) {
        return catalogue.write(
                h -> h.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }

    /** A package or an operator made it with the usual mode. */
    @Test
    void dataFolderThatOthersCouldRead_isClosedToThem(@TempDir Path dir) throws IOException {
        Path open = Files.createDirectory(dir.resolve("data"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (DataFolder folder = DataFolder.hold(open)) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())));
        }
    }

    @Test
    void secondHolder_isRefusedWithThePidOfTheFirst(@TempDir Path dir) {
        try (DataFolder held = DataFolder.hold(dir)) {
            HikaeException e = assertThrows(HikaeException.class, () -> DataFolder.hold(held.path()));
            assertEquals("HKE-6501", e.code().id());
            assertTrue(e.getMessage() != null
                    && e.getMessage().endsWith(" " + ProcessHandle.current().pid()));
        }
        DataFolder.hold(dir).close();
    }

    @Test
    void throwingChange_leavesNothing(@TempDir Path dir) {
        try (DataFolder folder = DataFolder.hold(dir);
                Catalogue catalogue = Catalogue.open(folder, clock)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> catalogue.change(h -> {
                        h.execute("UPDATE fencing SET last_token = 7");
                        throw new IllegalStateException("no");
                    }));
            long token = catalogue.read(h -> h.createQuery("SELECT last_token FROM fencing")
                    .mapTo(Long.class)
                    .one());
            assertEquals(0, token);
        }
    }

    private static List<Migration> with(Migration more) {
        List<Migration> all = new ArrayList<>(Migration.known());
        all.add(more);
        return all;
    }

    private static final Migration NEXT = new Migration(9000, "9000-x.sql", """
            -- a comment; with a semicolon
            CREATE TABLE x (a INTEGER);
            CREATE TRIGGER x_stays BEFORE DELETE ON x
            BEGIN
                SELECT RAISE(ABORT, 'no');
            END;
            """);

    private void migrate(Catalogue catalogue, List<Migration> known) {
        catalogue.read(h -> 0);
        try (var c = catalogue.clockwork().getConnection()) {
            new Migrations(known, clock).apply(c, catalogue.file());
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void laterMigration_copiesTheFileFirst(@TempDir Path dir) throws IOException {
        try (DataFolder folder = DataFolder.hold(dir);
                Catalogue catalogue = Catalogue.open(folder, clock)) {
            long before = tables(catalogue);
            migrate(catalogue, with(NEXT));
            assertEquals(before + 1, tables(catalogue));
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(
                    1,
                    files.filter(f -> f.getFileName().toString().startsWith("catalogue.db.before-9000-"))
                            .count());
        }
    }

    @Test
    void newerSchema_isRefused(@TempDir Path dir) {
        try (DataFolder folder = DataFolder.hold(dir)) {
            try (Catalogue catalogue = Catalogue.open(folder, clock)) {
                migrate(catalogue, with(NEXT));
            }
            HikaeException e = assertThrows(HikaeException.class, () -> Catalogue.open(folder, clock));
            assertEquals("HKE-6503", e.code().id());
        }
    }

    @Test
    void changedMigration_isRefused(@TempDir Path dir) {
        try (DataFolder folder = DataFolder.hold(dir);
                Catalogue catalogue = Catalogue.open(folder, clock)) {
            migrate(catalogue, with(NEXT));
            Migration changed = new Migration(9000, "9000-x.sql", "CREATE TABLE y (a INTEGER);");
            HikaeException e = assertThrows(HikaeException.class, () -> migrate(catalogue, with(changed)));
            assertEquals("HKE-6504", e.code().id());
        }
    }

    @Test
    void failingMigration_isUndoneAsAWhole(@TempDir Path dir) {
        try (DataFolder folder = DataFolder.hold(dir);
                Catalogue catalogue = Catalogue.open(folder, clock)) {
            long before = tables(catalogue);
            Migration broken = new Migration(9000, "9000-x.sql", "CREATE TABLE y (a INTEGER);\nCREATE NONSENSE;");
            HikaeException e = assertThrows(HikaeException.class, () -> migrate(catalogue, with(broken)));
            assertEquals("HKE-6505", e.code().id());
            assertEquals(before, tables(catalogue));
        }
    }

    @Test
    void fileThatIsNoDatabase_isRefusedClearly(@TempDir Path dir) throws IOException {
        try (DataFolder folder = DataFolder.hold(dir)) {
            Files.writeString(dir.resolve("catalogue.db"), "this is not a database at all, not even close".repeat(99));
            HikaeException e = assertThrows(HikaeException.class, () -> Catalogue.open(folder, clock));
            assertEquals("HKE-6506", e.code().id());
        }
    }
}
