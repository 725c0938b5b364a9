package dev.hikae.config.id;

/** Name of a repository: a slug of 1 to 63 lower-case letters, digits and hyphens. */
public record RepositoryName(String value) implements Comparable<RepositoryName> {
    public RepositoryName {
        Slug.check(value);
    }

    @Override
    public int compareTo(RepositoryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
