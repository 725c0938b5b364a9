package dev.hikae.drills.sign;

/** Something sealed is not what it claims to be; the message says which part, in English, for the verifier's page. */
public final class NotVerified extends Exception {
    private static final long serialVersionUID = 1L;

    public NotVerified(String message) {
        super(message);
    }

    public NotVerified(String message, Throwable cause) {
        super(message, cause);
    }

    /** What is wrong. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
