package dev.hikae.server.catalogue;

import dev.hikae.config.error.HikaeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the schema of this program, one migration per transaction.
 *
 * <p>A database with a migration that this program does not know is newer, and refused. Before anything changes in a
 * database that holds something, the file is copied beside it ({@code <file>.before-<number>}).
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private final List<Migration> known;
    private final InstantSource clock;

    Migrations(List<Migration> known, InstantSource clock) {
        this.known = known;
        this.clock = clock;
    }

    /** @param database outside of any transaction */
    void apply(Connection database, Path file) {
        try {
            Map<Integer, String> applied = applied(database);
            refuseStrangers(applied, file);
            List<Migration> pending =
                    known.stream().filter(m -> !applied.containsKey(m.number())).toList();
            if (!pending.isEmpty() && !applied.isEmpty()) {
                copy(database, file, pending.getFirst());
            }
            for (Migration m : pending) {
                apply(database, m);
            }
        } catch (SQLException e) {
            throw new HikaeException(e, CatalogueError.UNUSABLE, file, String.valueOf(e.getMessage()));
        }
    }

    private void refuseStrangers(Map<Integer, String> applied, Path file) {
        Map<Integer, Migration> byNumber =
                known.stream().collect(Collectors.toMap(Migration::number, Function.identity()));
        applied.forEach((number, sha256) -> {
            Migration ours = byNumber.get(number);
            if (ours == null) {
                throw new HikaeException(CatalogueError.NEWER_SCHEMA, file, number);
            }
            if (!ours.sha256().equals(sha256)) {
                throw new HikaeException(CatalogueError.MIGRATION_CHANGED, file, ours.name());
            }
        });
    }

    private static Map<Integer, String> applied(Connection database) throws SQLException {
        Map<Integer, String> applied = new TreeMap<>();
        try (Statement s = database.createStatement()) {
            s.execute("CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                    + " sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)");
            try (ResultSet rows = s.executeQuery("SELECT number, sha256 FROM schema_migration")) {
                while (rows.next()) {
                    applied.put(rows.getInt(1), rows.getString(2));
                }
            }
        }
        return applied;
    }

    private void copy(Connection database, Path file, Migration next) throws SQLException {
        Path copy =
                file.resolveSibling("%s.before-%04d-%d".formatted(file.getFileName(), next.number(), clock.millis()));
        try (PreparedStatement s = database.prepareStatement("VACUUM INTO ?")) {
            s.setString(1, copy.toString());
            s.execute();
        }
        LOG.info("copied the catalogue to {} before {}", copy, next.name());
    }

    private void apply(Connection database, Migration m) throws SQLException {
        database.setAutoCommit(false);
        try (Statement s = database.createStatement()) {
            for (String sql : m.statements()) {
                s.execute(sql);
            }
            record(database, m);
            database.commit();
            LOG.info("applied {}", m.name());
        } catch (SQLException e) {
            database.rollback();
            throw new HikaeException(e, CatalogueError.MIGRATION_FAILED, m.name(), String.valueOf(e.getMessage()));
        } finally {
            database.setAutoCommit(true);
        }
    }

    private void record(Connection database, Migration m) throws SQLException {
        try (PreparedStatement s = database.prepareStatement("INSERT INTO schema_migration VALUES (?, ?, ?, ?)")) {
            s.setInt(1, m.number());
            s.setString(2, m.name());
            s.setString(3, m.sha256());
            s.setLong(4, clock.millis());
            s.execute();
        }
    }
}
