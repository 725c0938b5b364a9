package dev.hikae.config.id;

/** Name of a plan: a slug of 1 to 63 lower-case letters, digits and hyphens. */
public record PlanName(String value) implements Comparable<PlanName> {
    public PlanName {
        Slug.check(value);
    }

    @Override
    public int compareTo(PlanName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
