package dev.hikae.engine.format;

/** Bytes are not what docs/FORMAT.md says. Whoever knows the object's name turns it into an error that names it. */
public final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FormatException(String what) {
        super(what);
    }

    public FormatException(String what, Throwable cause) {
        super(what, cause);
    }
}
