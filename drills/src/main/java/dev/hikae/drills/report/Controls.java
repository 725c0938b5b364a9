package dev.hikae.drills.report;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The shipped control mapping, {@code controls.json}. */
public final class Controls {
    private static final List<Control> ALL = load();

    private Controls() {}

    /** All of it, in the order of the file. */
    public static List<Control> all() {
        return ALL;
    }

    private static List<Control> load() {
        try (InputStream in =
                Objects.requireNonNull(Controls.class.getResourceAsStream("controls.json"), "controls.json")) {
            return List.copyOf(Json.read(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8), new TypeReference<List<Control>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
