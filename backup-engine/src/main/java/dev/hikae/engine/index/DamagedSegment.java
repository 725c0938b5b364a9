package dev.hikae.engine.index;

/** A local segment is not what was written. It is made again, or passed over. */
final class DamagedSegment extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedSegment(String what) {
        super(what);
    }

    DamagedSegment(String what, Throwable cause) {
        super(what, cause);
    }
}
