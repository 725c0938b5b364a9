package dev.hikae.config.error;

/** Failures of the configuration and of JSON: HKE-1000 to HKE-1499. */
public enum ConfigError implements ErrorCode {
    /** Text is not JSON, or not of the shape expected. */
    JSON_INVALID("HKE-1001", Failure.INVALID),
    /** A value has no canonical form. */
    NOT_CANONICAL("HKE-1002", Failure.INVALID);

    private final String id;
    private final Failure failure;

    ConfigError(String id, Failure failure) {
        this.id = id;
        this.failure = failure;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Failure failure() {
        return failure;
    }

    @Override
    public String bundle() {
        return "dev.hikae.config.messages";
    }
}
