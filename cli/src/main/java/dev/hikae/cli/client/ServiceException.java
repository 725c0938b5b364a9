package dev.hikae.cli.client;

/** The service answered with a problem; its code, sentence and hint are the service's own. */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String hint;

    ServiceException(int status, String code, String detail, String hint) {
        super(detail);
        this.status = status;
        this.code = code;
        this.hint = hint;
    }

    public int status() {
        return status;
    }

    /** {@code HKE-nnnn}, or empty when the answer came from something else than the service. */
    public String code() {
        return code;
    }

    public String hint() {
        return hint;
    }
}
