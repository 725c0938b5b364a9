package dev.hikae.config.id;

/** Name of a runbook: a slug of 1 to 63 lower-case letters, digits and hyphens. */
public record RunbookName(String value) implements Comparable<RunbookName> {
    public RunbookName {
        Slug.check(value);
    }

    @Override
    public int compareTo(RunbookName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
