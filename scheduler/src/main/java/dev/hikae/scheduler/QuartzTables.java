package dev.hikae.scheduler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/** Quartz's own tables, made where they are missing. */
final class QuartzTables {
    private QuartzTables() {}

    static void create(DataSource database) throws SQLException {
        try (Connection c = database.getConnection();
                Statement s = c.createStatement()) {
            c.setAutoCommit(false);
            for (String sql : script().split(";")) {
                if (!sql.isBlank()) {
                    s.execute(sql);
                }
            }
            c.commit();
        }
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(QuartzTables.class.getResourceAsStream("quartz.sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
