package dev.hikae.config.id;

/** Id of a run: {@code run_} and a UUIDv7. */
public record RunId(String value) implements Comparable<RunId> {
    public RunId {
        Ids.checked("run_", value);
    }

    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
