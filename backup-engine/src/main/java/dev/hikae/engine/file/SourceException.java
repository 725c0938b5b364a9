package dev.hikae.engine.file;

import dev.hikae.config.text.Text;
import dev.hikae.engine.RawPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One entry of a source could not be read. A fact for the report, not a failure of the run. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<RawPath> name;
    private final transient Text what;
    private final boolean vanished;

    /**
     * @param name of the entry inside its directory, where only that entry is affected
     * @param vanished whether it was removed or replaced while it was read
     */
    public SourceException(@Nullable Throwable cause, Optional<RawPath> name, Text what, boolean vanished) {
        super(what.key() + what.params(), cause);
        this.name = name;
        this.what = what;
        this.vanished = vanished;
    }

    public Optional<RawPath> name() {
        return name;
    }

    public Text what() {
        return what;
    }

    public boolean vanished() {
        return vanished;
    }
}
