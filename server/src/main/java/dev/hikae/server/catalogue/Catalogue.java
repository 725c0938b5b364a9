package dev.hikae.server.catalogue;

import dev.hikae.config.error.HikaeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The open catalogue of one data folder.
 *
 * <p>{@link #write} has the one writing connection; whoever wants it waits. {@link #read} has one of a few reading
 * connections, which see committed rows only and never wait for a writer. Neither may be nested in {@code write}.
 */
public final class Catalogue implements AutoCloseable {
    private static final int READERS = 4;

    private final Path file;
    private final ConnectionPool writer;
    private final ConnectionPool readers;
    private final Jdbi writing;
    private final Jdbi reading;
    private final DataSource clockwork;

    private Catalogue(Path file, InstantSource clock) {
        this.file = file;
        SQLiteDataSource source = source(file, false);
        this.clockwork = source;
        migrate(source, file, clock);
        this.writer = new ConnectionPool(source, 1);
        this.readers = new ConnectionPool(source(file, true), READERS);
        this.writing = discreet(Jdbi.create(writer));
        this.reading = discreet(Jdbi.create(readers));
    }

    /** Opens {@code catalogue.db} in a data folder that this process holds; makes or migrates it. */
    public static Catalogue open(DataFolder folder, InstantSource clock) {
        return new Catalogue(folder.path().resolve("catalogue.db"), clock);
    }

    /** Errors show no bound values: hashes of passwords and tokens are among them, and errors are logged. */
    private static Jdbi discreet(Jdbi jdbi) {
        jdbi.getConfig(StatementExceptions.class)
                .setMessageRendering(StatementExceptions.MessageRendering.SHORT_STATEMENT);
        return jdbi;
    }

    private static void migrate(DataSource source, Path file, InstantSource clock) {
        try (Connection c = source.getConnection()) {
            new Migrations(Migration.known(), clock).apply(c, file);
        } catch (SQLException e) {
            throw new HikaeException(e, CatalogueError.UNUSABLE, file, String.valueOf(e.getMessage()));
        }
    }

    private static SQLiteDataSource source(Path file, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(15_000);
        config.enforceForeignKeys(true);
        if (readOnly) {
            config.setReadOnly(true);
        } else {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Query<T> {
        T on(Handle handle);
    }

    /** What changes something. */
    @FunctionalInterface
    public interface Change {
        void on(Handle handle);
    }

    /** One writing transaction: all of it or, when it throws, nothing. On disk when this returns. */
    public <T> T write(Query<T> query) {
        return writing.inTransaction(query::on);
    }

    /** One writing transaction without a result. */
    public void change(Change change) {
        writing.useTransaction(change::on);
    }

    /** One reading transaction. */
    public <T> T read(Query<T> query) {
        return reading.inTransaction(query::on);
    }

    /** For Quartz: connections of their own whose transactions begin as writers. */
    public DataSource clockwork() {
        return clockwork;
    }

    public Path file() {
        return file;
    }

    /** What is wrong with the file, by SQLite's own check; empty when nothing is. */
    public List<String> problems() {
        return read(h -> h.createQuery("PRAGMA quick_check").mapTo(String.class).list()).stream()
                .filter(line -> !line.equals("ok"))
                .toList();
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
