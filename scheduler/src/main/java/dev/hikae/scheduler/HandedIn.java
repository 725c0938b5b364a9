package dev.hikae.scheduler;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.quartz.utils.ConnectionProvider;

/** Gives Quartz connections of a data source that somebody else owns. */
final class HandedIn implements ConnectionProvider {
    private final DataSource database;

    HandedIn(DataSource database) {
        this.database = database;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return database.getConnection();
    }

    @Override
    public void shutdown() {
        // The data source is closed by its owner.
    }

    @Override
    public void initialize() {
        // Handed in ready for use.
    }
}
