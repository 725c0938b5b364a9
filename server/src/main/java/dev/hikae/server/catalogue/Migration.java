package dev.hikae.server.catalogue;

import dev.hikae.config.json.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One step of the schema: plain SQL that runs on SQLite and PostgreSQL.
 *
 * @param number rises; gaps are fine
 * @param name of its file
 */
record Migration(int number, String name, String sql) {
    private static final String FOLDER = "/dev/hikae/server/catalogue/";

    /** Those that this program knows, in order; {@code migrations.txt} lists their files. */
    static List<Migration> known() {
        return resource("migrations.txt")
                .lines()
                .filter(l -> !l.isBlank() && !l.startsWith("#"))
                .map(name -> new Migration(Integer.parseInt(name.substring(0, 4)), name, resource(name)))
                .sorted(Comparator.comparingInt(Migration::number))
                .toList();
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Migration.class.getResourceAsStream(FOLDER + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String sha256() {
        return Sha256.hex(sql.getBytes(StandardCharsets.UTF_8));
    }

    /** Its statements. One ends with a semicolon at the end of a line; a trigger with a line {@code END;}. */
    List<String> statements() {
        List<String> statements = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        for (String line : withoutComments().lines().toList()) {
            one.append(line).append('\n');
            boolean trigger = one.toString().stripLeading().startsWith("CREATE TRIGGER");
            if (trigger ? line.strip().equals("END;") : line.stripTrailing().endsWith(";")) {
                statements.add(one.toString().strip());
                one.setLength(0);
            }
        }
        if (!one.toString().isBlank()) {
            throw new IllegalStateException("bug: a statement of " + name + " does not end");
        }
        return statements;
    }

    private String withoutComments() {
        return sql.lines().filter(l -> !l.stripLeading().startsWith("--")).collect(Collectors.joining("\n"));
    }
}
