package dev.hikae.config.id;

/** Name of a region: a slug of 1 to 63 lower-case letters, digits and hyphens. */
public record RegionName(String value) implements Comparable<RegionName> {
    public RegionName {
        Slug.check(value);
    }

    @Override
    public int compareTo(RegionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
